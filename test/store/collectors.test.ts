import t from 'tap';
import {
  createCollector,
  findCollectorByToken,
  listCollectors,
  renewCollector,
  revokeCollector,
  revokeCollectorsOf,
  touchCollectors,
} from '../../server/store/collectors.js';
import { ensureTenant } from '../../server/store/tenants.js';
import { start } from './drafts.js';
import { startMigratedDatabase } from './migrated-database.js';

const { db } = await startMigratedDatabase(t);

t.test('a collector is known by its token until it is revoked; the token is not stored', async (t) => {
  const { token, collector } = await createCollector(db, { id: 'dc-1', tenant: 'default' }, start);
  t.match(token, /^gw_[\w-]{43}$/);
  t.same(await findCollectorByToken(db, token), collector);
  for (const wrong of ['', 'gw_', `${token}x`, token.toLowerCase(), 'gw_\0']) {
    t.equal(await findCollectorByToken(db, wrong), undefined);
  }
  const stored = await db.selectFrom('collector').selectAll().execute();
  t.notMatch(JSON.stringify(stored), token.slice(3));
  await touchCollectors(db, ['dc-1'], start + 5);
  t.match(await findCollectorByToken(db, token), { last_seen: new Date(start + 5).toISOString() });
  t.ok(await revokeCollector(db, 'dc-1', start));
  t.equal(await findCollectorByToken(db, token), undefined);
  t.match(await listCollectors(db), [{ id: 'dc-1', revoked: true }]);
  t.notOk(await revokeCollector(db, 'none', start));
  await t.rejects(createCollector(db, { id: 'dc-1', tenant: 'default' }, start), { code: 'ALREADY_EXISTS' });
});

t.test("the own collector's token is renewed at each start; the one before is worthless", async (t) => {
  const before = await renewCollector(db, { id: 'local', tenant: 'default' }, start);
  const after = await renewCollector(db, { id: 'local', tenant: 'default' }, start);
  t.equal(await findCollectorByToken(db, before.token), undefined);
  t.match(await findCollectorByToken(db, after.token), { id: 'local', tenant: 'default' });
});

t.test('all collectors of one tenant can be revoked', async (t) => {
  await ensureTenant(db, 'demo', 'Musterstadt', start);
  const demo = await createCollector(db, { id: 'demo', tenant: 'demo' }, start);
  const other = await createCollector(db, { id: 'other', tenant: 'default' }, start);
  await revokeCollectorsOf(db, 'demo', start);
  t.equal(await findCollectorByToken(db, demo.token), undefined);
  t.ok(await findCollectorByToken(db, other.token));
});
