import { createEngine } from '../detect/engine.js';
import type { LoadedRules } from '../detect/rules.js';
import type { Counts } from './detect-counts.js';
import { type Hit, hitOf } from './detect-hit.js';
import type { Plan } from './detect-plan.js';
import { eventOf } from './detect-record.js';
import type { FedRecord } from './detect-scan.js';
import type { Item } from './detect-sort.js';
import { Unique } from './detect-unique.js';

/** What both passes share when their matches are given. */
export interface Evaluation {
  /** Of all files. */
  paths: readonly string[];
  /** IANA name of the time zone of records that name none; default UTC. */
  logZone: string | undefined;
  /** A record that several files hold counts once. */
  unique: boolean;
  /** Gets what is found added. */
  counts: Counts;
}

/**
 * The second pass: correlations, and the matches of the rules that feed them (where one says `generate`). The
 * result does not depend on the order of the files nor on that of the records in them, as everything comes in
 * the order of event time.
 * @param rules of the plan's second pass
 * @param fed what the first pass found for it, in order
 * @param onEnd gets the engine's counters behind the last match
 * @returns matches in order
 */
export async function* correlate(
  rules: LoadedRules,
  fed: AsyncIterable<Item>,
  { shows }: Plan,
  { paths, logZone, unique, counts }: Evaluation,
  onEnd: (stats: ReturnType<ReturnType<typeof createEngine>['stats']>) => void,
): AsyncGenerator<Hit> {
  const engine = createEngine(rules, { lateness: 0 });
  const records = new Unique();
  for await (const item of fed) {
    const { raw, format, dataset, changed, counted } = JSON.parse(item.text) as FedRecord;
    if (unique && !records.add(item.time, raw)) {
      counts.duplicates++;
      continue;
    }
    const place = { path: paths[item.file]!, file: item.file, record: item.record };
    const record = { format, dataset, raw: Buffer.from(raw, 'base64'), record: item.record };
    const event = eventOf(record, { name: place.path, changed }, logZone);
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
