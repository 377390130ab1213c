import type { FastifyPluginAsync } from 'fastify';
import t from 'tap';
import { addUser } from '../../server/identity/administer-users.js';
import { password, startTestServer } from './test-server.js';

let ready = true;
let now = Date.parse('2026-11-21T10:00:00Z');
const server = await startTestServer(t, {
  ready: () => ready,
  now: () => now,
  health: () => ({ events: 7 }),
});
const { app, db } = server;
await server.logIn('anna', 'analyst');
const credentials = { username: 'anna', password };
const login = (payload: object, headers: Record<string, string> = {}) =>
  app.inject({ method: 'POST', url: '/api/v1/session', payload, headers });

t.test('login gives a cookie that scripts and other sites cannot use', async (t) => {
  const reply = await login(credentials);
  t.match(reply.json(), {
    user: { username: 'anna', roles: ['analyst'] },
    expires: '2026-11-21T12:00:00.000Z',
  });
  t.match(
    reply.headers['set-cookie'],
    /^grundwacht_session=[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; SameSite=Strict$/,
  );
  const cookie = `grundwacht_session=${reply.cookies[0]!.value}`;
  const url = '/api/v1/session';
  t.equal((await app.inject({ url, headers: { cookie } })).statusCode, 200);
  t.equal((await app.inject({ method: 'DELETE', url, headers: { cookie } })).statusCode, 204);
  t.equal((await app.inject({ url, headers: { cookie } })).statusCode, 401);
});

t.test('over https the cookie is secure', async (t) => {
  const { app } = await startTestServer(t, { cookieSecure: true }).then(async (secure) => {
    await secure.logIn('anna', 'analyst');
    return secure;
  });
  const reply = await app.inject({ method: 'POST', url: '/api/v1/session', payload: credentials });
  t.match(reply.headers['set-cookie'], /; Secure/);
  t.match(reply.headers['strict-transport-security'], /max-age/);
});

t.test('what another site makes a browser send is refused, also without a cookie', async (t) => {
  const own = { host: 'grundwacht.example:8080' };
  for (const headers of [
    { ...own, origin: 'https://evil.example' },
    { ...own, origin: 'null' },
    { ...own, origin: 'http://grundwacht.example' },
    { ...own, 'sec-fetch-site': 'cross-site' },
    { ...own, 'sec-fetch-site': 'same-site' },
  ]) {
    const reply = await login(credentials, headers as Record<string, string>);
    t.match([reply.statusCode, reply.json().error.code], [403, 'ORIGIN_REFUSED']);
  }
  const same = { ...own, origin: 'http://grundwacht.example:8080', 'sec-fetch-site': 'same-origin' };
  t.equal((await login(credentials, same)).statusCode, 200);
});

t.test('with a one-time password only the password can be changed', async (t) => {
  const { password: oneTime } = await addUser(
    db,
    { username: 'neu', held: [{ tenant: 'default', role: 'analyst' }] },
    now,
    'root',
  );
  const reply = await login({ username: 'neu', password: oneTime });
  const headers = { cookie: `grundwacht_session=${reply.cookies[0]!.value}` };
  t.match((await app.inject({ url: '/api/v1/alerts', headers })).json(), {
    error: { code: 'PASSWORD_CHANGE_REQUIRED' },
  });
  const changed = await app.inject({
    method: 'POST',
    url: '/api/v1/session/password',
    headers,
    payload: { current: oneTime, new: 'Brunnen am Marktplatz' },
  });
  t.match(changed.json(), { user: { must_change_password: false } });
  t.equal((await app.inject({ url: '/api/v1/alerts', headers })).statusCode, 401, 'the old session is over');
  const cookie = `grundwacht_session=${changed.cookies[0]!.value}`;
  t.equal((await app.inject({ url: '/api/v1/alerts', headers: { cookie } })).statusCode, 200);
});

t.test('guessing is slowed down, and the wait is told', async (t) => {
  const wrong = { username: 'anna', password: 'guess' };
  for (let n = 0; n < 5; n++) t.equal((await login(wrong)).statusCode, 401);
  now += 1000;
  const limited = await login(credentials);
  t.match([limited.statusCode, limited.json().error.code], [429, 'RATE_LIMITED']);
  t.equal(limited.headers['retry-after'], '299');
  now += 299_000;
  t.equal((await login(credentials)).statusCode, 200);
});

t.test('health is public and says when the service is not ready', async (t) => {
  t.match((await app.inject('/api/v1/health')).json(), { status: 'ok', version: '0.0.0-test', events: 7 });
  ready = false;
  const reply = await app.inject('/api/v1/health');
  t.match([reply.statusCode, reply.json().error.code], [503, 'NOT_READY']);
  ready = true;
});

t.test('strict headers, on errors too', async (t) => {
  const { headers } = await app.inject({ url: '/nothing/here.js', headers: { host: 'gw.example:8080' } });
  const policy = String(headers['content-security-policy']);
  t.notMatch(policy, 'unsafe');
  t.match(policy, "default-src 'none'");
  t.match(policy, "connect-src 'self' ws://gw.example:8080 wss://gw.example:8080");
  t.match(headers, { 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
  const odd = await app.inject({ url: '/', headers: { host: "x; script-src 'unsafe-inline'" } });
  t.notMatch(odd.headers['content-security-policy'], 'unsafe');
});

t.test('the OpenAPI document names schemas once and can be resolved', async (t) => {
  const document = (await app.inject('/api/openapi.json')).json();
  t.same(Object.keys(document.components.schemas).toSorted(), [
    'Alert',
    'Error',
    'Event',
    'RuleException',
    'RuleState',
  ]);
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, ref]) => ref!);
  t.ok(references.length > 10);
  for (const reference of new Set(references)) {
    const name = /^#\/components\/schemas\/(\w+)$/.exec(reference)?.[1];
    t.ok(name !== undefined && name in document.components.schemas, reference);
  }
});

t.test('a dangerous act takes a proof of the last ten minutes', async (t) => {
  const dangerous: FastifyPluginAsync = async (scope) => {
    const config = { roles: ['admin'] as const, fresh: true };
    scope.post('/dangerous', { config }, async () => ({ done: true }));
  };
  const { app, logIn } = await startTestServer(t, { now: () => now, authenticated: [dangerous] });
  const cookie = await logIn('ada', 'admin');
  const act = async () => {
    const reply = await app.inject({ method: 'POST', url: '/api/v1/dangerous', headers: { cookie } });
    return reply.statusCode === 200 ? 'done' : reply.json().error.code;
  };
  t.equal(await act(), 'done', 'logging in was a proof');
  now += 10 * 60_000;
  t.equal(await act(), 'done');
  now += 1;
  t.equal(await act(), 'REAUTHENTICATION_REQUIRED');
  t.equal(
    (await app.inject({ method: 'POST', url: '/api/v1/dangerous' })).json().error.code,
    'UNAUTHENTICATED',
  );
});
