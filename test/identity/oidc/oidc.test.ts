import t from 'tap';
import { changeUser } from '../../../server/identity/administer-users.js';
import { openOidcClient } from '../../../server/identity/oidc/client.js';
import { newSecretKey, sealSecret } from '../../../server/identity/secret-box.js';
import { openSession } from '../../../server/identity/sessions.js';
import { providerFetch } from '../../../server/oidc.js';
import { findUserByName } from '../../../server/store/users.js';
import { password, startTestServer } from '../../api/test-server.js';
import { Browser, startProvider } from './provider.js';

// The library warns of plain HTTP and of forms for development: both are wanted here.
process.removeAllListeners('warning');
const origin = 'http://grundwacht.test';
const provider = await startProvider(t, { origin, secret: 'geheim' });
const { people } = provider;
const key = newSecretKey();
let now = Date.now();
const terms = {
  mapping: [
    { group: '/it/analysten', tenant: 'default', role: 'analyst' as const },
    { group: '/it/leitung', tenant: 'default', role: 'isb' as const },
    { group: '/it/leitung', tenant: 'nowhere', role: 'admin' as const },
  ],
  required: { acr: [] as string[], amr: [] as string[] },
};
const client = openOidcClient({
  issuer: provider.issuer,
  clientId: 'grundwacht',
  clientSecret: 'geheim',
  scopes: ['openid', 'profile', 'email', 'groups'],
  groupsClaim: 'groups',
  requiredAcr: [],
  key,
  fetch: providerFetch([], provider.issuer),
});
const server = await startTestServer(t, {
  origin,
  secretKey: key,
  now: () => now,
  oidc: { client, terms, title: 'Stadt-Konto', endSession: true },
});
const { app, db } = server;
const start = `${origin}/api/v1/session/oidc`;
const callback = `${start}/callback`;

const whoIs = async (browser: Browser) => {
  const headers = { cookie: browser.cookieHeader(origin) };
  return (await app.inject({ url: '/api/v1/session', headers })).json();
};
/** Logs in with a fresh browser. @returns the address within the dashboard, and the browser */
const visit = async (subject: string, address = start) => {
  const browser = new Browser(origin, app);
  const at = await browser.logIn(address, subject);
  return { browser, at: at.href.slice(origin.length) };
};
/** Stops with the provider's answer in hand. */
const answered = async (subject: string) => {
  const browser = new Browser(origin, app);
  const answer = await browser.logIn(start, subject, (url) => url.href.startsWith(callback));
  return { browser, answer };
};
const accounts = async () =>
  (await db.selectFrom('account').select('username').orderBy('username').execute()).map(
    (row) => row.username,
  );

t.test('the login page learns of it', async (t) => {
  t.strictSame((await app.inject('/api/v1/session/methods')).json(), {
    local: true,
    oidc: { title: 'Stadt-Konto' },
  });
});

t.test('the first login makes the account, later ones follow the groups', async (t) => {
  people.set('sub-1', { name: 'Erika', groups: ['/it/analysten', '/everybody'] });
  const { browser, at } = await visit('sub-1', `${start}?return=/alerts/7?tab=events`);
  t.equal(at, '/#/alerts/7?tab=events', 'back to where one came from');
  t.match(await whoIs(browser), { user: { username: 'erika', roles: ['analyst'] } });
  const authorization = new URL(browser.visited.find((url) => url.includes('code_challenge'))!);
  t.match(Object.fromEntries(authorization.searchParams), {
    code_challenge_method: 'S256',
    state: /^[\w-]{43}$/,
    nonce: /^[\w-]{43}$/,
    response_type: 'code',
  });
  t.equal(browser.cookies.get(origin)!.has('grundwacht_login'), false, 'what was kept meanwhile is gone');

  people.set('sub-1', { name: 'Renamed', groups: ['/it/leitung'] });
  const { browser: again } = await visit('sub-1');
  t.match(
    await whoIs(again),
    { user: { username: 'erika', roles: ['isb'] } },
    'a tenant that is not there gives none',
  );
  t.match(await whoIs(browser), { user: { roles: ['isb'] } }, 'the change holds for the other session, too');

  people.set('sub-1', { name: 'Erika', groups: ['/everybody'] });
  t.equal((await visit('sub-1')).at, '/?login=no_group');
  t.match(await whoIs(browser), { error: { code: 'UNAUTHENTICATED' } }, 'who is in no group any more is out');
});

t.test('the cookies: lax and short for the way, strict for the session', async (t) => {
  people.set('sub-c', { name: 'cookies', groups: ['/it/analysten'] });
  const begun = await app.inject('/api/v1/session/oidc');
  t.match(
    begun.headers['set-cookie'],
    /^grundwacht_login=[\w-]+; Max-Age=600; Path=\/; HttpOnly; SameSite=Lax$/,
  );
  t.equal(begun.headers['cache-control'], 'no-store');
  const { browser, answer } = await answered('sub-c');
  const cookie = browser.cookieHeader(origin);
  const reply = await app.inject({ url: answer.href.slice(origin.length), headers: { cookie } });
  t.match(reply.headers['set-cookie'], [
    /^grundwacht_login=; /,
    /^grundwacht_session=[\w-]{43}; .*HttpOnly; SameSite=Strict$/,
  ]);
  t.equal(reply.headers.location, '../../../../#/');

  const replayed = await app.inject({ url: answer.href.slice(origin.length), headers: { cookie } });
  t.match(replayed.headers.location, /login=invalid$/, 'a code is good once');
  t.notMatch(String(replayed.headers['set-cookie']), 'grundwacht_session');
});

t.test('what does not hold opens no session', async (t) => {
  people.set('sub-2', { name: 'otto', groups: ['/it/analysten'] });
  const cases: [string, string, (url: URL, browser: Browser) => void][] = [
    ['another state', 'invalid', (url) => url.searchParams.set('state', 'x'.repeat(43))],
    ['no state', 'invalid', (url) => url.searchParams.delete('state')],
    ['another issuer', 'invalid', (url) => url.searchParams.set('iss', 'https://evil.example')],
    ['no issuer, although the provider sends it', 'invalid', (url) => url.searchParams.delete('iss')],
    ['another code', 'invalid', (url) => url.searchParams.set('code', 'x'.repeat(43))],
    ['two codes', 'invalid', (url) => url.searchParams.append('code', 'x')],
    ['a browser that began nothing', 'state', (_url, browser) => browser.cookies.delete(origin)],
    [
      'a cookie of one’s own making',
      'state',
      (_url, { cookies }) =>
        void cookies
          .get(origin)!
          .set('grundwacht_login', sealSecret(newSecretKey(), '{}', 'oidc-login').toString('base64url')),
    ],
    [
      'another secret of this installation',
      'state',
      (_url, { cookies }) =>
        void cookies
          .get(origin)!
          .set('grundwacht_login', sealSecret(key, '{}', 'totp:1').toString('base64url')),
    ],
  ];
  for (const [name, reason, alter] of cases) {
    const { browser, answer } = await answered('sub-2');
    alter(answer, browser);
    const { location } = await browser.ask(answer.href);
    t.equal(location?.href, `${origin}/?login=${reason}`, name);
    t.notOk(browser.cookies.get(origin)?.has('grundwacht_session'), name);
  }

  const mixed = await answered('sub-2');
  const other = await answered('sub-2');
  t.equal(
    (await mixed.browser.ask(other.answer.href)).location?.search,
    '?login=invalid',
    "another browser's answer",
  );

  const slow = await answered('sub-2');
  now += 10 * 60_000;
  t.equal((await slow.browser.ask(slow.answer.href)).location?.search, '?login=state', 'after ten minutes');
  now = Date.now();

  const { browser, answer } = await answered('sub-2');
  const broken = new URL(callback);
  broken.search = new URLSearchParams({
    error: 'access_denied',
    state: answer.searchParams.get('state')!,
    iss: provider.issuer,
  }).toString();
  t.equal((await browser.ask(broken.href)).location?.search, '?login=cancelled');
  t.notOk((await accounts()).includes('otto'));
});

t.test('who may not come in is told why', async (t) => {
  people.set('sub-3', { name: 'ohne', groups: [] });
  t.equal((await visit('sub-3')).at, '/?login=no_group');
  people.set('sub-3', { name: 'ohne' });
  t.equal((await visit('sub-3')).at, '/?login=no_group', 'without the claim, too');
  people.set('sub-3', { name: 'viele', more: { _claim_names: { groups: 'src1' } } });
  t.equal((await visit('sub-3')).at, '/?login=too_many_groups');
  people.set('sub-3', { name: '', groups: ['/it/analysten'] });
  t.equal((await visit('sub-3')).at, '/?login=no_name');
  people.set('sub-3', { name: '', email: 'o@stadt.example', groups: ['/it/analysten'] });
  t.equal((await visit('sub-3')).at, '/#/', 'the address of mail is a name');

  await server.logIn('lokal', 'admin');
  people.set('sub-4', { name: 'LOKAL', groups: ['/it/analysten'] });
  const { at, browser } = await visit('sub-4');
  t.equal(at, '/?login=name_taken', 'an account that is there is not taken over');
  t.notOk(browser.cookies.get(origin)?.has('grundwacht_session'));

  await db.updateTable('account').set({ disabled: true }).where('username', '=', 'o@stadt.example').execute();
  t.equal((await visit('sub-3')).at, '/?login=disabled');

  terms.required.amr = ['mfa'];
  t.equal((await visit('sub-3')).at, '/?login=second_factor');
  terms.required.amr = [];
});

t.test('no address leads out of the dashboard', async (t) => {
  people.set('sub-5', { name: 'reise', groups: ['/it/analysten'] });
  for (const to of [
    '//evil.example',
    'https://evil.example/',
    '/\\evil.example',
    '/a\\b',
    '\n/x',
    'alerts',
  ]) {
    const { at } = await visit('sub-5', `${start}?return=${encodeURIComponent(to)}`);
    t.equal(at, '/#/', to);
  }
  t.equal(
    (await visit('sub-5', `${start}?return=${encodeURIComponent('/rules/@evil.example')}`)).at,
    '/#/rules/@evil.example',
  );
  const foreign = await app.inject({ url: '/api/v1/session/oidc', headers: { host: 'evil.example' } });
  const asked = new URL(foreign.headers.location as string);
  t.equal(asked.searchParams.get('redirect_uri'), callback, 'not a host that a request names');
});

t.test('proving anew asks the provider for it, and an old proof is not fresh', async (t) => {
  people.set('sub-6', { name: 'frisch', groups: ['/it/analysten'] });
  const { browser } = await visit('sub-6');
  const provenAt = async () =>
    (
      await db
        .selectFrom('session')
        .select('proven_at')
        .orderBy('created_at', 'desc')
        .executeTakeFirstOrThrow()
    ).proven_at;
  t.strictSame(await provenAt(), new Date(0), 'the provider did not say when it had asked');
  const before = browser.visited.length;
  await browser.logIn(`${start}?confirm=true`, 'sub-6');
  const way = browser.visited.slice(before);
  const asked = new URL(way.find((url) => url.includes('prompt='))!).searchParams;
  t.match([asked.get('prompt'), asked.get('max_age')], ['login', '0']);
  t.ok(
    way.some((url) => url.includes('/interaction/')),
    'the provider asked again',
  );
  t.ok(Math.abs((await provenAt()).getTime() - Date.now()) < 120_000);
});

t.test('an account of the provider has no other way in', async (t) => {
  const account = (await findUserByName(db, 'frisch'))!;
  await t.rejects(openSession(db, account, now, undefined, { method: 'passkey', address: '', agent: '' }), {
    code: 'CREDENTIALS_WRONG',
  });
  await t.rejects(changeUser(db, account.id, { reset_password: true }, now, 'root'), { code: 'VALIDATION' });
});

t.test('logging out ends the session at the provider', async (t) => {
  const reply = await app.inject('/api/v1/session/oidc/logout');
  const url = new URL(reply.headers.location as string);
  t.equal(url.origin, provider.issuer);
  t.match(Object.fromEntries(url.searchParams), {
    client_id: 'grundwacht',
    post_logout_redirect_uri: `${origin}/`,
  });
});

t.test('a provider that is away or is another one, and addresses that are none', async (t) => {
  const options = {
    clientId: 'x',
    clientSecret: '',
    scopes: ['openid'],
    groupsClaim: 'groups',
    requiredAcr: [],
    key,
    fetch: providerFetch([], provider.issuer),
  };
  const login = { redirectUri: callback, returnTo: '/', confirm: false };
  const localhost = provider.issuer.replace('127.0.0.1', 'localhost');
  for (const issuer of ['http://127.0.0.1:9', localhost]) {
    const other = openOidcClient({ ...options, issuer });
    const refused = await other.begin(login, now).catch((error: unknown) => error);
    t.match(refused, { reason: 'unreachable' }, issuer);
  }
  for (const issuer of ['http://login.example.org', 'login.example.org', 'ftp://127.0.0.1', ''])
    t.throws(() => openOidcClient({ ...options, issuer }), { code: 'CONFIG_INVALID' }, issuer);
});

t.test('nobody is sent to a provider that is away: it is asked where it is again and again', async (t) => {
  const away: (() => void | Promise<void>)[] = [];
  const other = await startProvider({ teardown: (end) => void away.push(end) }, { origin, secret: 'geheim' });
  const begun = openOidcClient({
    issuer: other.issuer,
    clientId: 'grundwacht',
    clientSecret: 'geheim',
    scopes: ['openid'],
    groupsClaim: 'groups',
    requiredAcr: [],
    key,
    fetch: providerFetch([], other.issuer),
  });
  const login = { redirectUri: callback, returnTo: '/', confirm: false };
  const second = 1000;
  t.match((await begun.begin(login, now)).url, { origin: other.issuer });
  for (const end of away) await end();
  t.match((await begun.begin(login, now + 59 * second)).url, { origin: other.issuer }, 'known for a minute');
  for (const asked of [begun.begin(login, now + 60 * second), begun.endSession(origin, now + 60 * second)])
    t.match(await asked.catch((error: unknown) => error), { reason: 'unreachable' });
});

t.test('a provider leads nowhere into the own network but to where the operator has named', async (t) => {
  const init = { method: 'GET', headers: {}, redirect: 'manual' } as const;
  const ask = (allowed: string[], url: string) =>
    providerFetch(allowed, 'https://192.0.2.7/realms/stadt')(url, init as never);
  await t.rejects(ask([], 'http://127.0.0.1:9/token'), {
    name: 'TypeError',
    message: /no public address.*outgoing.allowed/,
  });
  await t.rejects(ask([], 'http://169.254.169.254/token'), { message: /metadata service/ });
  await t.rejects(ask(['127.0.0.0/8'], 'http://127.0.0.1:9/token'), { message: /ECONNREFUSED|bad port/ });
  const signal = AbortSignal.abort(new DOMException('over', 'TimeoutError'));
  await t.rejects(providerFetch([], provider.issuer)(provider.issuer, { ...init, signal } as never), {
    name: 'TimeoutError',
  });
});

t.test('logins are in the audit trail, and refusals of whom the provider vouched for', async (t) => {
  const acts = await db
    .selectFrom('audit_trail')
    .select(['by', 'tenant_id', 'action', 'details'])
    .where('action', 'like', 'session.%')
    .orderBy('id')
    .execute();
  const of = (by: string) => acts.filter((act) => act.by === by);
  t.match(of('erika'), [
    { action: 'session.login', tenant_id: 'default' },
    { action: 'session.login', tenant_id: 'default' },
    { action: 'session.login-failed', details: { reason: 'no_group' } },
  ]);
  t.match(of('o@stadt.example').slice(-2), [
    { action: 'session.login-failed', details: { reason: 'disabled' } },
    { action: 'session.login-failed', details: { reason: 'second_factor' } },
  ]);
  const strangers = new Set(of('unknown').map(({ details }) => details['reason']));
  t.strictSame([...strangers].sort(), ['name_taken', 'no_group', 'no_name']);
  t.notMatch(JSON.stringify(acts), '"cancelled"', 'what anybody could send is not');
});

t.test('passwords can be switched off', async (t) => {
  const { app } = await startTestServer(t, { db, localLogin: false });
  t.strictSame((await app.inject('/api/v1/session/methods')).json(), { local: false, oidc: null });
  const payload = { username: 'lokal', password };
  const reply = await app.inject({ method: 'POST', url: '/api/v1/session', payload });
  t.match([reply.statusCode, reply.json().error.code], [403, 'LOCAL_LOGIN_OFF']);
  t.equal((await app.inject('/api/v1/session/oidc')).statusCode, 404);
});
