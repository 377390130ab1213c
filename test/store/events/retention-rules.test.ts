import t from 'tap';
import {
  defaultRetention,
  type LegalHold,
  type RetentionPolicy,
} from '../../../server/contract/retention.js';
import { dueOf, heldOf, passTime, ruleFor } from '../../../server/store/events/retention-rules.js';
import type { Segment } from '../../../server/store/events/segment.js';

const day = 86_400_000;
const start = Date.parse('2026-03-01T00:00:00Z');
const policy: RetentionPolicy = {
  days: 90,
  purpose: 'attacks',
  alert_days: 365,
  datasets: [
    { dataset: 'windows.*', days: 60, purpose: '' },
    { dataset: 'windows.security', days: 180, purpose: '' },
    { dataset: 'windows.security*', days: 30, purpose: '' },
  ],
};
const segment = (datasets: string[], more: Partial<Segment> = {}): Segment => ({
  id: '1',
  tenant: 'stadt',
  path: 'stadt/1.parquet',
  rows: datasets.length,
  timeFrom: start,
  timeTo: start + day,
  receivedFrom: start,
  receivedTo: start + day,
  idFrom: '',
  idTo: '',
  positionFrom: 0,
  positionTo: 1,
  bytes: 1,
  sha256: new Uint8Array(),
  filterBytes: undefined,
  datasets: Object.fromEntries(datasets.map((dataset) => [dataset, 1])),
  ...more,
});

t.test('of several rules for a dataset the longest name counts', async (t) => {
  t.equal(ruleFor(policy, 'linux.sshd').days, 90);
  t.equal(ruleFor(policy, '').days, 90);
  t.equal(ruleFor(policy, 'windows.system').days, 60);
  t.equal(ruleFor(policy, 'windows.security').days, 180);
  t.equal(ruleFor(policy, 'windows.security2').days, 30);
  t.equal(ruleFor(defaultRetention, 'windows.security').days, 90);
});

t.test('what is due goes by receipt', async (t) => {
  const one = segment(['linux.sshd']);
  t.equal(dueOf(one, policy, start + 90 * day), undefined);
  t.match(dueOf(one, policy, start + 90 * day + 1), {
    whole: false,
    rule: '*: 90 d',
    receivedBefore: start + 1,
  });
  t.match(dueOf(one, policy, start + 91 * day), { whole: false }, 'the last row is due a millisecond later');
  t.match(dueOf(one, policy, start + 91 * day + 1), { whole: true });
  const mixed = segment(['linux.sshd', 'windows.security', 'windows.system', '']);
  t.strictSame(dueOf(mixed, policy, start + 120 * day), {
    before: [
      { datasets: ['linux.sshd', ''], time: start + 30 * day },
      { datasets: ['windows.system'], time: start + 60 * day },
    ],
    rule: '*: 90 d; windows.*: 60 d',
    receivedBefore: start + 60 * day,
    whole: false,
  });
});

t.test('holds that are lifted, of other times or datasets keep nothing', async (t) => {
  const hold = (more: Partial<LegalHold>): LegalHold => ({
    id: '1',
    tenant: 'stadt',
    title: 'x',
    reason: 'x',
    from: null,
    to: null,
    datasets: [],
    hosts: [],
    set_at: '',
    set_by: '',
    lifted_at: null,
    lifted_by: null,
    lift_reason: null,
    ...more,
  });
  const iso = (time: number) => new Date(time).toISOString();
  const kept = (more: Partial<LegalHold>) => heldOf(segment(['linux.sshd']), [hold(more)]).length;
  t.equal(kept({}), 1);
  t.equal(kept({ lifted_at: iso(start) }), 0);
  t.equal(kept({ from: iso(start + day) }), 1);
  t.equal(kept({ from: iso(start + day + 1) }), 0);
  t.equal(kept({ to: iso(start) }), 0);
  t.equal(kept({ to: iso(start + 1) }), 1);
  t.equal(kept({ datasets: ['linux.cron'] }), 0);
  t.strictSame(heldOf(segment(['linux.sshd']), [hold({ hosts: ['a'], to: iso(start + 1) })]), [
    { from: undefined, to: start + 1, datasets: [], hosts: ['a'] },
  ]);
});

t.test('a clock that jumps deletes a day more, not years', async (t) => {
  t.equal(passTime(undefined, start), start);
  t.equal(passTime(start, start + 3_600_000), start + 3_600_000);
  t.equal(passTime(start, start + 3650 * day), start + day);
  t.equal(passTime(start, start - day), start - day);
});
