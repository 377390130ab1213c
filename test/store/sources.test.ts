import fc from 'fast-check';
import t from 'tap';
import type { SourceDelta } from '../../server/store/source-delta.js';
import { addSourceCounts, listSources, otherSources } from '../../server/store/sources.js';
import { ensureTenant, removeTenant } from '../../server/store/tenants.js';
import { minute, start } from './drafts.js';
import { startMigratedDatabase } from './migrated-database.js';

const { db } = await startMigratedDatabase(t);
const add = (deltas: SourceDelta[], limit?: number) =>
  db.transaction().execute((trx) => addSourceCounts(trx, deltas, limit));
const delta = (more: Partial<SourceDelta> = {}): SourceDelta => ({
  tenant: 'default',
  collector: 'local',
  source: '10.0.0.1',
  transport: 'udp',
  dataset: 'linux.sshd',
  host: 'web01',
  received: 3,
  stored: 2,
  rejected: 1,
  unparsed: 1,
  first: start,
  last: start,
  ...more,
});

t.test('counts add up, within one call and over calls', async (t) => {
  await add([delta(), delta({ first: start - minute }), delta({ host: '' })]);
  await add([delta({ last: start + minute }), delta({ tenant: 'gone' })]);
  t.match(await listSources(db), [
    {
      host: 'web01',
      received: 9,
      stored: 6,
      rejected: 3,
      unparsed: 3,
      first_seen: new Date(start - minute).toISOString(),
      last_seen: new Date(start + minute).toISOString(),
    },
    { host: null, received: 3 },
  ]);
  await t.rejects(add([delta({ received: 5 })]), { code: '23514' }, 'received = stored + rejected');
});

t.test('made-up senders are counted together past a limit, and none is lost', async (t) => {
  await ensureTenant(db, 'demo', 'Musterstadt', start);
  let total = 0;
  const names = fc.string({ unit: 'binary', minLength: 1, maxLength: 400 });
  await fc.assert(
    fc.asyncProperty(fc.array(names, { maxLength: 30 }), async (hosts) => {
      await add(
        hosts.map((host) => delta({ tenant: 'demo', host })),
        20,
      );
      total += 3 * hosts.length;
      const sources = await listSources(db, 'demo');
      t.ok(sources.length <= 21);
      t.equal(
        sources.reduce((sum, source) => sum + source.received, 0),
        total,
      );
    }),
    { numRuns: 30 },
  );
  t.match(
    (await listSources(db, 'demo')).filter((source) => source.source === otherSources),
    [{ host: null, collector: 'local' }],
  );
  await db.transaction().execute((trx) => removeTenant(trx, 'demo'));
  t.same(await listSources(db, 'demo'), []);
});
