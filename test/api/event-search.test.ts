import { once } from 'node:events';
import t from 'tap';
import { csvCell } from '../../server/contract/csv.js';
import { GrundwachtError } from '../../server/contract/errors.js';
import { encodeRows } from '../../server/store/events/event-rows.js';
import { openEventStore } from '../../server/store/events/event-store.js';
import { ensureTenant } from '../../server/store/tenants.js';
import { plainEvent } from '../store/events/plain-events.js';
import { startMigratedDatabase } from '../store/migrated-database.js';
import { startTestServer } from './test-server.js';

const { db } = await startMigratedDatabase(t);
await ensureTenant(db, 'stadt', 'Stadt', Date.now());
const events = await openEventStore({ dir: t.testdir(), db });
t.teardown(() => events.close());
const { app, logIn } = await startTestServer(t, { db, events });
const cookie = await logIn('analyst', 'analyst');
const other = await logIn('auditor', 'auditor');
const admin = await logIn('admin', 'admin');

const get = (path: string, query: Record<string, string> = {}) =>
  app.inject({ url: `/api/v1/${path}`, query, headers: { cookie } });

const formula = { ...plainEvent(1200), message: '=cmd|"/c calc"!A1', 'user.name': 'Müller; Jörg' };
await events.append(encodeRows([...Array.from({ length: 1200 }, (_, n) => plainEvent(n)), formula]), 1201);

t.test('a query that cannot be read is refused with its place', async (t) => {
  const reply = await get('events', { q: 'user.name:root and event.severity:high' });
  t.equal(reply.statusCode, 400);
  t.match(reply.json(), {
    error: { code: 'QUERY_SYNTAX', query: { fault: 'number_expected', offset: 19, length: 19 } },
  });
  const export_ = await get('events/export', { q: '(', format: 'csv' });
  t.match(export_.json(), { error: { code: 'QUERY_SYNTAX' } });
});

t.test('where nothing is found, a misspelt name is named', async (t) => {
  t.match((await get('events', { q: 'usr.name:user1' })).json(), {
    items: [],
    did_you_mean: [{ field: 'usr.name', suggestion: 'user.name', offset: 0 }],
  });
  t.notOk((await get('events', { q: 'user.name:USER1' })).json().did_you_mean);
});

t.test('fields, statistics and a histogram by field', async (t) => {
  const { items } = (await get('events/fields')).json();
  t.match(
    items.find(({ name }: { name: string }) => name === 'number'),
    { kind: 'own', share: 1 },
  );
  const statistics = (
    await get('events/statistics', { field: 'user.name', limit: '3', prefix: 'user' })
  ).json();
  t.match(statistics, { distinct: 7, values: [{ value: 'user0', count: 172 }, {}, {}] });
  t.equal((await get('events/statistics', { field: 'event.ingested' })).statusCode, 400);
  const histogram = (await get('events/histogram', { by: 'user.name', buckets: '4' })).json();
  t.equal(histogram.series.length, 6);
  t.equal(histogram.buckets[0].by.length, 7);
});

t.test('an export has every event up to the limit, and no formulas', async (t) => {
  const lines = (await get('events/export', { format: 'ndjson', q: 'message:message', limit: '1100' })).body
    .trim()
    .split('\n');
  t.equal(lines.length, 1100);
  t.strictSame(
    lines.map((line) => JSON.parse(line).fields.number),
    Array.from({ length: 1100 }, (_, n) => 1199 - n),
  );
  const csv = await get('events/export?column=@timestamp&column=user.name&column=message&column=number', {
    format: 'csv',
    limit: '2',
  });
  t.equal(csv.headers['content-disposition'], 'attachment; filename="events.csv"');
  t.equal(
    csv.body,
    '\ufeff@timestamp,user.name,message,number\r\n' +
      '2026-03-01T00:20:00.000Z,"Müller; Jörg","\'=cmd|""/c calc""!A1",1200\r\n' +
      '2026-03-01T00:19:59.000Z,user2,message 1199,1199\r\n',
  );
  for (const text of ['=1', '+1', '@x', '-x', '\tx', '|x']) t.match(csvCell(text), /^"?'/, text);
  t.equal(csvCell('-5'), '-5');
  t.equal(csvCell('a"b'), '"a""b"');
});

t.test('saved searches belong to a person, who may share them', async (t) => {
  const call = (method: 'POST' | 'GET' | 'DELETE', who: string, path = '', payload?: object) =>
    app.inject({
      method,
      url: `/api/v1/saved-searches${path}`,
      headers: { cookie: who },
      ...(payload && { payload }),
    });
  const search = { q: 'user.name:root', filter: [], range: '24h' };
  const kept = (await call('POST', cookie, '', { name: ' Root ', shared: false, search })).json();
  t.match(kept, { name: 'Root', owner: 'analyst', mine: true, search });
  t.strictSame((await call('GET', other)).json().items, []);
  const shared = (await call('POST', cookie, '', { name: 'Root', shared: true, search })).json();
  t.equal(shared.id, kept.id, 'the same name is the same search');
  t.match((await call('GET', other)).json().items, [{ id: kept.id, mine: false, owner: 'analyst' }]);
  t.equal((await call('DELETE', other, `/${kept.id}`)).statusCode, 404);
  t.equal((await call('DELETE', admin, `/${kept.id}`)).statusCode, 204);
  t.strictSame((await call('GET', cookie)).json().items, []);
});

t.test('a search ends when the client hangs up', async (t) => {
  const ended = new Promise<unknown>((resolve) => {
    t.intercept(events, 'search', {
      value: async (_query: unknown, { signal }: { signal: AbortSignal }) => {
        client.abort();
        await once(signal, 'abort');
        resolve(signal.aborted);
        throw new GrundwachtError('QUERY_CANCELLED');
      },
    });
  });
  const client = new AbortController();
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  const answer = fetch(`${address}/api/v1/events`, { headers: { cookie }, signal: client.signal });
  await t.rejects(answer, { name: 'AbortError' });
  t.equal(await ended, true);
});
