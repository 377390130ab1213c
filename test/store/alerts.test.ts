import fc from 'fast-check';
import { sql } from 'kysely';
import t from 'tap';
import type { AlertDraft } from '../../server/alert/alert.js';
import { latestRevision } from '../../server/store/alert-revision.js';
import { changeAlert } from '../../server/store/alert-triage.js';
import { alertsAfter, findAlert, listAlerts } from '../../server/store/alerts.js';
import { decodeCursor, encodeCursor } from '../../server/store/cursor.js';
import { recordMatches } from '../../server/store/record-matches.js';
import { draft, minute, start } from './drafts.js';
import { startMigratedDatabase } from './migrated-database.js';

const { db } = await startMigratedDatabase(t);
let position = 0;
const host = (name: string, time = start): AlertDraft =>
  draft(`e${position}`, time, ++position, { 'host.name': name });
const record = (drafts: AlertDraft[]) =>
  db.transaction().execute((trx) => recordMatches(trx, drafts, position, start));

t.test('pages are stable while alerts arrive, also among equal times', async (t) => {
  // Eight alerts at each of five times: the id must break the tie.
  const { alerts } = await record(
    Array.from({ length: 40 }, (_, n) => host(`p${n}`, start + Math.floor(n / 8) * minute)),
  );
  const seen: string[] = [];
  let cursor: string | undefined;
  let arrivals = 0;
  do {
    const page = await listAlerts(db, { limit: 7, ...(cursor === undefined ? {} : { cursor }) });
    seen.push(...page.items.map((alert) => alert.id));
    cursor = page.next ?? undefined;
    await record([host(`late${arrivals++}`, start + 60 * minute)]);
  } while (cursor !== undefined);
  t.same(seen.toSorted(), alerts.map((alert) => alert.id).toSorted(), 'each once');
  const times = await Promise.all(seen.map(async (id) => (await findAlert(db, id))!.alert.last_seen));
  t.same(times, times.toSorted().toReversed());
});

t.test('a cursor comes back as it went; anything else is refused', async (t) => {
  fc.assert(
    fc.property(fc.integer({ min: -8.64e15, max: 8.64e15 }), fc.uuid(), (time, id) => {
      t.same(decodeCursor(encodeCursor({ time, id })), { time, id });
    }),
  );
  fc.assert(
    fc.property(fc.string(), (text) => {
      t.throws(() => decodeCursor(text), { code: 'CURSOR_INVALID' });
    }),
  );
  const far = Buffer.from('9999999999999999.018f0000-0000-7000-8000-000000000000').toString('base64url');
  t.throws(() => decodeCursor(far), { code: 'CURSOR_INVALID' });
});

t.test('revisions have no gaps and appear in their order, however many change alerts at once', async (t) => {
  const begin = await latestRevision(db);
  const { alerts } = await record(Array.from({ length: 10 }, (_, n) => host(`c${n}`)));
  const changing = { done: false };
  const watch = (async () => {
    const seen = new Map<string, number>();
    let from = begin;
    for (let last = false; !last; ) {
      last = changing.done;
      for (const alert of await alertsAfter(db, from, 1000)) {
        from = alert.revision;
        seen.set(alert.id, from);
      }
    }
    return seen;
  })();
  const work = alerts.map(async (alert) => {
    for (let round = 0; round < 5; round++) {
      const to = round % 2 === 0 ? 'acknowledged' : 'new';
      const change = changeAlertOf(alert.id, to);
      // Some roll back after having drawn their revision.
      if (round === 3) await t.rejects(change(true));
      else await change(false);
      if (round === 3) await change(false);
    }
  });
  // The pipeline is one; people are many.
  for (let n = 0; n < 50; n++) await record([host(`c${n % 10}`)]);
  await Promise.all(work);
  changing.done = true;
  const present = (await alertsAfter(db, begin, 1000)).map(({ id, revision }) => [id, revision] as const);
  t.same([...(await watch)].toSorted(), present.toSorted(), 'who goes on from a revision misses no change');
  t.equal(await latestRevision(db), begin + 10 + 10 * 5 + 10 * 5, 'alerts, changes, matches');
  const { rows } = await sql<{ n: number }>`select count(*) as n from alert_history`.execute(db);
  t.equal(rows[0]?.n, 50);
});

const changeAlertOf = (id: string, state: 'acknowledged' | 'new') => (fail: boolean) =>
  db.transaction().execute(async (trx) => {
    await changeAlert(trx, id, { state }, 'anna', start);
    if (fail) throw new Error('rolled back');
  });

t.test('the orders that the API pages by come from indexes, without sorting', async (t) => {
  const plan = (where: string) =>
    db.connection().execute(async (connection) => {
      await sql`set enable_seqscan = off`.execute(connection);
      const { rows } = await sql<{ 'QUERY PLAN': string }>`explain select * from alert where ${sql.raw(where)}
        order by last_seen desc, id desc limit 50`.execute(connection);
      await sql`reset enable_seqscan`.execute(connection);
      return rows.map((row) => row['QUERY PLAN']).join('\n');
    });
  for (const where of [
    'true',
    "tenant_id = 'x'",
    "rule_id = 'x'",
    "entity_value = 'x'",
    "state = 'closed'",
  ]) {
    t.notMatch(await plan(where), 'Sort', where);
    t.match(await plan(where), /Index Scan using alert_list\w*/, where);
  }
});
