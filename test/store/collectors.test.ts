import { hash } from 'node:crypto';
import t from 'tap';
import { findCredentialOwner } from '../../server/store/collector-credentials.js';
import {
  countRefused,
  createCollector,
  listCollectors,
  renewCollector,
  renewCredential,
  revokeCollector,
  revokeCollectorsOf,
  setNetworks,
  touchCollectors,
} from '../../server/store/collectors.js';
import { ensureTenant } from '../../server/store/tenants.js';
import { start } from './drafts.js';
import { startMigratedDatabase } from './migrated-database.js';

const { db } = await startMigratedDatabase(t);
const digest = (text: string) => hash('sha256', text, 'buffer');
const ownerOf = async (token: string | undefined) =>
  (await findCredentialOwner(db, 'token', digest(token!)))?.collector;
const certificate = (key: string) =>
  ({ kind: 'certificate', hash: digest(key), subject: `CN=${key}` }) as const;

t.test('a collector is known by its token until it is revoked; the token is not stored', async (t) => {
  const { token = '' } = await createCollector(db, { id: 'dc-1', tenant: 'default' }, start);
  t.match(token, /^gw_[\w-]{43}$/);
  t.strictSame(await findCredentialOwner(db, 'token', digest(token)), {
    collector: 'dc-1',
    tenant: 'default',
    networks: [],
    ends: null,
  });
  for (const wrong of ['', 'gw_', `${token}x`, token.toLowerCase(), 'gw_\0']) {
    t.equal(await ownerOf(wrong), undefined);
  }
  t.equal(
    await findCredentialOwner(db, 'certificate', digest(token)),
    undefined,
    'a token is no certificate',
  );
  const stored = await db.selectFrom('collector_credential').selectAll().execute();
  t.notMatch(JSON.stringify(stored), token.slice(3));
  await touchCollectors(db, ['dc-1'], start + 5);
  t.match(await listCollectors(db), [{ last_seen: new Date(start + 5).toISOString() }]);
  t.ok(await revokeCollector(db, 'dc-1', start));
  t.equal(await ownerOf(token), undefined);
  t.match(await listCollectors(db), [{ id: 'dc-1', revoked: true, credentials: [] }]);
  t.notOk(await revokeCollector(db, 'none', start));
  await t.rejects(createCollector(db, { id: 'dc-1', tenant: 'default' }, start), { code: 'ALREADY_EXISTS' });
  const renewal = { credential: certificate('late'), overlapMs: 0 };
  await t.rejects(renewCredential(db, 'dc-1', renewal, start), { code: 'NOT_FOUND' });
});

t.test("the own collector's token is renewed at each start; the one before is worthless", async (t) => {
  const before = await renewCollector(db, { id: 'local', tenant: 'default' }, start);
  const after = await renewCollector(db, { id: 'local', tenant: 'default' }, start);
  t.equal(await ownerOf(before.token), undefined);
  t.equal(await ownerOf(after.token), 'local');
});

t.test('changing over: the token before is valid for a stated time beside the new one', async (t) => {
  const { token: first } = await createCollector(db, { id: 'turn', tenant: 'default' }, start);
  const { token: second, collector } = await renewCredential(
    db,
    'turn',
    { credential: { kind: 'token', token: 'gw_second' }, overlapMs: 1000 },
    start,
  );
  t.match(await findCredentialOwner(db, 'token', digest(first!)), { collector: 'turn', ends: start + 1000 });
  t.equal(await ownerOf(second), 'turn');
  t.match(collector.credentials, [
    { kind: 'token', ends_at: null },
    { kind: 'token', ends_at: new Date(start + 1000).toISOString() },
  ]);
  const third = { credential: certificate('turn-key'), overlapMs: 0 };
  const renewed = await renewCredential(db, 'turn', third, start + 1);
  t.equal(renewed.token, undefined);
  t.match(renewed.collector.credentials, [
    { kind: 'certificate', subject: 'CN=turn-key', fingerprint: digest('turn-key').toString('hex') },
  ]);
  t.equal(await ownerOf(first), undefined, 'without a time for changing over nothing else is valid');
  t.equal(await ownerOf(second), undefined);
});

t.test('a key is of one collector; another has to take another', async (t) => {
  await createCollector(db, { id: 'mtls', tenant: 'default' }, start, certificate('one'));
  const other = { id: 'thief', tenant: 'default' };
  await t.rejects(createCollector(db, other, start, certificate('one')), { code: 'ALREADY_EXISTS' });
  t.notOk(
    (await listCollectors(db)).some(({ id }) => id === 'thief'),
    'and nothing of it stays',
  );
  await renewCredential(db, 'mtls', { credential: certificate('one'), overlapMs: 1000 }, start);
  await revokeCollector(db, 'mtls', start);
  t.ok(await createCollector(db, other, start, certificate('one')), 'a revoked one gives its key free');
});

t.test('networks and refused calls', async (t) => {
  await createCollector(db, { id: 'net', tenant: 'default', networks: ['192.0.2.0/24'] }, start);
  await countRefused(db, 'net', { calls: 3, at: start, from: '198.51.100.7' });
  await countRefused(db, 'net', { calls: 1, at: start + 1, from: '198.51.100.8' });
  t.match(await setNetworks(db, 'net', ['2001:db8::/32']), {
    networks: ['2001:db8::/32'],
    refused: 4,
    refused_at: new Date(start + 1).toISOString(),
    refused_from: '198.51.100.8',
  });
  t.equal(await setNetworks(db, 'nobody', []), undefined);
});

t.test('all collectors of one tenant can be revoked', async (t) => {
  await ensureTenant(db, 'demo', 'Musterstadt', start);
  const demo = await createCollector(db, { id: 'demo', tenant: 'demo' }, start);
  const other = await createCollector(db, { id: 'other', tenant: 'default' }, start);
  await revokeCollectorsOf(db, 'demo', start);
  t.equal(await ownerOf(demo.token), undefined);
  t.equal(await ownerOf(other.token), 'other');
});
