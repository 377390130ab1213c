import t from 'tap';
import { byEnd, type ClockFacts, clocksOf, escalationAt, isPending } from '../../server/case/clocks.js';
import { decided, lawDuty, ownDuty } from '../../server/case/duties.js';
import { caseKey, checkStateChange } from '../../server/case/state.js';
import type { DutyDecision } from '../../server/contract/case-duty.js';

const opened = Date.parse('2026-11-20T10:00:00.000Z');
const hour = 3_600_000;
const decision = (more: Partial<DutyDecision> = {}): DutyDecision => ({
  applies: 'yes',
  reason: 'Wesentliche Einrichtung',
  aware_at: '2026-11-20T09:00:00.000Z',
  statement: '',
  at: '2026-11-20T10:05:00.000Z',
  by: 'isolde',
  ...more,
});
const facts = (more: Partial<ClockFacts> = {}): ClockFacts => ({
  openedAt: opened,
  reports: [],
  now: opened + hour,
  ...more,
});
const nis = lawDuty('bsig32');
const states = (clocks: ReturnType<typeof clocksOf>) => clocks.map(({ state }) => state);
const report = (
  step: 'early_warning' | 'report',
  submitted_at: string,
  withdrawn_at: string | null = null,
) => ({
  duty: 'bsig32',
  step,
  submitted_at,
  withdrawn_at,
});

t.test('a duty that nobody decided runs from the opening of the case', async (t) => {
  const clocks = clocksOf(decided(nis, []), facts());
  t.same(states(clocks), ['undecided', 'undecided', 'undecided']);
  t.equal(clocks[0]?.due_at, '2026-11-21T10:00:00.000Z');
  t.ok(clocks.every(({ provisional }) => provisional));
  t.same(states(clocksOf(decided(nis, []), facts({ now: opened + 25 * hour }))), [
    'missed',
    'undecided',
    'undecided',
  ]);
});

t.test('one that holds runs from the knowledge', async (t) => {
  const clocks = clocksOf(decided(nis, [decision()]), facts());
  t.same(states(clocks), ['running', 'running', 'waiting']);
  t.same(
    clocks.map(({ due_at }) => due_at),
    ['2026-11-21T09:00:00.000Z', '2026-11-23T09:00:00.000Z', '2026-12-23T22:59:59.000Z'],
  );
  t.equal(clocks[2]?.provisional, true, 'the final report is due after the report, which is not made yet');
});

t.test('the latest decision counts', async (t) => {
  const none = decision({ applies: 'no', aware_at: null });
  t.same(states(clocksOf(decided(nis, [none, decision()]), facts())), [
    'not_applicable',
    'not_applicable',
    'not_applicable',
  ]);
});

t.test('reports stop the clocks, and the last one runs from the report', async (t) => {
  const reports = [
    report('early_warning', '2026-11-21T10:00:00.000Z'),
    report('report', '2026-11-22T12:00:00.000Z'),
  ];
  const clocks = clocksOf(decided(nis, [decision()]), facts({ reports, now: opened + 90 * hour }));
  t.same(states(clocks), ['late', 'met', 'running'], 'the warning came an hour after its end');
  t.equal(clocks[2]?.due_at, '2026-12-22T22:59:59.000Z');
  t.equal(clocks[2]?.provisional, false);
  const withdrawn = [report('early_warning', '2026-11-20T12:00:00.000Z', '2026-11-20T13:00:00.000Z')];
  t.equal(clocksOf(decided(nis, [decision()]), facts({ reports: withdrawn }))[0]?.state, 'running');
});

t.test('an own deadline can run from the opening', async (t) => {
  const own = ownDuty({ id: 'x', name: 'CERT', recipient: 'CERT', basis: '', hours: 4, starts: 'opened' });
  const [clock] = clocksOf(decided(own, [decision({ aware_at: null })]), facts());
  t.match(clock, { state: 'running', due_at: '2026-11-20T14:00:00.000Z', recipient: 'CERT' });
});

t.test('clocks are in the order of their ends', async (t) => {
  const clocks = clocksOf(decided(nis, [decision()]), facts());
  t.same(
    [{ ...clocks[0]!, due_at: null }, clocks[2]!, clocks[1]!].toSorted(byEnd).map(({ step }) => step),
    ['report', 'final_report', 'early_warning'],
  );
});

t.test('a clock warns at a half, three quarters, two hours before its end, and past it', async (t) => {
  const [clock] = clocksOf(decided(nis, [decision()]), facts());
  const begun = Date.parse(clock!.starts_at!);
  const after = (hours: number) => escalationAt(clock!, begun + hours * hour);
  t.same([11.9, 12, 17.9, 18, 21.9, 22, 24].map(after), [
    undefined,
    'half',
    'half',
    'three_quarters',
    'three_quarters',
    'two_hours',
    'two_hours',
  ]);
  t.equal(escalationAt(clock!, begun + 24 * hour + 1), 'missed');
  t.equal(escalationAt({ ...clock!, state: 'met' }, begun + 30 * hour), undefined);
  t.notOk(isPending({ state: 'late' }));
});

t.test('a case is closed when nothing is to be done any more', async (t) => {
  const nothing = { clocks: [], tasks: 0 };
  t.doesNotThrow(() => checkStateChange('open', { state: 'closed' }, nothing));
  t.throws(() => checkStateChange('open', { state: 'open' }, nothing), { code: 'TRANSITION_INVALID' });
  t.throws(() => checkStateChange('closed', { state: 'open' }, nothing), { code: 'VALIDATION' });
  t.doesNotThrow(() => checkStateChange('closed', { state: 'open', comment: 'neu' }, nothing));
  t.throws(
    () =>
      checkStateChange(
        'open',
        { state: 'closed' },
        { clocks: [{ de: 'Frühe Erstmeldung', en: 'Early warning' }], tasks: 2 },
      ),
    {
      code: 'CASE_UNFINISHED',
      detail: 'Early warning; 2 open tasks',
    },
  );
  t.equal(caseKey(2026, 7), 'V-2026-0007');
  t.equal(caseKey(2026, 12345), 'V-2026-12345');
});
