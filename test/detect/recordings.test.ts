import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readRecords } from '../../collectors/file/read.js';
import type { FileRecord } from '../../collectors/file/record.js';
import type { Event } from '../../server/contract/event.js';
import { createEngine } from '../../server/detect/engine.js';
import { loadRuleSet } from '../../server/detect/load.js';
import { eventTest } from '../../server/detect/match/event-test.js';
import { fullScan } from '../../server/detect/match/full-scan.js';
import { routeTable } from '../../server/detect/route-table.js';
import { routedExpression } from '../../server/detect/routing.js';
import { normalise } from '../../server/normalise/normalise.js';
import { sharedData, withoutSharedData } from './shared-data.js';

/**
 * All records of all recordings go through the engine. Asking every rule as well takes milliseconds a record: that is
 * done for some with matches of each rule, for the first of each kind, and for every n-th;
 * GRUNDWACHT_EVERY_LINE=1 does it for all (an hour).
 */
const every = Number(process.env['GRUNDWACHT_EVERY_LINE'] ?? 1000);
/** So many records with matches of one rule are compared. */
const likeEachOther = 3;
/** One of so many that are compared goes through the slowest evaluator too, which keeps nothing between records. */
const everyWithFullScan = 25;

function recordings(folder: string, extension: RegExp): string[] {
  const below = sharedData(...folder.split('/'));
  return readdirSync(below, { recursive: true, encoding: 'utf8' })
    .filter((path) => extension.test(path))
    .sort()
    .map((path) => join(below, path));
}

function eventOf(path: string, { raw, format, dataset, record }: FileRecord): Event {
  return normalise(
    { source: path, transport: 'file', format, dataset, received: 0, truncated: false, raw },
    { tenant: 'city', collector: 'test', id: `${path}#${record}` },
  );
}

const kind = /Channel"?\s*[:>]\s*"?([^"<]*)|EventID(?:"|[^>"]*>)\s*:?\s*(\d+)/g;

/** @returns channel and event id, or something else that records of one kind have in common */
function kindOf(text: string): string {
  const found = text.match(kind) ?? [];
  return found.slice(0, 2).sort().join();
}

/** Chooses the records to compare. */
class Sample {
  private readonly kinds = new Set<string>();
  private readonly times = new Map<string, number>();
  private count = 0;

  wants(text: string, hits: readonly string[]): boolean {
    if (this.count++ % every === 0) return true;
    const known = kindOf(text);
    const fresh = !this.kinds.has(known);
    this.kinds.add(known);
    for (const rule of hits) this.times.set(rule, (this.times.get(rule) ?? 0) + 1);
    return fresh || hits.some((rule) => this.times.get(rule)! <= likeEachOther);
  }
}

/** What was compared, and where the evaluators differed. */
async function compare() {
  const loaded = await loadRuleSet([sharedData('sigma', 'sigma_all_rules.zip')], {
    placeholders: { known_cdcs: ['DC01'] },
  });
  const engine = createEngine(loaded);
  const routes = routeTable(loaded.rules, loaded.pipelines);
  const expressions = loaded.rules.map((rule) => routedExpression(rule.expression, routes.get(rule)!));
  const tests = expressions.map(eventTest);
  const ids = loaded.rules.map(({ info }) => info.id);
  const different: unknown[] = [];
  let [records, compared, matched, scanned] = [0, 0, 0, 0];
  const rules = new Set<string>();
  const paths = [
    ...recordings('windows/json', /\.zip$/),
    ...recordings('windows/evtx', /\.evtx$/),
    ...recordings('sigma/regression_data', /\.(?:json|evtx)$/),
  ];
  const sample = new Sample();
  for (const path of paths) {
    for await (const record of readRecords(path)) {
      records++;
      const line = Buffer.from(record.raw.buffer, record.raw.byteOffset, record.raw.length);
      const toEvent = (): Event => eventOf(path, record);
      const json = record.format === 'json';
      const found = json ? engine.processLine(line, toEvent, 'city') : engine.process(toEvent());
      const hits = found.map(({ rule }) => rule.id);
      if (!sample.wants(line.toString('latin1'), hits)) continue;
      const event = toEvent();
      const expected = ids.filter((_, index) => tests[index]!(event));
      const results = [
        hits.join(),
        engine
          .process(event)
          .map(({ rule }) => rule.id)
          .join(),
      ];
      if (compared++ % everyWithFullScan === 0) {
        scanned++;
        results.push(
          fullScan(expressions, event)
            .map((index) => ids[index])
            .join(),
        );
      }
      if (results.some((result) => result !== expected.join())) {
        different.push({ place: event.id, expected, results });
      }
      if (expected.length > 0) matched++;
      for (const rule of expected) rules.add(rule);
    }
  }
  return { different, records, compared, matched, rules: rules.size, scanned };
}

// Before tap is loaded, which follows every promise: reading the records would take twice as long.
const found = withoutSharedData ? undefined : await compare();
const { default: t } = await import('tap');

t.test(
  'recordings: the engine finds what asking every rule finds',
  { skip: withoutSharedData },
  async (t) => {
    const { different, records, compared, matched, rules, scanned } = found!;
    t.same(different, []);
    t.ok(records > 250_000, `${records} records`);
    t.comment(`${compared} compared, ${matched} with matches of ${rules} rules, ${scanned} by full scan`);
  },
);
