import t from 'tap';
import type { RuleExceptionInput } from '../../server/contract/rule-state.js';
import { readPolicyState } from '../../server/store/policy-state.js';
import {
  addRuleException,
  changeRuleException,
  removeRuleException,
} from '../../server/store/rule-exceptions.js';
import { changeRuleSetState, listRuleSetStates } from '../../server/store/rule-set-states.js';
import { ruleStateHistory } from '../../server/store/rule-state-history.js';
import { changeRuleState, getRuleState, listRuleStates } from '../../server/store/rule-states.js';
import { ensureTenant, removeTenant } from '../../server/store/tenants.js';
import { startMigratedDatabase } from './migrated-database.js';

const now = Date.parse('2026-11-21T10:00:00.000Z');
const { db } = await startMigratedDatabase(t);
await ensureTenant(db, 'demo', 'Musterstadt', now);
const anna = { by: 'anna', now, reason: 'Wartung' };
const key = (rule: string, tenant = 'default') => ({ tenant, rule });
const exception = (version: number, more: Partial<RuleExceptionInput> = {}): RuleExceptionInput => ({
  title: 'Datensicherung',
  reason: 'läuft jede Nacht',
  detection: 's:\n  user: svc\ncondition: s',
  version,
  ...more,
});
const change = (rule: string, body: Parameters<typeof changeRuleState>[2], tenant?: string) =>
  db.transaction().execute((trx) => changeRuleState(trx, key(rule, tenant), body, anna));
const add = (rule: string, input: RuleExceptionInput) =>
  db.transaction().execute((trx) => addRuleException(trx, key(rule), input, anna));
const conflict = { name: 'GrundwachtError', code: 'CONFLICT' };

t.test('a rule nobody decided about is on, with its own level', async (t) => {
  t.match(await getRuleState(db, key('r0')), { enabled: true, level: null, exceptions: [], version: 0 });
  t.same(await listRuleStates(db, 'default'), []);
});

t.test('a state is of one tenant, and each change of it is noted', async (t) => {
  const off = await change('r1', { enabled: false, version: 0 });
  t.match(off, { enabled: false, level: null, version: 1, updated_by: 'anna' });
  const low = await change('r1', { level: 'low', version: 1 });
  t.match(low, { enabled: false, level: 'low', version: 2 });
  await change('r1', { level: null, enabled: true, version: 2 });
  t.match(await getRuleState(db, key('r1', 'demo')), { version: 0, enabled: true });
  t.match(await ruleStateHistory(db, key('r1'), 10), [
    { action: 'level', old: { level: 'low' }, new: { level: null }, by: 'anna', reason: 'Wartung' },
    { action: 'enabled', old: { enabled: false }, new: { enabled: true } },
    { action: 'level', old: { level: null }, new: { level: 'low' } },
    { action: 'disabled', at: new Date(now).toISOString() },
  ]);
});

t.test('of several changes from the same version one is taken', async (t) => {
  const changes = await Promise.allSettled([1, 2, 3].map(() => change('r2', { enabled: false, version: 0 })));
  t.equal(changes.filter(({ status }) => status === 'fulfilled').length, 1);
  for (const each of changes) if (each.status === 'rejected') t.match(each.reason, conflict);
  t.equal((await getRuleState(db, key('r2'))).version, 1);
  await t.rejects(change('r3', { enabled: false, version: 5 }), conflict);
  t.equal((await getRuleState(db, key('r3'))).version, 0, 'a refused change leaves nothing');
});

t.test('exceptions', async (t) => {
  const expires_at = '2026-12-01T00:00:00.000Z';
  const added = await add('r4', exception(0, { expires_at }));
  t.match(added, {
    version: 1,
    exceptions: [
      { title: 'Datensicherung', author: 'anna', created_at: new Date(now).toISOString(), expires_at },
    ],
  });
  const { id } = added.exceptions[0]!;
  await t.rejects(add('r4', exception(0)), conflict);
  const berta = { by: 'berta', now: now + 1 };
  const changed = await db
    .transaction()
    .execute((trx) => changeRuleException(trx, key('r4'), id, exception(1, { title: 'Backup' }), berta));
  t.match(changed.exceptions, [{ id, title: 'Backup', author: 'anna', expires_at: null }]);
  const other = db.transaction().execute((trx) => removeRuleException(trx, key('r4', 'demo'), id, 0, berta));
  await t.rejects(other, { code: 'NOT_FOUND' }, "another tenant's is not found");
  const removed = await db
    .transaction()
    .execute((trx) => removeRuleException(trx, key('r4'), id, 2, { ...berta, reason: 'unnötig' }));
  t.match(removed, { version: 3, exceptions: [] });
  t.match(await ruleStateHistory(db, key('r4'), 10), [
    { action: 'exception_removed', old: { title: 'Backup' }, new: null, by: 'berta', reason: 'unnötig' },
    { action: 'exception_changed', old: { title: 'Datensicherung' }, new: { title: 'Backup' } },
    { action: 'exception_added', old: null, reason: 'läuft jede Nacht' },
  ]);
});

t.test('a rule has a hundred exceptions at most', async (t) => {
  for (let n = 0; n < 100; n++) await add('r5', exception(n));
  await t.rejects(add('r5', exception(100)), { code: 'VALIDATION', message: /100 exceptions/ });
});

t.test('sets', async (t) => {
  const set = (in_force: boolean, version: number) =>
    db
      .transaction()
      .execute((trx) =>
        changeRuleSetState(trx, { tenant: 'default', set: 'sigmahq' }, { in_force, version }, anna),
      );
  t.same(await set(false, 0), { set: 'sigmahq', in_force: false, version: 1 });
  await t.rejects(set(true, 0), conflict);
  t.same(await listRuleSetStates(db, 'default'), [{ set: 'sigmahq', in_force: false, version: 1 }]);
  t.same(await listRuleSetStates(db, 'demo'), []);
  t.match(await ruleStateHistory(db, { tenant: 'default', set: 'sigmahq' }, 5), [
    { action: 'set_disabled', old: { in_force: true }, new: { in_force: false } },
  ]);
});

t.test('what the engine takes, and a tenant that goes takes its part with it', async (t) => {
  await change('r1', { level: 'critical', version: 0 }, 'demo');
  const state = await readPolicyState(db, ['x']);
  t.same(state.disabled, ['x']);
  t.same(state.tenants.map(({ tenant }) => tenant).toSorted(), ['default', 'demo']);
  const city = state.tenants.find(({ tenant }) => tenant === 'default')!;
  t.same(city.sets_off, ['sigmahq']);
  t.match(city.rules.find(({ rule }) => rule === 'r5')?.exceptions[0], {
    detection: 's:\n  user: svc\ncondition: s',
    expires: null,
  });
  t.same(structuredClone(state), state, 'plain data');
  await db.transaction().execute((trx) => removeTenant(trx, 'demo'));
  t.same(
    (await readPolicyState(db, [])).tenants.map(({ tenant }) => tenant),
    ['default'],
  );
});
