import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { readRecords } from '../../../collectors/file/read.js';
import type { Event } from '../../../server/contract/event.js';
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

/** Every n-th line of the recordings; GRUNDWACHT_EVERY_LINE=1 compares all of them (minutes). */
const every = Number(process.env['GRUNDWACHT_EVERY_LINE'] ?? 60);

function eventOf(raw: Uint8Array): Event {
  return normalise(
    { source: 'test', transport: 'file', format: 'json', dataset: '', received: 0, truncated: false, raw },
    { tenant: 'city', collector: 'test', id: 'test' },
  );
}

/** @returns ids of the rules that are true, by line and by event */
function both(byLine: Engine, byEvent: Engine, line: Buffer): [line: string, event: string] {
  const ids = (matches: ReturnType<Engine['process']>): string =>
    matches.map((match) => match.rule.id).join();
  return [ids(byLine.processLine(line, () => eventOf(line))), ids(byEvent.process(eventOf(line)))];
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

const names = ['f', 'g', 'h', 'message', 'Message', 'source.ip', 'SourceName', 'Computer', 'ä', '__proto__'];
const text = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', 'b', 'B', '\\', '"', 'ä', 'Σ', '.', '\n', '\u0130'), maxLength: 6 }),
  fc.constantFrom('', '4', 'ab'.repeat(200), 'x\u0000', '\ud83d\ude00', '\ud800', 'abab'),
);
const value = fc.oneof(
  { weight: 6, arbitrary: text },
  { weight: 1, arbitrary: fc.constantFrom(4, 1.5, 1e21, true, null) },
  { weight: 1, arbitrary: fc.array(fc.oneof(text, fc.constant(4)), { maxLength: 2 }) },
);
const header = fc.tuple(
  fc.constantFrom<unknown>(4, '4', 4688, null, ''),
  fc.constantFrom<unknown>('Security', 'security', '', 'Ä', 5),
);
const special = fc.constantFrom<[string, unknown]>(
  ['winlog.channel', 'Security'],
  ['System', { EventID: 4 }],
  ['EventData', { f: 'ab' }],
  ['f', { a: 1 }],
  ['Provider_Name', 'abab'],
);
const entries = fc
  .tuple(
    header,
    fc.array(fc.tuple(fc.constantFrom(...names), value), { maxLength: 6 }),
    fc.option(special, { freq: 8 }),
    fc.boolean(),
  )
  .map(([[code, channel], fields, other, first]) => {
    const own: [string, unknown][] = [
      ['EventID', code],
      ['Channel', channel],
    ];
    const rest = other === null ? fields : [...fields, other];
    return first ? [...own, ...rest] : [...rest, ...own];
  });

/** JSON lines: duplicate keys, spaces, escapes and non-ASCII as writers differ in them. */
const lines = fc.tuple(entries, fc.constantFrom('', ' '), fc.boolean()).map(([all, gap, ascii]) => {
  const members = all.map(([name, one]) => `${JSON.stringify(name)}:${gap}${JSON.stringify(one)}`);
  const json = `{${members.join(`,${gap}`)}}`;
  const escaped = json.replace(/[^ -~]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return Buffer.from(ascii ? escaped : json);
});

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
          const [byLine, byEvent] = [new LineRouter(expressions, undefined, finder), new Router(expressions)];
          for (const line of [...all, ...all]) {
            const { hits } = byLine.matchLine(line, () => eventOf(line));
            if (hits.join() !== byEvent.match(eventOf(line)).join()) return false;
            if (hits.length > 0) matched++;
          }
          return true;
        },
      );
      t.doesNotThrow(() => fc.assert(property, { numRuns: 150 }));
      t.ok(matched > 500, 'enough of them match');
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
