import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import t from 'tap';
import type { EventStore } from '../../../server/contract/event-store.js';
import type { RetentionPolicy } from '../../../server/contract/retention.js';
import { countDeleted, listDeletions } from '../../../server/store/events/deletions.js';
import { encodeRows } from '../../../server/store/events/event-rows.js';
import { openEventStore } from '../../../server/store/events/event-store.js';
import { verifyStore } from '../../../server/store/events/verify-store.js';
import { changeRetention, liftHold, readRetention, setHold } from '../../../server/store/retention.js';
import { ensureTenant, removeTenant } from '../../../server/store/tenants.js';
import { emptyManifest, startEventsDatabase } from './events-database.js';
import { begin, plainEvent } from './plain-events.js';

const day = 86_400_000;
const db = await startEventsDatabase(t);
const anna = { by: 'anna', now: begin };
let now = begin;
let logged: (fields: object) => void = () => {};
const logger = { info: () => {}, warn: () => {}, error: (fields: object) => logged(fields) };
t.beforeEach(async () => {
  await emptyManifest(db);
  await db.transaction().execute((trx) => removeTenant(trx, 'stadt'));
  await sql`alter table event_deletion disable trigger all`.execute(db);
  await sql`delete from event_deletion`.execute(db);
  await sql`alter table event_deletion enable trigger all`.execute(db);
  await ensureTenant(db, 'stadt', 'Stadt', begin);
});

/** One event an hour, 24 a segment, sealed day by day; every fourth is of cron. */
async function filled(dir: string, days: number): Promise<EventStore> {
  now = begin + days * day;
  const store = await openEventStore({ dir, db, logger, now: () => now });
  for (let n = 0; n < days; n++) {
    const events = Array.from({ length: 24 }, (_, hour) => {
      const number = n * 24 + hour;
      const event = plainEvent(number);
      event['@timestamp'] = event['event.ingested'] = begin + number * 3_600_000;
      event['host.name'] = `srv-${hour % 3}`;
      if (hour % 4 === 0) event['event.dataset'] = 'linux.cron';
      return event;
    });
    await store.append(encodeRows(events), n + 1);
    await store.seal();
  }
  return store;
}

async function numbers(store: EventStore): Promise<number[]> {
  const { items } = await store.search({ tenants: ['stadt'], limit: 1000 });
  return items.map(({ fields }) => fields['number'] as number).reverse();
}
const between = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => from + n);
const policy = (more: Partial<RetentionPolicy> = {}): RetentionPolicy => ({
  days: 10,
  purpose: 'attacks',
  alert_days: 365,
  datasets: [],
  ...more,
});
async function decide(next: RetentionPolicy): Promise<void> {
  const { version } = await readRetention(db, 'stadt');
  await changeRetention(db, 'stadt', { policy: next, version, reason: 'tried' }, anna);
}
/** What came = what is there + what was deleted. */
async function balanced(store: EventStore, came: number): Promise<boolean> {
  return came === store.stats().segmentEvents + store.stats().hotEvents + (await countDeleted(db, 'stadt'));
}

t.test('whole segments are dropped, of others what is due; the protocol says what', async (t) => {
  const dir = t.testdir();
  const store = await filled(dir, 3);
  now = begin + 11.5 * day;
  t.strictSame(await store.expire(), { segments: 0, events: 0 }, 'nothing is due by the default of 90 days');
  await decide(policy());
  t.strictSame(await store.expire(), { segments: 2, events: 36 });
  t.strictSame(await numbers(store), between(36, 72));
  t.strictSame(await store.expire(), { segments: 0, events: 0 });
  const { items: protocol } = await listDeletions(db, 'stadt', { limit: 10 });
  const [part, whole] = protocol[0]!.rows_after > 0 ? protocol : protocol.toReversed();
  t.match(whole, {
    cause: 'retention',
    rule: '*: 10 d',
    received_before: new Date(begin + 1.5 * day).toISOString(),
    rows_before: 24,
    rows_deleted: 24,
    datasets: { 'linux.sshd': 18, 'linux.cron': 6 },
    segment_after: null,
    sha256_after: null,
    rows_after: 0,
  });
  t.match(part, { rows_before: 24, rows_deleted: 12, rows_after: 12, sha256_after: /^[0-9a-f]{64}$/ });
  const { rows } = await sql<{ sha: string }>`
    select encode(sha256, 'hex') as sha from event_segment where id = ${part!.segment_after}`.execute(db);
  t.equal(rows[0]!.sha, part!.sha256_after);
  t.ok(await balanced(store, 72));
  t.equal(readdirSync(join(dir, 'stadt')).length, 4, 'two segments with their filters');
  t.match(await verifyStore(db, { dir }, Date.now()), { rows: 36, faults: [] });
  await t.rejects(sql`update event_deletion set rule = ''`.execute(db), /protocol is not changed/);
  await t.rejects(sql`delete from event_deletion`.execute(db), /protocol is not changed/);
  await store.close();
});

t.test('datasets have rules of their own', async (t) => {
  const store = await filled(t.testdir(), 2);
  await decide(policy({ datasets: [{ dataset: 'linux.cron', days: 1, purpose: '' }] }));
  now = begin + 3 * day;
  t.strictSame(await store.expire(), { segments: 2, events: 12 });
  t.strictSame(
    await numbers(store),
    between(0, 48).filter((n) => n % 4 !== 0),
  );
  await store.close();
});

t.test('what an alert refers to stays longer, unless it was no attack', async (t) => {
  const store = await filled(t.testdir(), 1);
  await decide(policy({ alert_days: 20 }));
  const alert = async (reason: string | null, ...events: number[]) => {
    const { rows } = await sql<{ id: string }>`
      insert into alert (id, tenant_id, dedup_key, rule_id, rule_title, rule_level, rule_tags, state, close_reason,
        entity_type, entity_value, count, events_total, first_seen, last_seen, created_at, revision)
      values (gen_random_uuid(), 'stadt', ${Buffer.alloc(32, `${reason}`)}, 'r', 'r', 'low', '{}',
        ${reason === null ? 'new' : 'closed'}, ${reason}, 'host.name', 'x', 1, 1, now(), now(), now(),
        (select coalesce(max(revision), 0) + 1 from alert)) returning id`.execute(db);
    for (const [n, number] of events.entries()) {
      await sql`insert into alert_event (alert_id, tenant_id, ordinal, event_id, occurred_at, document)
        values (${rows[0]!.id}, 'stadt', ${n + 1}, ${plainEvent(number).id}, now(), '{}')`.execute(db);
    }
  };
  await alert(null, 3, 4);
  await alert('true_positive', 4, 5);
  await alert('false_positive', 6);
  now = begin + 15 * day;
  t.strictSame(await store.expire(), { segments: 1, events: 21 });
  t.strictSame(await numbers(store), [3, 4, 5]);
  t.match(await listDeletions(db, 'stadt', { limit: 1 }), {
    items: [{ kept_for_alerts: 3, kept_for_holds: 0 }],
    next: null,
  });
  t.strictSame(await store.expire(), { segments: 0, events: 0 });
  for (let passes = 0; passes < 7; passes++) {
    now += day;
    await store.expire();
  }
  t.strictSame(await numbers(store), [], 'their own time is over, too');
  t.ok(await balanced(store, 24));
  await store.close();
});

t.test('a legal hold keeps what it names until it is lifted', async (t) => {
  const store = await filled(t.testdir(), 2);
  await decide(policy());
  const at = (hour: number) => new Date(begin + hour * 3_600_000).toISOString();
  const input = { title: 'Az. 12/26', reason: 'asked for by the prosecutor' };
  const hold = await setHold(db, 'stadt', { ...input, from: at(6), to: at(30), hosts: ['srv-1'] }, anna);
  now = begin + 40 * day;
  t.strictSame(await store.expire(), { segments: 2, events: 40 });
  const kept = between(6, 30).filter((n) => (n % 24) % 3 === 1);
  t.strictSame(await numbers(store), kept);
  const { items: protocol } = await listDeletions(db, 'stadt', { limit: 10 });
  t.equal(
    protocol.reduce((sum, { kept_for_holds }) => sum + kept_for_holds, 0),
    8,
  );
  t.match(await liftHold(db, 'stadt', hold.id, { by: 'bert', now, reason: 'case closed' }), {
    lifted_by: 'bert',
    lift_reason: 'case closed',
    set_by: 'anna',
  });
  await t.rejects(liftHold(db, 'stadt', hold.id, { by: 'bert', now, reason: 'again' }), { code: 'CONFLICT' });
  t.strictSame(await store.expire(), { segments: 2, events: 8 });
  t.ok(await balanced(store, 48));
  await store.close();
});

t.test('a hold that is set while something is being deleted comes first', async (t) => {
  const dir = t.testdir();
  const store = await filled(dir, 1);
  await decide(policy());
  now = begin + 10.5 * day;
  // Between the reading of the rules and the deletion stands the lock that setting a hold takes.
  let release = (): void => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  let locked = (): void => {};
  const isLocked = new Promise<void>((resolve) => {
    locked = resolve;
  });
  const setting = db.transaction().execute(async (trx) => {
    await sql`select pg_advisory_xact_lock(hashtextextended('retention stadt', 0))`.execute(trx);
    locked();
    await held;
    await sql`insert into legal_hold (tenant_id, title, reason, datasets, hosts, set_at, set_by)
      values ('stadt', 'x', 'x', '{}', '{}', now(), 'anna')`.execute(trx);
  });
  await isLocked;
  const expiring = store.expire();
  await waitForLock();
  release();
  await setting;
  await t.rejects(expiring, /have changed: nothing was deleted/);
  t.equal((await numbers(store)).length, 24);
  t.equal(readdirSync(join(dir, 'stadt')).length, 2, 'what was written for it is gone');
  t.strictSame(await store.expire(), { segments: 0, events: 0 });
  await store.close();
});

async function waitForLock(): Promise<void> {
  for (;;) {
    const { rows } = await sql`select 1 from pg_locks where locktype = 'advisory' and not granted`.execute(
      db,
    );
    if (rows.length > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

t.test('a damaged segment keeps nothing but itself', async (t) => {
  const dir = t.testdir();
  const store = await filled(dir, 3);
  await decide(policy());
  const [{ id, bytes } = { id: '', bytes: 0 }] = store.contents('stadt').segments;
  const path = join('stadt', `${id}.parquet`);
  writeFileSync(join(dir, path), Buffer.alloc(bytes));
  const errors: object[] = [];
  logged = (fields) => errors.push(fields);
  await setHold(db, 'stadt', { title: 'x', reason: 'x', hosts: ['srv-0'] }, anna);
  now = begin + 20 * day;
  t.strictSame(await store.expire(), { segments: 2, events: 32 });
  t.strictSame(await store.expire(), { segments: 0, events: 0 });
  t.match(errors, [{ path }, { path }]);
  logged = () => {};
  await store.close();
});

t.test(
  'of more datasets than a segment names, the others stay as long as the longest rule says',
  async (t) => {
    const dir = t.testdir();
    now = begin;
    const store = await openEventStore({ dir, db, logger, now: () => now });
    const events = between(0, 600).map((n) => ({ ...plainEvent(n), 'event.dataset': `cef.v${n}` }));
    // The largest are named.
    events.push(...between(600, 603).map((n) => ({ ...plainEvent(n), 'event.dataset': 'cef.v599' })));
    await store.append(encodeRows(events), 603);
    await store.seal();
    const [{ datasets } = { datasets: {} }] = store.contents('stadt').segments;
    t.equal(Object.keys(datasets).length, 500);
    t.match(datasets, { 'cef.v599': 4, '(other)': 101 });
    t.match(await verifyStore(db, { dir }, now), { rows: 603, faults: [] });
    await decide(policy({ datasets: [{ dataset: 'cef.v5*', days: 20, purpose: '' }] }));
    now = begin + 10.5 * day;
    t.match(await store.expire(), { segments: 1 });
    const left = await numbers(store);
    t.ok(
      [500, 599, 602].every((number) => left.includes(number)),
      'a rule keeps them',
    );
    t.ok(left.length < 300, `${left.length} of 603`);
    t.match(await verifyStore(db, { dir }, now), { rows: left.length, faults: [] });
    for (let passes = 0; passes < 11; passes++) {
      now += day;
      await store.expire();
    }
    t.equal(store.stats().segmentEvents, 0);
    t.ok(await balanced(store, 603));
    await store.close();
  },
);

t.test('policies: versions, history, refusals', async (t) => {
  t.match(await readRetention(db, 'stadt'), { version: 0, policy: { days: 90 }, updated_by: null });
  await decide(policy());
  await t.rejects(changeRetention(db, 'stadt', { policy: policy(), version: 0, reason: 'x' }, anna), {
    code: 'CONFLICT',
  });
  const twice = policy({ datasets: ['a', 'a'].map((dataset) => ({ dataset, days: 1, purpose: '' })) });
  await t.rejects(changeRetention(db, 'stadt', { policy: twice, version: 1, reason: 'x' }, anna), {
    code: 'VALIDATION',
  });
  const at = new Date(begin).toISOString();
  await t.rejects(setHold(db, 'stadt', { title: 'x', reason: 'x', from: at, to: at }, anna), {
    code: 'VALIDATION',
  });
});
