import fc from 'fast-check';
import t from 'tap';
import { nextAttempt } from '../../server/notify/backoff.js';
import { observeAlert, observeDue } from '../../server/notify/observe.js';
import { shareTokens, tokensAt } from '../../server/notify/rate.js';
import { matches, previewNotice, routeNotice } from '../../server/notify/route.js';
import type { AlertMemory, ToldAlert } from '../../server/store/notification-cursor.js';
import { channelA, channelB, duty, facts, plan, route } from './plans.js';

const day = Date.parse('2026-11-23T10:00:00+01:00');
const night = Date.parse('2026-11-24T02:00:00+01:00');
const morning = '2026-11-24T06:30:00.000Z';
const told = (decisions: ReturnType<typeof routeNotice>) =>
  decisions.map(({ reason, channel, who, at }) => [reason, channel, who, at]);

t.test('by day and by night', async (t) => {
  const one = plan([route()], [duty('Eva')]);
  const now = (time: number) => new Date(time).toISOString();
  t.same(told(routeNotice(one, facts(), day)), [['working_now', channelA, null, now(day)]]);
  t.same(told(routeNotice(one, facts(), night)), [['off_on_call', channelB, 'Eva', now(night)]]);
  t.same(routeNotice(one, facts(), night)[0]?.recipients, ['eva@stadt.example']);
  const medium = facts({ level: 'medium' });
  t.same(told(routeNotice(one, medium, night)), [['off_digest', channelA, null, morning]]);
  t.same(
    told(routeNotice(plan([route()]), facts(), night)),
    [['off_nobody', channelA, null, now(night)]],
    'never silence',
  );
  const quiet = route({
    working: 'digest',
    off_hours: { from_level: null, to: 'channels', rest: 'nothing' },
  });
  t.same(told(routeNotice(plan([quiet]), facts(), day)), [['working_digest', channelA, null, morning]]);
  t.same(told(routeNotice(plan([quiet]), facts(), night)), [['off_nothing', null, null, null]]);
  const preview = previewNotice(one, facts(), ['2026-11-23T09:00:00Z', '2026-12-24T09:00:00Z']);
  t.match(preview.moments, [
    { working: true, holiday: null, decisions: [{ reason: 'working_now' }] },
    { working: false, holiday: 'Heiligabend', decisions: [{ reason: 'off_nobody' }] },
  ]);
});

t.test('which route decides', async (t) => {
  const chosen = (rows: Parameters<typeof plan>[0], more: Parameters<typeof facts>[0] = {}) =>
    routeNotice(plan(rows), facts(more), day).map((decision) => decision.route);
  const tagged = route({ name: 'tagged', when: { tags: ['attack.T1110*'] } });
  t.same(chosen([tagged, route()]), ['tagged'], 'the first that fits');
  t.same(chosen([tagged, route()], { tags: [] }), ['all']);
  const both = [{ ...tagged, proceed: true }, route({ channels: [channelB] })];
  t.same(chosen(both), ['tagged', 'all']);
  t.same(chosen([{ ...tagged, proceed: true }, route()]), ['tagged'], 'one message over one channel');
  t.same(chosen([route({ enabled: false })]), []);
  t.same(chosen([route({ when: { min_level: 'critical' } })]), []);
  t.same(chosen([route({ when: { kinds: ['reopened'] } })]), []);
  t.same(chosen([route({ when: { rules: ['r2'] } })]), []);
  t.same(chosen([route({ when: { entities: ['DB*', 'web0?'] } })]), []);
  t.same(chosen([route({ when: { entities: ['WEB*'] } })]), ['all']);
  t.same(chosen([route({ when: { min_protection: 'high' } })]), []);
  t.same(chosen([route({ when: { min_protection: 'high' } })], { protection: 'very_high' }), ['all']);
  t.same(chosen([route()], { drill: true }), [], 'a drill is not told');
  t.same(chosen([route({ when: { drills: true } })], { drill: true }), ['all']);
});

t.test('patterns', async (t) => {
  t.ok(matches('*', ''));
  t.ok(matches('a*b*c', 'a-b-b-c'));
  t.notOk(matches('a*a', 'a'));
  t.notOk(matches('*ab*b', 'ab'));
  t.ok(matches('*ab*b', 'xabxb'));
  t.notOk(matches('.*', 'x'), 'no regular expression');
  const word = fc.string({ unit: fc.constantFrom('a', 'b', '.'), maxLength: 8 });
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 4 }), word, (parts, value) => {
      const oracle = new RegExp(`^${parts.map((part) => part.replaceAll('.', '\\.')).join('[^]*')}$`);
      return matches(parts.join('*'), value) === oracle.test(value);
    }),
  );
});

const created = '2026-11-23T09:00:00.000Z';
function alert(more: Partial<ToldAlert['alert']> = {}): ToldAlert {
  return {
    drill: false,
    alert: {
      id: channelA,
      tenant: 'default',
      rule: { id: 'r1', title: 'T', title_de: null, level: 'high', tags: [] },
      state: 'new',
      close_reason: null,
      count: 1,
      first_seen: created,
      last_seen: created,
      created_at: created,
      entity: { type: 'host.name', value: 'web01' },
      assignee: null,
      comments: 0,
      revision: 1,
      ...more,
    },
  };
}

t.test('what is told of an alert', async (t) => {
  const now = Date.parse(created) + 1000;
  const minute = 60_000;
  const one = plan([route()]);
  const look = (given: ToldAlert, memory?: AlertMemory, time = now, own = false) =>
    observeAlert(given, memory, { plan: one, since: 0, own, now: time });

  const first = look(alert());
  t.equal(first.kind, 'new');
  t.equal(first.memory.acknowledge_by?.getTime(), now + 240 * minute);
  t.equal(look(alert(), undefined, now, true).kind, 'self_monitoring');
  t.equal(
    observeAlert(alert(), undefined, { plan: one, since: now, own: false, now }).kind,
    undefined,
    'older than the plan',
  );
  t.equal(look(alert(), first.memory).kind, undefined, 'seen twice, told once');

  const soon = look(alert({ count: 7 }), first.memory, now + minute);
  t.equal(soon.kind, undefined);
  t.equal(soon.memory.owed_at?.getTime(), now + 30 * minute);
  const owed = observeDue(soon.memory, alert({ count: 9 }), one, now + 30 * minute);
  t.same([owed.kind, owed.memory.count, owed.memory.owed_at], ['growing', 9, null]);
  t.equal(look(alert({ count: 9 }), soon.memory, now + 31 * minute).kind, 'growing');

  const late = observeDue(first.memory, alert(), one, now + 240 * minute);
  t.same([late.kind, late.memory.acknowledge_by], ['unacknowledged', null]);
  const seen = look(alert({ state: 'acknowledged', count: 3 }), soon.memory);
  t.same([seen.kind, seen.memory.owed_at, seen.memory.acknowledge_by], [undefined, null, null]);
  t.equal(observeDue(soon.memory, alert({ state: 'acknowledged' }), one, now + 300 * minute).kind, undefined);
  t.equal(observeDue(soon.memory, undefined, one, now + 300 * minute).kind, undefined, 'gone');
  t.equal(
    observeDue(soon.memory, alert({ count: 9 }), undefined, now + 300 * minute).kind,
    undefined,
    'no plan',
  );

  const shut = look(alert({ state: 'closed', close_reason: 'benign' }), first.memory);
  t.same([shut.kind, shut.memory.closed], [undefined, true]);
  t.equal(look(alert(), shut.memory).kind, 'reopened');
  t.equal(look(alert({ state: 'closed', close_reason: 'benign' })).kind, undefined, 'dealt with before');
  t.equal(
    look({ ...alert({ state: 'closed', close_reason: 'test' }), drill: true }).kind,
    'new',
    'routes leave drills out',
  );
});

t.test('tokens and new attempts', async (t) => {
  const bucket = { burst: 10, perHour: 60, tokens: 0, at: 0 };
  t.equal(tokensAt(bucket, 60_000), 1);
  t.equal(tokensAt(bucket, 3_600_000), 10, 'no more than the burst');
  t.equal(tokensAt(bucket, -5000), 0, 'a clock that was set back');
  t.same(shareTokens(3, 10), { singles: 3, summary: false });
  t.same(shareTokens(5000, 10.9), { singles: 9, summary: true });
  t.same(shareTokens(2, 1), { singles: 0, summary: true });
  t.same(shareTokens(2, 0.9), { singles: 0, summary: false });
  fc.assert(
    fc.property(fc.nat(10_000), fc.double({ min: 0, max: 1000, noNaN: true }), (waiting, tokens) => {
      const { singles, summary } = shareTokens(waiting, tokens);
      return singles + (summary ? 1 : 0) <= tokens && (singles === waiting || summary || tokens < 1);
    }),
  );
  t.equal(nextAttempt(1, 0, 0, 0.5), 30_000);
  t.equal(nextAttempt(3, 0, 0, 0), 108_000);
  t.equal(nextAttempt(30, 0, 0, 0.5), 3_600_000);
  t.equal(nextAttempt(20, 0, 24 * 3_600_000, 0), undefined, 'a day later it is given up');
});
