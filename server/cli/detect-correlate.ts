import { createEngine } from '../detect/engine.js';
import type { LoadedRules } from '../detect/rules.js';
import type { Counts } from './detect-counts.js';
import { type Hit, hitOf } from './detect-hit.js';
import type { Plan } from './detect-plan.js';
import { eventOf, type FedRecord } from './detect-scan.js';
import type { Item } from './detect-sort.js';

/**
 * The second pass: correlations, and the matches of the rules that feed them (where one says `generate`). The
 * result does not depend on the order of the files nor on that of the records in them, as everything comes in
 * the order of event time.
 * @param rules of the plan's second pass
 * @param fed what the first pass found for it, in order
 * @param paths of all files
 * @param counts gets the matches added
 * @returns matches in order; the engine's counters with the last one
 */
export async function* correlate(
  rules: LoadedRules,
  fed: AsyncIterable<Item>,
  paths: readonly string[],
  { shows }: Plan,
  counts: Counts,
  onEnd: (stats: ReturnType<ReturnType<typeof createEngine>['stats']>) => void,
): AsyncGenerator<Hit> {
  const engine = createEngine(rules, { lateness: 0 });
  for await (const item of fed) {
    const { raw, format, dataset, changed, counted } = JSON.parse(item.text) as FedRecord;
    const place = { path: paths[item.file]!, file: item.file, record: item.record };
    const record = { format, dataset, raw: Buffer.from(raw, 'base64'), record: item.record };
    const event = eventOf(record, { path: place.path, changed });
    const received = event['event.ingested'];
    // In files, time goes on with the events: groups end by it.
    event['event.ingested'] = event['@timestamp'];
    const matches = engine.process(event).filter(({ rule }) => shows(rule));
    event['event.ingested'] = received;
    if (matches.length === 0) continue;
    counts.matches += matches.length;
    if (!counted) counts.matched++;
    for (const match of matches) yield hitOf(match, place);
  }
  onEnd(engine.stats());
}
