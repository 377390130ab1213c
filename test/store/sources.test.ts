import fc from 'fast-check';
import t from 'tap';
import type { SourceDelta } from '../../server/store/source-delta.js';
import { forgetSourceHours, gapsOf, historyOf } from '../../server/store/source-hours.js';
import { sourceDetail, sourceSummaries } from '../../server/store/source-summaries.js';
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

t.test('a source is told once, with its hours, its losses by reason and its gaps', async (t) => {
  const hour = 60 * minute;
  const full = Math.floor(start / hour) * hour;
  const at = (last: number, more: Partial<SourceDelta> = {}) =>
    delta({ host: 'Mail01', rejected: 0, stored: 3, last, first: last, ...more });
  await add([at(full - 5 * hour), at(full - 5 * hour, { dataset: 'linux.syslog' })]);
  await add([at(full - 2 * hour)]);
  await add([at(full), at(full, { dataset: 'rejected.too-large', stored: 0, rejected: 3, unparsed: 0 })]);
  const found = (await sourceSummaries(db, full + minute, 'default')).find(({ name }) => name === 'mail01');
  t.match(found, {
    received: 15,
    stored: 12,
    rejected: 3,
    datasets: ['linux.sshd', 'linux.syslog'],
    addresses: ['10.0.0.1'],
    rhythm: null,
  });
  t.same(found?.hours, [...new Array(18).fill(0), 6, 0, 0, 3, 0, 6]);
  const detail = await sourceDetail(db, 'default', 'mail01', full + minute);
  t.match(detail.rejections, [{ reason: 'too-large', transport: 'udp', count: 3 }]);
  t.same(
    detail.gaps.map(({ from, to }) => (Date.parse(to) - Date.parse(from)) / hour),
    [1, 2],
    'the latest first',
  );
  t.equal(detail.parts.length, 3);
  t.same(gapsOf([]), []);
  await t.rejects(sourceDetail(db, 'default', 'nobody', full), { code: 'NOT_FOUND' });
  await forgetSourceHours(db, full + 14 * 24 * hour);
  t.same(
    (await historyOf(db, 'default', 'mail01')).map((each) => each.received),
    [6],
    'what is older than two weeks is forgotten',
  );
});

t.test('names that the database cannot tell apart are one source', async (t) => {
  await ensureTenant(db, 'halves', 'Halbe Zeichen', start);
  const long = 'x'.repeat(199);
  // Half of a pair, and pairs that the limit of a name would part.
  const hosts = ['\ud800', '\ud801', '\ufffd', `${long}\u{1f600}`, `${long}\u{10000}`];
  await add(hosts.map((host) => delta({ tenant: 'halves', host })));
  t.strictSame(
    (await listSources(db, 'halves')).map(({ host, received }) => [host, received]),
    [
      [`${long}\ufffd`, 6],
      ['\ufffd', 9],
    ],
  );
  await db.transaction().execute((trx) => removeTenant(trx, 'halves'));
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
