import t from 'tap';
import { createEngine } from '../../../server/detect/engine.js';
import { loadRules } from '../../../server/detect/rules.js';
import { event } from '../events.js';

const rule = (id: string, item: string): string =>
  `title: ${id}\nid: ${id}\nlogsource: {product: test}\ndetection: {s: {${item}}, condition: s}\n`;

function engineOf(...items: string[]): ReturnType<typeof createEngine> {
  return createEngine(
    loadRules([{ path: 'r.yml', text: items.map((item, i) => rule(`r${i}`, item)).join('---\n') }]),
  );
}

t.test('values that no rule names share a route and are still told from those that are named', async (t) => {
  const engine = engineOf('EventID: 5', 'event.code|exists: true', 'winlog.channel: Alpha');
  const ids = (code: string | undefined, channel: string, eventId?: number): string[] =>
    engine
      .process(
        event(
          { ...(code !== undefined && { 'event.code': code }), 'winlog.channel': channel },
          eventId === undefined ? {} : { EventID: eventId },
        ),
      )
      .map((match) => match.rule.id);
  t.same(ids('5', 'ALPHA', 5), ['r0', 'r1', 'r2']);
  t.same(ids('6', 'beta', 6), ['r1']);
  t.same(ids('7', 'alpha', 5), ['r0', 'r1', 'r2'], 'the record’s own field comes first');
  t.same(ids(undefined, 'gamma', 5), ['r0']);
  t.same(ids(undefined, 'gamma'), []);
});

t.test('values cannot be chosen to be taken for others', async (t) => {
  const engine = engineOf('winlog.channel: a', 'winlog.channel: "a\\nb"');
  const ids = (dataset: string, channel: string): string[] =>
    engine
      .process(event({ 'event.dataset': dataset, 'winlog.channel': channel }))
      .map((match) => match.rule.id);
  t.same(ids('x', 'a'), ['r0']);
  t.same(ids('x\na', 'b'), []);
  t.same(ids('x', 'a\nb'), ['r1']);
  t.same(ids('x', '\u0000'), []);
});

t.test('patterns on routing columns still see each value', async (t) => {
  const engine = engineOf("event.code|startswith: '47'", 'winlog.channel|cased: Security');
  const ids = (code: string, channel: string): string[] =>
    engine.process(event({ 'event.code': code, 'winlog.channel': channel })).map((match) => match.rule.id);
  t.same(ids('4720', 'Security'), ['r0', 'r1']);
  t.same(ids('4820', 'security'), []);
});

t.test('many values do not make many routes', async (t) => {
  const engine = engineOf('EventID: 5');
  for (let i = 0; i < 20_000; i++)
    engine.process(event({ 'event.code': `c${i}`, 'event.dataset': `d${i % 7}` }));
  t.equal(engine.process(event({ 'event.code': '5' }, { EventID: 5 })).length, 1);
});
