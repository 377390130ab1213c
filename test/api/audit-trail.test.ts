import { sql } from 'kysely';
import t from 'tap';
import type { AuditTrailPage } from '../../server/contract/audit-trail.js';
import { verifyRows } from '../../server/store/rows-verify.js';
import { password, startTestServer } from './test-server.js';

let now = Date.parse('2026-11-22T10:00:00Z');
const server = await startTestServer(t, { now: () => now });
const { app, db } = server;
const admin = await server.logIn('chief', 'admin');
const analyst = await server.logIn('anna', 'analyst');
const call = (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, cookie?: string, payload?: object) =>
  app.inject({
    method,
    url: `/api/v1/${path}`,
    ...(cookie && { headers: { cookie } }),
    ...(payload && { payload }),
  });
const acts = async () =>
  (await db.selectFrom('audit_trail').selectAll().orderBy('id').execute()).map(({ id, at, ...act }) => act);
/** What was added meanwhile. */
async function added(work: () => Promise<unknown>) {
  const before = (await acts()).length;
  await work();
  return (await acts()).slice(before);
}

t.test('login, failed login and logout', async (t) => {
  const session = { username: 'anna', password };
  const [login, ...more] = await added(() => call('POST', 'session', undefined, session));
  t.match(login, {
    tenant_id: 'default',
    by: 'anna',
    action: 'session.login',
    object: /^account [\da-f-]{36}$/,
  });
  t.match(login?.details, { address: '127.0.0.1' });
  t.same(more, []);
  t.match(await added(() => call('POST', 'session', undefined, { ...session, password: 'wrong' })), [
    { by: 'anna', action: 'session.login-failed' },
  ]);
  const typed = await added(() =>
    call('POST', 'session', undefined, { username: 'my secret', password: 'anna' }),
  );
  t.match(typed, [{ tenant_id: null, by: 'unknown', action: 'session.login-failed', object: null }]);
  t.notMatch(JSON.stringify(typed), 'my secret', 'a password in the wrong field is not kept');
  const cookie = await server.logIn('otto', 'isb');
  t.match(await added(() => call('DELETE', 'session', cookie)), [{ by: 'otto', action: 'session.logout' }]);
});

t.test('guessing fills the trail no further than the throttle lets it', async (t) => {
  const guesses = await added(async () => {
    for (let n = 0; n < 9; n++)
      await call('POST', 'session', undefined, { username: 'chief', password: `${n}` });
  });
  t.equal(guesses.length, 5);
});

t.test('a change is recorded before it is made, without its body', async (t) => {
  const created = await added(() =>
    call('POST', 'collectors?tenant=default', admin, { id: 'west', note: 'secret' }),
  );
  t.match(created, [{ action: 'collectors.post' }, { details: { failed: 400 } }].slice(0, created.length));
  const [searched, ...rest] = await added(() =>
    call('POST', 'saved-searches', analyst, {
      name: 'Mayer',
      shared: false,
      search: { q: 'user.name:mayer', filter: [], range: '24h' },
    }),
  );
  t.match(searched, { by: 'anna', action: 'saved-searches.post', object: 'saved-searches', details: {} });
  t.same(rest, []);
  t.notMatch(JSON.stringify(searched), /mayer/i);
});

t.test('what failed says so, and names the record of the call', async (t) => {
  const id = '018f0000-0000-7000-8000-000000000000';
  const found = await added(() =>
    call('PATCH', `alerts/${id}`, analyst, { state: 'acknowledged', tenant: 'default' }).then((reply) =>
      t.ok(reply.statusCode >= 400),
    ),
  );
  if (found.length > 0) t.match(found.at(-1)?.details, { call: Number, failed: Number });
  const missing = await added(() => call('DELETE', `saved-searches/${id}`, analyst));
  t.match(missing, [
    { action: 'saved-searches.delete', object: `saved-searches/${id}` },
    { action: 'saved-searches.delete', details: { failed: 404, call: Number } },
  ]);
});

t.test('what the role does not allow is recorded as refused, once', async (t) => {
  const refused = await added(async () => {
    for (let n = 0; n < 3; n++) await call('POST', 'users', analyst, { username: 'x', roles: ['admin'] });
  });
  t.match(refused, [{ by: 'anna', action: 'users.post', details: { refused: 'FORBIDDEN' } }]);
  t.equal(refused.length, 1);
  t.same(await added(() => call('POST', 'users', undefined, {})), [], 'nobody is logged in');
});

t.test(
  'reads of data of persons, with what was asked for; the same again within minutes is one',
  async (t) => {
    const search = 'events?tenant=default&q=user.name%3Amayer';
    const read = await added(async () => {
      for (const more of ['', '&limit=5', '&cursor=x']) await call('GET', search + more, analyst);
    });
    t.match(read, [
      {
        tenant_id: 'default',
        by: 'anna',
        action: 'events.read',
        details: { query: { tenant: 'default', q: 'user.name:mayer' } },
      },
    ]);
    t.equal(read.length, 1);
    t.match(await added(() => call('GET', 'events/0192-event', analyst)), [{ object: 'events/0192-event' }]);
    t.match(await added(() => call('GET', 'events/export?format=csv', analyst)), [
      { action: 'events.export.read' },
    ]);
    t.same(await added(() => call('GET', 'rules', analyst)), [], 'no data of persons');
    now += 6 * 60_000;
    t.equal((await added(() => call('GET', search, analyst))).length, 1);
  },
);

t.test('without its record a call fails, and gives nothing out', async (t) => {
  await sql`alter table audit_trail add constraint broken check (by <> 'anna') not valid`.execute(db);
  now += 6 * 60_000;
  const before = (await call('GET', 'saved-searches', analyst)).json().items.length;
  const reply = await call('GET', 'events?tenant=default', analyst);
  t.equal(reply.statusCode, 500);
  t.notMatch(reply.body, '0192-event');
  const search = { q: '', filter: [], range: '24h' };
  t.equal(
    (await call('POST', 'saved-searches', analyst, { name: 'B', shared: false, search })).statusCode,
    500,
  );
  const login = await call('POST', 'session', undefined, { username: 'anna', password });
  t.equal(login.statusCode, 500);
  t.equal(login.headers['set-cookie'], undefined);
  await sql`alter table audit_trail drop constraint broken`.execute(db);
  t.equal((await call('GET', 'saved-searches', analyst)).json().items.length, before, 'it was not made');
  t.equal((await call('GET', 'events?tenant=default', analyst)).statusCode, 200);
});

t.test('the trail is read with filters, page by page, and that is recorded, too', async (t) => {
  const whole = (await call('GET', 'audit-trail?limit=1000', admin)).json();
  t.equal(whole.next, null);
  t.match(whole.items[0], { by: 'chief', action: 'audit-trail.read' });
  const ofAnna = (await call('GET', 'audit-trail?by=Anna&action=session.', admin)).json().items;
  t.ok(ofAnna.length >= 2);
  for (const { by, action } of ofAnna) t.match(`${by} ${action}`, /^anna session\./);
  const pages = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const reply = await call('GET', `audit-trail?limit=4${cursor && `&cursor=${cursor}`}`, admin);
    const page: AuditTrailPage = reply.json();
    pages.push(...page.items);
    cursor = page.next;
  }
  t.same(
    pages.map(({ id }) => id),
    pages.map(({ id }) => id).toSorted((a, b) => b - a),
  );
  t.ok(pages.length >= whole.items.length);
  for (const { tenant } of whole.items)
    t.equal(tenant, 'default', 'an administrator of a tenant reads its entries');
  const provider = await server.logIn('operator', 'provider');
  const { items } = (await call('GET', 'audit-trail?limit=1000', provider)).json();
  t.ok(items.some(({ by }: { by: string }) => by === 'unknown'));
  for (const { tenant } of items) t.equal(tenant, null, 'the provider those of no tenant, and no others');
  t.same((await call('GET', 'audit-trail?from=2030-01-01T00:00:00Z', admin)).json().items, []);
  t.equal((await call('GET', 'audit-trail?to=2020-01-01T00:00:00Z', admin)).json().items.length, 0);
  t.equal((await call('GET', 'audit-trail?cursor=x', admin)).statusCode, 400);
  t.equal((await call('GET', 'audit-trail', analyst)).statusCode, 403);
});

t.test('the export has every entry, and no formula', async (t) => {
  await sql`insert into audit_trail (tenant_id, at, by, action, details)
    values ('default', now(), '=cmd', 'events.read', '{}')`.execute(db);
  const reply = await call('GET', 'audit-trail/export', admin);
  t.equal(reply.headers['content-disposition'], 'attachment; filename="audit-trail.csv"');
  const lines = reply.body.trimEnd().split('\r\n');
  t.equal(lines[0], '\ufeffid,at,tenant,by,action,object,details');
  t.equal(lines.length - 1, (await acts()).filter(({ tenant_id }) => tenant_id !== null).length);
  t.match(reply.body, ",'=cmd,");
  t.match(
    (await verifyRows(db, 'default')).faults,
    [{ place: /audit_trail id/, detail: 'the log has no leaf of it' }],
    'what went past the program is found',
  );
});
