import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { readRecords } from '../../../collectors/file/read.js';
import type { Event } from '../../../server/contract/event.js';
import { toDocument } from '../../../server/contract/event-document.js';
import { createEngine, type Engine } from '../../../server/detect/engine.js';
import { loadRuleSet } from '../../../server/detect/load.js';
import { Router } from '../../../server/detect/match/router.js';
import { routeTable } from '../../../server/detect/route-table.js';
import { routedExpression } from '../../../server/detect/routing.js';
import { loadRules } from '../../../server/detect/rules.js';
import { LineRouter } from '../../../server/detect/scan/line-router.js';
import { ScriptFinder } from '../../../server/detect/scan/script-finder.js';
import { WasmFinder } from '../../../server/detect/scan/wasm-finder.js';
import { normalise } from '../../../server/normalise/normalise.js';
import { ruleDocuments } from '../arbitrary-rules.js';
import { sharedData, withoutSharedData } from '../shared-data.js';
import { lines } from './arbitrary-lines.js';

/** Every n-th line of the recordings; GRUNDWACHT_EVERY_LINE=1 compares all of them (minutes). */
const every = Number(process.env['GRUNDWACHT_EVERY_LINE'] ?? 60);

function eventOf(raw: Uint8Array): Event {
  return normalise(
    { source: 'test', transport: 'file', format: 'json', dataset: '', received: 0, truncated: false, raw },
    { tenant: 'city', collector: 'test', id: 'test' },
  );
}

/** @returns ids of the rules that are true, with their events, by line and by event */
function both(byLine: Engine, byEvent: Engine, line: Buffer): [line: string, event: string] {
  const told = (matches: ReturnType<Engine['process']>): string =>
    JSON.stringify(matches.map(({ rule, events, first }) => [rule.id, first, events.map(toDocument)]));
  return [told(byLine.processLine(line, () => eventOf(line), 'city')), told(byEvent.process(eventOf(line)))];
}

/** Compares lines of the recordings. */
async function compare() {
  const loaded = await loadRuleSet([sharedData('sigma', 'sigma_all_rules.zip')]);
  const [byLine, byEvent] = [createEngine(loaded), createEngine(loaded)];
  const folder = sharedData('windows', 'json');
  const different: unknown[] = [];
  let [read, compared] = [0, 0];
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.zip')) continue;
    for await (const { raw } of readRecords(join(folder, name))) {
      if (read++ % every > 0) continue;
      compared++;
      const line = Buffer.from(raw);
      const [one, other] = both(byLine, byEvent, line);
      if (one !== other) different.push({ one, other, line: line.toString() });
    }
  }
  return { different, compared, matches: byLine.stats().matches };
}

// Before tap is loaded, which follows every promise: reading the records would take twice as long.
const found = withoutSharedData ? undefined : await compare();
const { default: t } = await import('tap');

t.test('recordings: a line gives the matches of its event', { skip: withoutSharedData }, async (t) => {
  const { different, compared, matches } = found!;
  t.same(different, []);
  t.ok(compared > 4000 && matches > 30, `${compared} lines, ${matches} matches`);
});

/** Guards are chosen within the few lines of a run. */
const early = { first: 3, last: 20, sampleEvery: 2 };

for (const finder of [new WasmFinder(), new ScriptFinder()]) {
  t.test(
    `random rules and lines: a line gives the matches of its event, ${finder.constructor.name}`,
    async (t) => {
      let matched = 0;
      const property = fc.property(
        fc.array(ruleDocuments, { minLength: 1, maxLength: 8 }),
        fc.array(lines, { minLength: 1, maxLength: 40 }),
        (documents, all) => {
          const { rules, pipelines } = loadRules(
            documents.map((one, i) => ({
              path: `${i}.yml`,
              text: `id: rule-${i}\n${one.replace('product: test', 'product: windows')}`,
            })),
          );
          const routes = routeTable(rules, pipelines);
          const expressions = rules.map((rule) => routedExpression(rule.expression, routes.get(rule)!));
          const [byLine, byEvent] = [
            new LineRouter(expressions, undefined, finder, early),
            new Router(expressions),
          ];
          for (const line of [...all, ...all]) {
            const { hits } = byLine.matchLine(line, () => eventOf(line));
            if (hits.join() !== byEvent.match(eventOf(line)).join()) return false;
            if (hits.length > 0) matched++;
          }
          return true;
        },
      );
      t.doesNotThrow(() => fc.assert(property, { numRuns: 100 }));
      t.ok(matched > 200, 'enough of them match');
    },
  );
}

t.test('what is no flat Windows record takes the way over its event', async (t) => {
  const text =
    'title: T\nid: a\nlogsource: {product: unparsed}\ndetection: {s: {error.message|contains: JSON}, condition: s}\n';
  const engine = createEngine(loadRules([{ path: 'r.yml', text }]));
  const broken = [
    '{"EventID":1,"Channel":"a"',
    '{"EventID":01,"Channel":"a"}',
    '{"EventID":1,"Channel":"a"}x',
    '[1',
  ];
  for (const one of broken) {
    const line = Buffer.from(one);
    t.equal(engine.processLine(line, () => eventOf(line)).length, 1, one);
  }
  t.equal(engine.stats().events, broken.length);
});
