import type { InjectOptions } from 'fastify';
import t from 'tap';
import '../../server/api/access.js';
import { changeUser } from '../../server/identity/administer-users.js';
import { isApiToken, newApiToken } from '../../server/identity/api-token-form.js';
import { issueApiToken, permissionOf, tokenScopes } from '../../server/identity/api-tokens.js';
import { ensureTenant } from '../../server/store/tenants.js';
import { findUserByName } from '../../server/store/users.js';
import { startMigratedDatabase } from '../store/migrated-database.js';
import { startTestServer } from './test-server.js';

let now = Date.parse('2026-11-22T10:00:00Z');
const start = now;
const { db } = await startMigratedDatabase(t);
await ensureTenant(db, 'umland', 'Umland', now);
const server = await startTestServer(t, { db, now: () => now });
const { app } = server;
const anna = await server.logIn('anna', 'analyst');
const chef = await server.logIn('chef', 'admin');

const call = async (options: InjectOptions) => {
  const { statusCode, body } = await app.inject(options);
  return { status: statusCode, body: body === '' ? {} : JSON.parse(body) };
};
const create = (cookie: string, more: object = {}) =>
  call({
    method: 'POST',
    url: '/api/v1/api-tokens',
    headers: { cookie },
    payload: { tenant: 'default', name: 'Leitstelle', scopes: ['alerts.read'], ...more },
  });
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const get = (url: string, token: string, headers = {}) =>
  call({ url: `/api/v1${url}`, headers: { ...bearer(token), ...headers } });

t.test('its form has a checksum, so that what is none is not looked for', async (t) => {
  for (let n = 0; n < 200; n++) {
    const token = newApiToken();
    t.match(token, /^gwt_[\w-]{43}[0-9A-Za-z]{6}$/);
    t.ok(isApiToken(token));
    const at = 4 + (n % 49);
    const other = token[at] === 'a' ? 'b' : 'a';
    t.notOk(isApiToken(token.slice(0, at) + other + token.slice(at + 1)), 'one sign is another');
  }
});

t.test('every route names a row of the table of rights itself, so that a scope covers it', async (t) => {
  for (const { method, url, config } of server.registered) {
    if (config?.roles === undefined) continue;
    t.ok(permissionOf(config.roles), `${method} ${url}`);
  }
});

t.test('created with rights that one has, shown once, stored as a hash', async (t) => {
  const { status, body } = await create(anna, { networks: ['192.0.2.0/24'] });
  t.equal(status, 201);
  t.match(body.api_token, {
    name: 'Leitstelle',
    owner: 'anna',
    tenant: 'default',
    scopes: ['alerts.read'],
    expires_at: new Date(start + 90 * 86_400_000).toISOString(),
    last_used_at: null,
  });
  t.notMatch(JSON.stringify(await db.selectFrom('api_token').selectAll().execute()), body.token.slice(4, 40));
  t.notMatch(
    JSON.stringify((await call({ url: '/api/v1/api-tokens', headers: { cookie: anna } })).body),
    'gwt_',
  );
  const refusals: [object, number, string][] = [
    [{ scopes: ['alerts.raed'] }, 400, 'VALIDATION'],
    [{ scopes: ['users.manage'] }, 400, 'VALIDATION'],
    [{ scopes: ['retention.manage'] }, 403, 'FORBIDDEN'],
    [{ tenant: 'nowhere' }, 403, 'FORBIDDEN'],
    [{ days: 366 }, 400, 'VALIDATION'],
    [{ networks: ['192.0.2.0/33'] }, 400, 'VALIDATION'],
    [{ name: ' ' }, 400, 'VALIDATION'],
  ];
  for (const [more, status, code] of refusals) {
    const reply = await create(anna, more);
    t.match([reply.status, reply.body.error.code], [status, code], JSON.stringify(more));
  }
  now += 11 * 60_000;
  t.equal((await create(anna)).body.error.code, 'REAUTHENTICATION_REQUIRED');
  now = start;
});

t.test('a call reaches what the scopes name, in the tenant, whatever cookies and origin say', async (t) => {
  const { token } = (await create(anna, { scopes: ['alerts.read', 'events.read'] })).body;
  t.equal((await get('/alerts', token)).status, 200);
  t.equal((await get('/events/018f0000-0000-7000-8000-000000000000', token)).status, 404);
  t.match((await get('/rules', token)).body, { error: { code: 'FORBIDDEN', detail: /rules\.read/ } });
  t.match((await get('/alerts?tenant=umland', token)).body, { error: { code: 'FORBIDDEN' } });
  t.equal((await get('/alerts?tenant=default', token)).status, 200);
  t.equal((await get('/alerts', newApiToken(), { cookie: anna })).status, 401, 'a cookie does not help');
  t.equal((await get('/alerts', 'gw_collector', { cookie: anna })).status, 401);
  t.match((await get('/rules', token, { cookie: chef })).status, 403, 'nor does it add rights');
  const saved = {
    method: 'POST',
    url: '/api/v1/saved-searches',
    payload: { name: 'von der Maschine', query: 'a', shared: false },
  } as const;
  const foreign = { origin: 'https://elsewhere.example', 'sec-fetch-site': 'cross-site' };
  const posted = await call({ ...saved, headers: { ...bearer(token), ...foreign } });
  t.not(posted.body.error?.code, 'ORIGIN_REFUSED', 'no website can make a browser send a token');
  const byCookie = await call({ ...saved, headers: { cookie: anna, ...foreign } });
  t.equal(byCookie.body.error.code, 'ORIGIN_REFUSED');
});

t.test('no token administers accounts or tokens, or does what takes a fresh proof', async (t) => {
  await server.logIn('alles', 'provider', 'admin', 'analyst', 'isb', 'auditor', 'dpo');
  const account = (await findUserByName(db, 'alles'))!;
  const { token } = await issueApiToken(
    db,
    account,
    { tenant: 'default', name: 'alles', scopes: [...tokenScopes], days: 1 },
    now,
  );
  const id = '018f0000-0000-7000-8000-000000000000';
  let refused = 0;
  for (const { method, url, config } of server.registered) {
    if (config?.roles === undefined || url.endsWith('/live')) continue;
    const permission = permissionOf(config.roles)!;
    const allowed = tokenScopes.includes(permission) && config.fresh !== true;
    const payload = method === 'GET' || method === 'DELETE' ? {} : { payload: {} };
    const { statusCode, body } = await app.inject({
      method: method as 'GET',
      url: url.replace(/:\w+/g, id),
      headers: bearer(token),
      ...payload,
    });
    if (allowed) t.notMatch(body, 'the API token was not made for', `${method} ${url}`);
    else {
      refused++;
      t.match([statusCode, JSON.parse(body).error.code], [403, 'FORBIDDEN'], `${method} ${url}`);
    }
  }
  t.ok(refused > 10);
});

t.test('over, revoked, from elsewhere, or its owner gone', async (t) => {
  const { token, api_token } = (await create(anna, { networks: ['127.0.0.0/8'], days: 2 })).body;
  const other = (await create(anna, { networks: ['192.0.2.0/24'] })).body.token;
  t.match((await get('/alerts', other)).body.error, { code: 'FORBIDDEN', detail: /127\.0\.0\.1/ });
  t.equal((await get('/alerts', token)).status, 200);
  const used = async () =>
    (await call({ url: '/api/v1/api-tokens', headers: { cookie: anna } })).body.items.find(
      (item: { id: string }) => item.id === api_token.id,
    ).last_used_at;
  t.equal(await used(), new Date(start).toISOString());
  now = start + 59_000;
  await get('/alerts', token);
  t.equal(await used(), new Date(start).toISOString(), 'written once a minute at most');
  now = start + 60_000;
  await get('/alerts', token);
  t.equal(await used(), new Date(start + 60_000).toISOString());
  now = start + 2 * 86_400_000;
  t.equal((await get('/alerts', token)).status, 401, 'over');
  now = start;

  const revoke = (id: string, cookie: string) =>
    call({ method: 'DELETE', url: `/api/v1/api-tokens/${id}`, headers: { cookie } });
  const isb = await server.logIn('isb', 'isb');
  t.equal((await revoke(api_token.id, isb)).status, 404, 'not by anybody');
  t.equal((await revoke(api_token.id, chef)).status, 204, 'by who administers the tenant');
  t.equal((await revoke(api_token.id, anna)).status, 404, 'once');
  t.equal((await get('/alerts', token)).status, 401);
  const { items } = (await call({ url: '/api/v1/api-tokens', headers: { cookie: anna } })).body;
  t.match(
    items.find((item: { id: string }) => item.id === api_token.id),
    { revoked_by: 'chef', revoked_at: new Date(start).toISOString() },
  );

  const last = (await create(anna)).body.token;
  const { id } = (await findUserByName(db, 'anna'))!;
  await changeUser(db, id, { memberships: [{ tenant: 'default', roles: ['dpo'] }] }, now, 'root');
  t.equal((await get('/alerts', last)).status, 403, 'no more than the owner has');
  await changeUser(db, id, { disabled: true }, now, 'root');
  t.equal((await get('/alerts', last)).status, 401);
});
