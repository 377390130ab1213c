import t from 'tap';
import { draftAlert } from '../../server/alert/alert.js';
import { drillSource } from '../../server/alert/drill.js';
import { drillCollector } from '../../server/contract/drill.js';
import { event, match, rule, start } from '../store/drafts.js';

const entityOf = (more: Parameters<typeof event>[2], entity: string[] = [], group?: Record<string, string>) =>
  draftAlert(match([event('e', start, more)], { rule: { ...rule, entity }, group }), 1).entity;

t.test('the entity: fields of the rule, else the group, else host, user, address, collector', async (t) => {
  const full = { 'user.name': 'anna', 'source.ip': '192.0.2.7', fields: { TargetUserSid: 'S-1-5-21' } };
  t.same(entityOf(full, ['source.ip', 'TargetUserSid'], { 'user.name': 'x' }), {
    type: 'source.ip, TargetUserSid',
    value: '192.0.2.7, S-1-5-21',
  });
  t.same(entityOf(full, ['absent'], { 'user.name': 'x', 'host.name': 'y' }), {
    type: 'user.name, host.name',
    value: 'x, y',
  });
  t.same(entityOf(full), { type: 'host.name', value: 'web01' });
  const without = { 'host.name': '' };
  t.same(entityOf({ ...full, ...without }), { type: 'user.name', value: 'anna' });
  t.same(entityOf({ ...without, 'source.ip': '192.0.2.7' }), { type: 'source.ip', value: '192.0.2.7' });
  t.same(entityOf(without), { type: 'observer.id', value: 'local' });
  t.same(entityOf({}, ['toString', 'fields', '__proto__']), { type: 'host.name', value: 'web01' });
});

t.test('a long value stays different from another with the same beginning', async (t) => {
  const long = (end: string) => entityOf({ 'host.name': `${'ä'.repeat(400)}${end}` });
  t.equal(long('a').value.length, 300);
  t.not(long('a').value, long('b').value);
});

t.test('the same match has the same id; another event, rule, tenant or entity has another', async (t) => {
  const draft = (more: Parameters<typeof event>[2] = {}, id = 'e', ruleId = rule.id) =>
    draftAlert(match([event(id, start, more)], { rule: { ...rule, id: ruleId } }), 7);
  t.match(draft().id, /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  t.same(draft(), draft());
  const others = [
    draft({}, 'f'),
    draft({}, 'e', 'other-rule'),
    draft({ tenant: 'demo' }),
    draft({ 'host.name': 'b' }),
  ];
  t.equal(new Set([draft(), ...others].map(({ id }) => id)).size, 5);
  t.equal(draft().key, draft({}, 'f').key, 'the event is no part of the key');
  t.equal(new Set([draft(), ...others.slice(1)].map(({ key }) => key)).size, 4);
});

t.test('only what consists of drilled events alone is a drill, and it folds into nothing real', async (t) => {
  const drill = '0192d3a0-0000-4000-8000-000000000001';
  const marked = { 'observer.id': drillCollector, 'log.source': drillSource(drill) };
  const of = (...events: Parameters<typeof event>[2][]) =>
    draftAlert(match(events.map((more, n) => event(`e${n}`, start, more))), 1);
  t.equal(of(marked, marked).drill, drill);
  t.equal(of({}, marked).drill, undefined, 'one real event makes it real');
  t.equal(of({ ...marked, 'log.source': '192.0.2.7' }).drill, undefined);
  t.equal(of({ 'log.source': drillSource(drill) }).drill, undefined, 'who sends cannot mark');
  t.not(of(marked).key, of({}).key);
});
