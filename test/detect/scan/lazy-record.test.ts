import fc from 'fast-check';
import t from 'tap';
import type { Match } from '../../../server/contract/detection.js';
import type { Event } from '../../../server/contract/event.js';
import { toDocument } from '../../../server/contract/event-document.js';
import type { PolicyState } from '../../../server/contract/policy-state.js';
import { createEngine } from '../../../server/detect/engine.js';
import { loadRules } from '../../../server/detect/rules.js';
import { ScriptFinder } from '../../../server/detect/scan/script-finder.js';
import { WasmFinder } from '../../../server/detect/scan/wasm-finder.js';
import { normalise } from '../../../server/normalise/normalise.js';
import { lines } from './arbitrary-lines.js';

function eventOf(raw: Uint8Array): Event {
  return normalise(
    { source: 'test', transport: 'file', format: 'json', dataset: '', received: 7, truncated: false, raw },
    { tenant: 'city', collector: 'test', id: 'test' },
  );
}

/** Everything that a match has. */
const whole = ({ rule, events, count, group, first, last }: Match) =>
  JSON.stringify([rule.id, rule.level, events.map(toDocument), count, group, first, last]);

const damage = fc.tuple(fc.nat(400), fc.constantFrom('\n', '\\', '\\x', '\0', '\t', '"'));
/** Lines of which some are damaged at one place, behind which they go on. */
const damaged = fc.tuple(lines, fc.option(damage, { freq: 2 })).map(([line, damage]) => {
  if (damage === null) return line;
  const [place, inserted] = damage;
  const at = place % (line.length + 1);
  return Buffer.concat([line.subarray(0, at), Buffer.from(inserted), line.subarray(at)]);
});

t.test('a line that is called strict is JSON, and both finders say the same', async (t) => {
  const [wasm, script] = [new WasmFinder(), new ScriptFinder()];
  const counts = { strict: 0, flat: 0 };
  const property = fc.property(damaged, (line) => {
    const [one, other] = [wasm, script].map((finder) => finder.find(line) && finder.isStrict());
    if (one !== other) return false;
    if (wasm.find(line)) counts.flat++;
    if (!one) return true;
    counts.strict++;
    JSON.parse(line.toString());
    return true;
  });
  t.doesNotThrow(() => fc.assert(property, { numRuns: 2500 }));
  t.ok(counts.strict > 100 && counts.flat > counts.strict + 100, JSON.stringify(counts));
});

t.test('where escape sequences and control characters stand', async (t) => {
  for (const finder of [new WasmFinder(), new ScriptFinder()]) {
    for (let before = 0; before < 40; before++) {
      const strict = (text: string): boolean =>
        finder.find(Buffer.from(`{"a":"${'x'.repeat(before)}${text}"}`)) && finder.isStrict();
      const right = ['', '\\\\', '\\"', '\\\\\\"x', '\\/\\b\\f\\n\\r\\t', '\x7f', 'ä'];
      const wrong = ['\\x', '\\\\\\a', '\\u0041', '\n', '\x1f', '\0'];
      if (!right.every(strict) || wrong.some(strict)) t.fail(`${finder.constructor.name} behind ${before}`);
    }
    t.ok(finder.find(Buffer.from('{"a":1}\n')) && !finder.isStrict(), 'not certain with a line feed');
  }
});

const rule = (id: string, detection: string): string =>
  `title: ${id}\nid: ${id}\nname: ${id}\nlogsource: {product: windows}\ndetection: {s: ${detection}, condition: s}\n`;
const load = (texts: string[]) => loadRules(texts.map((text, i) => ({ path: `${i}.yml`, text })));

t.test('random lines: a match has what it has where events are made at once', async (t) => {
  const detections = [
    '{f|contains: ab}',
    '{g|endswith: b}',
    '{h: null}',
    '{f|re: "a.*b"}',
    '[abab]',
    '{g: 4}',
  ];
  const loaded = load(detections.map((detection, i) => rule(`rule-${i}`, detection)));
  const [lazy, eager] = [createEngine(loaded), createEngine(loaded)];
  const counts = { matched: 0, unread: 0 };
  const property = fc.property(damaged, (line) => {
    let made = 0;
    const toEvent = (): Event => {
      made++;
      return eventOf(line);
    };
    const found = lazy.processLine(line, toEvent, 'city');
    if (found.length > 0 && made === 0) counts.unread++;
    counts.matched += found.length;
    const expected = eager.processLine(line, () => eventOf(line));
    return found.map(whole).join() === expected.map(whole).join() && made <= 1;
  });
  t.doesNotThrow(() => fc.assert(property, { numRuns: 2500 }));
  t.ok(counts.matched > 500 && counts.unread > 5, JSON.stringify(counts));
});

const counting =
  'title: many\nid: many\ncorrelation: {type: event_count, rules: [b], group-by: [User], timespan: 1m, condition: {gte: 2}}\n';

t.test('exceptions and correlations get the event, others do not ask for it', async (t) => {
  const users = ['anna', 'bert', 'carl'].map((name) => rule(name.charAt(0), `{User: ${name}}`));
  const loaded = load([...users, counting]);
  const exceptions = [{ id: 'e', detection: 's: {Host: pc}\ncondition: s', expires: null }];
  const state: PolicyState = {
    disabled: [],
    tenants: [
      {
        tenant: 'city',
        sets_off: [],
        rules: [
          { rule: 'a', enabled: true, level: 'high', exceptions: [] },
          { rule: 'c', enabled: true, level: null, exceptions },
        ],
      },
    ],
  };
  const engine = createEngine(loaded);
  t.same(engine.setPolicies(state), []);
  const process = (user: string, host: string) => {
    const line = Buffer.from(JSON.stringify({ EventID: 1, Channel: 'Test', User: user, Host: host }));
    let made = 0;
    const toEvent = (): Event => {
      made++;
      return eventOf(line);
    };
    const found = engine.processLine(line, toEvent, 'city');
    const before = made;
    return [found.map(({ rule, events }) => `${rule.id} ${rule.level} ${events.length}`), before];
  };
  process('nobody', '');
  t.same(process('anna', 'pc'), [['a high 1'], 0]);
  t.same(process('bert', 'pc'), [[], 1], 'a rule that feeds a correlation');
  t.same(process('bert', 'pc'), [['many medium 2'], 1]);
  t.same(process('carl', 'pc'), [[], 1], 'excepted');
  t.same(process('carl', 'server'), [['c medium 1'], 1]);
  const elsewhere = engine.processLine(
    Buffer.from('{"EventID":1,"Channel":"Test","User":"anna"}'),
    () => {
      throw new Error('nobody reads the event');
    },
    'other',
  );
  t.equal(elsewhere[0]!.rule.level, 'medium', 'the level of a tenant that decided nothing');
});
