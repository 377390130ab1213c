import t from 'tap';
import type { AlertDraft } from '../../server/alert/alert.js';
import { earliestTime, latestTime } from '../../server/contract/event-times.js';
import { changeAlert } from '../../server/store/alert-triage.js';
import { alertEvents, findAlert, listAlerts } from '../../server/store/alerts.js';
import { getPipelinePosition } from '../../server/store/pipeline-positions.js';
import { alertedPosition, recordMatches } from '../../server/store/record-matches.js';
import { ensureTenant, removeTenant } from '../../server/store/tenants.js';
import { draft, hour, minute, start } from './drafts.js';
import { startMigratedDatabase } from './migrated-database.js';

const { db } = await startMigratedDatabase(t);
let position = 0;
const next = () => ++position;
const record = (drafts: AlertDraft[], at: number = position) =>
  db.transaction().execute((trx) => recordMatches(trx, drafts, at, start));
const host = (name: string) => ({ 'host.name': name });

t.test('matches of one rule and entity within an hour become one alert with its events', async (t) => {
  const first = await record([
    draft('a1', start, next(), host('a')),
    draft('a2', start + minute, next(), host('a')),
  ]);
  const second = await record([draft('a3', start + hour, next(), host('A'))]);
  t.equal(first.alerts.length, 1);
  t.match(second.alerts, [
    {
      id: first.alerts[0]!.id,
      count: 3,
      state: 'new',
      tenant: 'default',
      entity: { type: 'host.name', value: 'a' },
      first_seen: new Date(start).toISOString(),
      last_seen: new Date(start + hour).toISOString(),
      rule: { level: 'high', title_de: 'Durchprobieren von SSH-Passwörtern', tags: ['attack.t1110.001'] },
    },
  ]);
  t.equal(second.alerts[0]!.revision, first.alerts[0]!.revision + 1);
  t.same(
    (await alertEvents(db, first.alerts[0]!.id)).map((event) => event.id),
    ['a1', 'a2', 'a3'],
  );
  t.equal(await getPipelinePosition(db, alertedPosition), position);
});

t.test('the alert of a fire drill is closed as a test from the beginning', async (t) => {
  const drill = '0192d3a0-0000-4000-8000-000000000001';
  const marked = { ...draft('drill', start, next(), host('drilled')), key: 'ab'.repeat(32), drill };
  const { alerts } = await record([marked]);
  t.match(alerts, [{ state: 'closed', close_reason: 'test', assignee: null }]);
});

t.test('no text and no time that an event can have stops the recording', async (t) => {
  const odd = '\0 \ud800 \udc00\ud800 "\\u0000" \u{10ffff}';
  const more = { ...host(odd), message: odd, 'user.name': odd, fields: { [odd]: [odd, null, 1e300] } };
  const { alerts } = await record(
    [earliestTime, latestTime].map((time, n) =>
      draft(`odd${n}`, time, next(), { ...more, 'event.original': Buffer.from([0, 0xff, 0xd8]) }),
    ),
  );
  t.equal(alerts.length, 2);
  const kept = await Promise.all(alerts.map(({ id }) => alertEvents(db, id)));
  t.match(kept.flat(), [
    { '@timestamp': '0001-01-01T00:00:00.000Z' },
    { '@timestamp': '9999-12-31T23:59:59.999Z' },
  ]);
});

t.test('after the window, and after closing, a recurrence begins a new alert', async (t) => {
  const one = await record([draft('b1', start, next(), host('b'))]);
  const two = await record([draft('b2', start + hour + 1, next(), host('b'))]);
  t.not(two.alerts[0]!.id, one.alerts[0]!.id);
  await db
    .transaction()
    .execute((trx) =>
      changeAlert(trx, two.alerts[0]!.id, { state: 'closed', reason: 'benign' }, 'admin', start),
    );
  const three = await record([draft('b3', start + hour + 2, next(), host('b'))]);
  t.match(three.alerts, [{ count: 1, state: 'new' }]);
  t.not(three.alerts[0]!.id, two.alerts[0]!.id);
});

t.test('a replay with other batch borders changes nothing and records only what is new', async (t) => {
  const drafts = Array.from({ length: 6 }, (_, n) => draft(`r${n}`, start + n, next(), host('r')));
  await record(drafts.slice(0, 4), drafts[3]!.position);
  const before = await listAlerts(db, { entity: 'r', limit: 10 });
  t.match(await record(drafts.slice(1, 3), drafts[2]!.position), { alerts: [], recorded: 0, replayed: 2 });
  t.equal(await getPipelinePosition(db, alertedPosition), drafts[3]!.position, 'never moves back');
  t.same(await listAlerts(db, { entity: 'r', limit: 10 }), before);
  t.match(await record(drafts, position), { recorded: 2, replayed: 4 });
  t.match(await listAlerts(db, { entity: 'r', limit: 10 }), { items: [{ count: 6 }] });
});

t.test('a transaction that fails leaves alerts, revision and position as they were', async (t) => {
  const before = await getPipelinePosition(db, alertedPosition);
  await t.rejects(
    db.transaction().execute(async (trx) => {
      await recordMatches(trx, [draft('x', start, next(), host('x'))], position, start);
      throw new Error('power cut');
    }),
    { message: 'power cut' },
  );
  t.equal(await getPipelinePosition(db, alertedPosition), before);
  const again = await record([draft('x', start, position, host('x'))]);
  t.equal(again.recorded, 1);
});

t.test('an alert keeps its first 10 and latest 40 events and counts the rest', async (t) => {
  const ids = Array.from({ length: 130 }, (_, n) => `e${String(n).padStart(3, '0')}`);
  const drafts = ids.map((id, n) => draft(id, start + n, next(), host('many')));
  const { alerts } = await record(drafts.slice(0, 7), drafts[6]!.position);
  await record(drafts.slice(7, 60), drafts[59]!.position);
  await record(drafts.slice(60));
  const id = alerts[0]!.id;
  const kept = (await alertEvents(db, id)).map((event) => event.id);
  t.same(kept, [...ids.slice(0, 10), ...ids.slice(-40)]);
  t.match(await findAlert(db, id), { alert: { count: 130 }, eventsTotal: 130 });
});

t.test('hostile text is stored: NUL, lone surrogates, a very long entity', async (t) => {
  const { alerts } = await record([
    draft('h1', start, next(), {
      'host.name': `evil\0\ud800${'x'.repeat(5000)}`,
      message: 'nul \0 surrogate \ud800',
      fields: { 'weird\0name': '\udfff' },
    }),
  ]);
  const [document] = await alertEvents(db, alerts[0]!.id);
  t.equal(document?.message, 'nul \0 surrogate \ud800');
  t.equal(alerts[0]!.entity.value.length, 300);
  t.notMatch(alerts[0]!.entity.value, '\0');
});

t.test('hundreds of matches over many alerts in one call', async (t) => {
  const drafts = Array.from({ length: 3000 }, (_, n) =>
    draft(`m${n}`, start + n, next(), host(`m${n % 1500}`)),
  );
  t.match(await record(drafts), { recorded: 3000, alerts: { length: 1500 } });
  const page = await listAlerts(db, { q: 'm149', limit: 100 });
  t.same([...new Set(page.items.map((alert) => alert.count))], [2]);
});

t.test('matches of a removed tenant are counted, and its alerts are gone', async (t) => {
  await ensureTenant(db, 'demo', 'Musterstadt', start);
  const demo = { tenant: 'demo', ...host('d') };
  t.match(await record([draft('d1', start, next(), demo)]), { alerts: [{ tenant: 'demo' }] });
  t.ok(await db.transaction().execute((trx) => removeTenant(trx, 'demo')));
  t.notOk(await db.transaction().execute((trx) => removeTenant(trx, 'demo')));
  t.same((await listAlerts(db, { tenant: 'demo', limit: 10 })).items, []);
  t.match(await record([draft('d2', start, next(), demo), draft('d3', start, next(), host('d'))]), {
    recorded: 1,
    orphaned: 1,
    alerts: [{ tenant: 'default' }],
  });
});
