import { generateKeyPairSync } from 'node:crypto';
import { sql } from 'kysely';
import t from 'tap';
import { signerOf } from '../../server/evidence/signer.js';
import { recordAct } from '../../server/store/audit-trail.js';
import { verifyRows } from '../../server/store/rows-verify.js';
import { ensureTenant, removeTenant } from '../../server/store/tenants.js';
import { makeTreeHead } from '../../server/store/tree-heads.js';
import { startMigratedDatabase } from './migrated-database.js';

const { db } = await startMigratedDatabase(t);
const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
const signer = signerOf(pem);
const at = Date.parse('2026-11-22T10:00:00.123Z');
const act = { tenant: 'default', by: 'anna', action: 'alerts.patch', object: 'alert 7', at };
const faults = async (tenant = 'default') => (await verifyRows(db, tenant)).faults;
/** As the owner of the table, past the trigger. */
const tamper = async (statement: string) =>
  db.transaction().execute(async (trx) => {
    await sql.raw('alter table audit_trail disable trigger user').execute(trx);
    await sql.raw(statement).execute(trx);
    await sql.raw('alter table audit_trail enable trigger user').execute(trx);
  });

t.test('an act is a row and a leaf, or neither', async (t) => {
  await recordAct(db, act);
  await recordAct(db, { ...act, tenant: null, action: 'account.created', details: { roles: ['dpo'] } });
  const failing = db.transaction().execute(async (trx) => {
    await recordAct(trx, act);
    throw new Error('the act failed');
  });
  await t.rejects(failing, /the act failed/);
  await t.rejects(recordAct(db, { ...act, tenant: 'nowhere' }), /foreign key/);
  await t.rejects(recordAct(db, { ...act, action: 'Not An Action' }), /audit_trail_action_check/);
  const rows = await db.selectFrom('audit_trail').selectAll().orderBy('id').execute();
  t.match(rows, [{ tenant_id: 'default', by: 'anna', object: 'alert 7' }, { tenant_id: null }]);
  t.equal(rows.length, 2);
  const leaves = await db.selectFrom('merkle_leaf').select(['tenant_id', 'kind']).execute();
  t.same(leaves, Array(2).fill({ tenant_id: 'default', kind: 'act' }));
  t.same(await faults(), []);
});

t.test('any text is kept, and verified as it is kept', async (t) => {
  const object = `\0\ud800 ${'ä'.repeat(500)}`;
  await recordAct(db, {
    ...act,
    by: '',
    object,
    details: { q: 'a\0b\udc00', at: '2026-01-01T00:00:00+01:00' },
  });
  const row = await db.selectFrom('audit_trail').selectAll().orderBy('id', 'desc').executeTakeFirstOrThrow();
  t.match(row, { by: '-', details: { q: 'a\ufffdb\ufffd' } });
  t.match(row.object, /^\ufffd\ufffd ä+$/);
  t.equal(row.object?.length, 400);
  t.same(await faults(), []);
});

t.test('nobody changes or deletes a row, not even the owner', async (t) => {
  for (const statement of [
    `update audit_trail set by = 'otto'`,
    'delete from audit_trail',
    'delete from audit_trail where tenant_id is null',
    'truncate audit_trail',
  ])
    await t.rejects(sql.raw(statement).execute(db), /append-only/, statement);
});

t.test('one changed byte, a row that is gone and one that was added are found and named', async (t) => {
  await makeTreeHead(db, 'default', signer, at);
  await tamper(`update audit_trail set by = 'bnna' where id = 1`);
  t.same(await faults(), [{ tenant: 'default', place: 'audit_trail id 1', detail: 'changed: by' }]);
  await tamper(`update audit_trail set by = 'anna', at = at + interval '1 ms' where id = 1`);
  t.same(await faults(), [{ tenant: 'default', place: 'audit_trail id 1', detail: 'changed: at' }]);
  await tamper(`update audit_trail set at = at - interval '1 ms' where id = 1`);
  t.same(await faults(), []);
  await tamper(`update audit_trail set details = '{"roles":["dpp"]}' where id = 2`);
  t.same(await faults(), [{ tenant: 'default', place: 'audit_trail id 2', detail: 'changed: details' }]);
  await tamper('delete from audit_trail where id = 2');
  t.same(await faults(), [{ tenant: 'default', place: 'audit_trail id 2', detail: 'the row is missing' }]);
  await sql`insert into audit_trail (tenant_id, at, by, action, details)
    values ('default', now(), 'otto', 'session.login', '{}')`.execute(db);
  t.match(await faults(), [{ place: /id 2$/ }, { place: /id \d+$/, detail: 'the log has no leaf of it' }]);
});

t.test('the trail of a tenant goes with it', async (t) => {
  await ensureTenant(db, 'city', 'City', at);
  await recordAct(db, { ...act, tenant: 'city' });
  t.same(await faults('city'), []);
  await t.rejects(sql`delete from audit_trail where tenant_id = 'city'`.execute(db), /append-only/);
  t.ok(await db.transaction().execute((trx) => removeTenant(trx, 'city')));
  t.equal((await sql`select from audit_trail where tenant_id = 'city'`.execute(db)).rows.length, 0);
});
