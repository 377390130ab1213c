import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { generateSync } from 'otplib';
import t from 'tap';
import type {
  FactorsChanged,
  LoginStep,
  OwnSession,
  TotpStart,
} from '../../server/contract/second-factors.js';
import { sealPeriodKey } from '../../server/identity/period-keys.js';
import { sealedWords } from '../../server/identity/sealed-words.js';
import { openSecret, openSecretKey, sealSecret } from '../../server/identity/secret-box.js';
import { openInstallationKey, rotateSecretKey } from '../../server/secret-key.js';
import { findChannel, storeChannel } from '../../server/store/notification-channels.js';
import { addPeriodKey } from '../../server/store/pseudonyms.js';
import { listSealed } from '../../server/store/sealed-secrets.js';
import { setTotp } from '../../server/store/second-factors.js';
import { findUserByName } from '../../server/store/users.js';
import { SoftwareAuthenticator } from '../identity/software-authenticator.js';
import { password, startTestServer } from './test-server.js';

let now = Date.parse('2026-11-22T10:00:00Z');
const minute = 60_000;
const server = await startTestServer(t, { now: () => now });
const { app } = server;
const site = { origin: 'http://localhost', rpId: 'localhost' };

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Calls the API; a cookie that it sets takes the place of the one before, as in a browser. */
class Client {
  cookie = '';

  async call<T>(method: Method, path: string, payload?: object) {
    const headers = { cookie: this.cookie, 'user-agent': 'curl/8.5.0' };
    const url = `/api/v1${path}`;
    const reply = await app.inject({ method, url, headers, ...(payload && { payload }) });
    const set = reply.cookies[0];
    if (set !== undefined) this.cookie = `${set.name}=${set.value}`;
    const body = reply.body === '' ? undefined : reply.json();
    return { status: reply.statusCode, code: body?.error?.code as string | undefined, body: body as T };
  }
}

/** A user who is logged in with the password, and when it is now. */
async function user(name: string): Promise<Client> {
  const client = new Client();
  client.cookie = await server.logIn(name, 'analyst');
  return client;
}

async function setUpTotp(client: Client): Promise<{ secret: string; recovery: string[] }> {
  const { body } = await client.call<TotpStart>('POST', '/session/totp');
  const { enrolment, secret } = body;
  const code = codeAt(secret);
  const done = await client.call<FactorsChanged>('PUT', '/session/totp', { enrolment, code });
  return { secret, recovery: done.body.recovery_codes ?? [] };
}

const codeAt = (secret: string, time = now) => generateSync({ secret, epoch: Math.floor(time / 1000) });

const begin = (client: Client, username: string) =>
  client.call<LoginStep>('POST', '/session', { username, password });

async function addPasskey(client: Client, authenticator: SoftwareAuthenticator, name = 'Key') {
  const { body: options } = await client.call<{ challenge: string; user: { id: string } }>(
    'POST',
    '/session/passkeys/options',
  );
  const passkey = authenticator.register({ ...site, challenge: options.challenge }, options.user.id);
  return client.call<FactorsChanged>('POST', '/session/passkeys', { name, passkey });
}

t.test('codes by time: set up with a first code, asked for after the password, each good once', async (t) => {
  const client = await user('tina');
  const start = await client.call<TotpStart>('POST', '/session/totp');
  t.match(start.body, { secret: /^[A-Z2-7]{32}$/, uri: /^otpauth:\/\/totp\/Grundwacht/ });
  const wrong = { enrolment: start.body.enrolment, code: '000000' };
  t.equal((await client.call('PUT', '/session/totp', wrong)).code, 'SECOND_FACTOR_WRONG');
  t.match((await client.call('GET', '/session/factors')).body, { totp_since: null, recovery_codes: 0 });

  const before = client.cookie;
  const { secret, recovery } = await setUpTotp(client);
  t.equal(recovery.length, 10, 'the first factor brings recovery codes');
  t.not(client.cookie, before);
  const old = new Client();
  old.cookie = before;
  t.equal((await old.call('GET', '/session')).status, 401, 'the token before opens nothing any more');
  t.match((await client.call('GET', '/session/factors')).body, { totp_since: /^2026/, recovery_codes: 10 });

  const other = new Client();
  const step = await begin(other, 'tina');
  t.equal(step.status, 202);
  t.match(step.body, { login: /^[\w-]{43}$/, code: true, totp: true, passkey: null });
  t.equal((await other.call('GET', '/session')).status, 401, 'half a login is no session');
  const { login } = step.body;
  const second = (code: string, of = login) =>
    other.call('POST', '/session/second-factor', { login: of, code });
  t.equal((await second(codeAt(secret))).code, 'SECOND_FACTOR_WRONG', 'the code of the enrolment is used up');
  now += 30_000;
  const code = codeAt(secret);
  t.equal((await second(code)).status, 200);
  t.equal((await other.call('GET', '/session')).status, 200);
  t.equal((await second(codeAt(secret, now + 30_000))).code, 'LOGIN_EXPIRED', 'a login ends once');
  const again = await begin(other, 'tina');
  t.equal((await second(code, again.body.login)).code, 'SECOND_FACTOR_WRONG', 'a code is good once');
  now += 5 * minute;
  t.equal((await second(codeAt(secret), again.body.login)).code, 'LOGIN_EXPIRED');
});

t.test('guessing codes is slowed down, whatever the login and the address', async (t) => {
  const { secret } = await setUpTotp(await user('theo'));
  now += 30_000;
  const client = new Client();
  let { login } = (await begin(client, 'theo')).body;
  const codes = [];
  for (let n = 0; n < 5; n++) {
    codes.push((await client.call('POST', '/session/second-factor', { login, code: '000000' })).code);
  }
  t.same(codes, Array(5).fill('SECOND_FACTOR_WRONG'));
  t.equal(
    (await client.call('POST', '/session/second-factor', { login, code: codeAt(secret) })).code,
    'LOGIN_EXPIRED',
    'five wrong codes end a login',
  );
  ({ login } = (await begin(client, 'theo')).body);
  t.equal(
    (await client.call('POST', '/session/second-factor', { login, code: codeAt(secret) })).code,
    'RATE_LIMITED',
  );
  now += 15 * minute;
  ({ login } = (await begin(client, 'theo')).body);
  t.equal((await client.call('POST', '/session/second-factor', { login, code: codeAt(secret) })).status, 200);
});

t.test('a recovery code stands in once; new ones end those before', async (t) => {
  const client = await user('rita');
  const { recovery } = await setUpTotp(client);
  const use = async (code: string) => {
    const { login } = (await begin(client, 'rita')).body;
    return (await client.call('POST', '/session/second-factor', { login, code })).code;
  };
  t.equal(await use(recovery[0]!.toUpperCase().replaceAll('-', ' ')), undefined);
  t.match((await client.call('GET', '/session/factors')).body, { recovery_codes: 9 });
  t.equal(await use(recovery[0]!), 'SECOND_FACTOR_WRONG');
  const renewed = await client.call<FactorsChanged>('POST', '/session/recovery-codes');
  t.equal(renewed.body.recovery_codes?.length, 10);
  t.equal(await use(recovery[1]!), 'SECOND_FACTOR_WRONG');
  t.equal(await use(renewed.body.recovery_codes![1]!), undefined);

  t.equal((await client.call('DELETE', '/session/totp')).status, 200);
  t.match((await client.call('GET', '/session/factors')).body, { totp_since: null, recovery_codes: 0 });
  t.equal((await client.call('POST', '/session/recovery-codes')).code, 'CONFLICT');
  t.equal((await client.call('DELETE', '/session/totp')).code, 'NOT_FOUND');
  t.equal((await begin(new Client(), 'rita')).status, 200, 'the password alone again');
});

t.test('a passkey logs in alone, for it verifies its user', async (t) => {
  const client = await user('paula');
  const authenticator = new SoftwareAuthenticator();
  const added = await addPasskey(client, authenticator, 'Dienst-Notebook');
  t.equal(added.body.recovery_codes?.length, 10);
  t.match((await client.call('GET', '/session/factors')).body, {
    passkeys: [{ name: 'Dienst-Notebook', host: 'localhost', last_used_at: null }],
  });
  const twice = await addPasskey(client, authenticator);
  t.equal(twice.code, 'ALREADY_EXISTS');

  const fresh = new Client();
  const challenge = async () =>
    (await fresh.call<{ challenge: string; userVerification: string }>('POST', '/session/passkey/options'))
      .body;
  const options = await challenge();
  t.match(options, { rpId: 'localhost', userVerification: 'required', allowCredentials: [] });
  const passkey = authenticator.authenticate({ ...site, challenge: options.challenge });
  const opened = await fresh.call('POST', '/session/passkey', { passkey });
  t.match(opened.body, { user: { username: 'paula' } });
  t.equal(
    (await fresh.call('POST', '/session/passkey', { passkey })).code,
    'LOGIN_EXPIRED',
    'an answer counts once',
  );

  const refused = async (answer: (challenge: string) => object) =>
    (await fresh.call('POST', '/session/passkey', { passkey: answer((await challenge()).challenge) })).code;
  t.equal(
    await refused((challenge) =>
      authenticator.authenticate({ ...site, origin: 'http://evil.example', challenge }),
    ),
    'PASSKEY_REFUSED',
    'the origin of another site',
  );
  t.equal(
    await refused((challenge) => authenticator.authenticate({ ...site, rpId: 'evil.example', challenge })),
    'PASSKEY_REFUSED',
  );
  t.equal(
    await refused(() => authenticator.authenticate({ ...site, challenge: 'A'.repeat(43) })),
    'LOGIN_EXPIRED',
    'a challenge that nobody gave out',
  );
  const forged = new SoftwareAuthenticator();
  t.equal(
    await refused((challenge) => {
      const { response, ...rest } = authenticator.authenticate({ ...site, challenge });
      const { signature } = forged.authenticate({ ...site, challenge }).response;
      return { ...rest, response: { ...response, signature } };
    }),
    'PASSKEY_REFUSED',
    'the signature of another key',
  );
  authenticator.verifiesUser = false;
  t.equal(
    await refused((challenge) => authenticator.authenticate({ ...site, challenge })),
    'PASSKEY_REFUSED',
    'nobody was verified',
  );
  authenticator.verifiesUser = true;
  authenticator.counter = 0;
  t.equal(
    await refused((challenge) => authenticator.authenticate({ ...site, challenge })),
    'PASSKEY_REFUSED',
    'a copy lags behind with its counter',
  );
});

t.test('a passkey after the password, of this account only', async (t) => {
  const client = await user('petra');
  const mine = new SoftwareAuthenticator();
  await addPasskey(client, mine);
  const theirs = new SoftwareAuthenticator();
  await addPasskey(await user('peter'), theirs);
  const step = (await begin(client, 'petra')).body as LoginStep & {
    passkey: { allowCredentials: { id: string }[] };
  };
  t.match(step, { totp: false, passkey: { allowCredentials: [{ id: mine.id.toString('base64url') }] } });
  const finish = (key: SoftwareAuthenticator, { login, passkey }: LoginStep) =>
    client.call('POST', '/session/second-factor', {
      login,
      passkey: key.authenticate({ ...site, challenge: passkey!.challenge }),
    });
  t.equal((await finish(theirs, step)).code, 'PASSKEY_REFUSED');
  t.equal((await finish(mine, (await begin(client, 'petra')).body)).status, 200);

  const { login } = (await begin(client, 'petra')).body;
  const alone = (await client.call<{ challenge: string }>('POST', '/session/passkey/options')).body;
  const passkey = mine.authenticate({ ...site, challenge: alone.challenge });
  t.equal(
    (await client.call('POST', '/session/second-factor', { login, passkey })).code,
    'PASSKEY_REFUSED',
    'a challenge is good for what it was given out for',
  );

  const { passkeys } = (await client.call<{ passkeys: { id: string }[] }>('GET', '/session/factors')).body;
  const path = `/session/passkeys/${passkeys[0]!.id}`;
  const foreign = await user('pia');
  t.equal((await foreign.call('PATCH', path, { name: 'mine now' })).code, 'NOT_FOUND');
  t.equal((await foreign.call('DELETE', path)).code, 'NOT_FOUND');
  t.equal((await client.call('PATCH', path, { name: 'Büro' })).status, 204);
  t.match((await client.call('GET', '/session/factors')).body, { passkeys: [{ name: 'Büro' }] });
  t.equal((await client.call('DELETE', path)).status, 200);
  t.match((await client.call('GET', '/session/factors')).body, { passkeys: [], recovery_codes: 0 });
});

t.test('passkeys need a host that has a name', async (t) => {
  const reply = await app.inject({
    method: 'POST',
    url: '/api/v1/session/passkey/options',
    headers: { host: '192.0.2.7:8080' },
  });
  t.match(reply.json(), { error: { code: 'VALIDATION', detail: /host name/ } });
});

t.test('confirming makes a session fresh again', async (t) => {
  const client = await user('carla');
  const begins = () => client.call('POST', '/session/totp');
  now += 10 * minute + 1;
  t.equal((await begins()).code, 'REAUTHENTICATION_REQUIRED');
  t.match((await client.call('POST', '/session/confirm/options')).body, { code: false, passkey: null });
  const confirm = (proof: object) => client.call('POST', '/session/confirm', proof);
  t.equal((await confirm({ password: 'wrong' })).code, 'CREDENTIALS_WRONG');
  t.equal((await confirm({ password })).status, 204);
  t.equal((await begins()).status, 200);

  const { secret } = await setUpTotp(client);
  const authenticator = new SoftwareAuthenticator();
  await addPasskey(client, authenticator);
  now += 10 * minute + 1;
  t.equal((await confirm({ password })).code, 'VALIDATION', 'the password alone does no longer');
  t.equal((await confirm({ code: codeAt(secret) })).code, 'VALIDATION', 'nor does the code');
  t.equal((await confirm({ password, code: '000000' })).code, 'SECOND_FACTOR_WRONG');
  t.equal((await begins()).code, 'REAUTHENTICATION_REQUIRED');
  t.equal((await confirm({ password, code: codeAt(secret) })).status, 204);
  t.equal((await begins()).status, 200);

  now += 10 * minute + 1;
  const choice = (await client.call<LoginStep>('POST', '/session/confirm/options')).body;
  const passkey = authenticator.authenticate({ ...site, challenge: choice.passkey!.challenge });
  t.equal((await confirm({ passkey })).status, 204);
  t.equal((await begins()).status, 200);

  now += 10 * minute + 1;
  const change = { current: password, new: 'Der Brunnen plätschert' };
  t.equal((await client.call('POST', '/session/password', change)).status, 200);
  t.equal((await begins()).code, 'REAUTHENTICATION_REQUIRED', 'a changed password proves no second factor');
});

t.test('sessions: seen, ended one by one, all others at once, and by an administrator', async (t) => {
  const client = await user('sven');
  const others = [new Client(), new Client(), new Client()];
  for (const other of others) await begin(other, 'sven');
  const list = async () => (await client.call<{ items: OwnSession[] }>('GET', '/sessions')).body.items;
  const items = await list();
  t.equal(items.length, 4);
  t.match(
    items.find(({ current }) => !current),
    { method: 'password', address: '127.0.0.1', agent: 'curl/8.5.0', expires: /^2026/ },
  );
  t.equal(items.filter(({ current }) => current).length, 1);
  const { id } = items.find(({ current }) => !current)!;
  const stranger = await user('stine');
  t.equal((await stranger.call('DELETE', `/sessions/${id}`)).code, 'NOT_FOUND', "nobody ends another one's");
  t.equal((await client.call('DELETE', `/sessions/${id}`)).status, 204);
  t.equal((await list()).length, 3);
  t.same((await client.call('DELETE', '/sessions')).body, { ended: 2 });
  for (const other of others) t.equal((await other.call('GET', '/session')).status, 401);
  t.equal((await client.call('GET', '/session')).status, 200);

  const admin = new Client();
  admin.cookie = await server.logIn('ada', 'provider');
  const { items: users } = (await admin.call<{ items: { id: string; username: string }[] }>('GET', '/users'))
    .body;
  const sven = users.find(({ username }) => username === 'sven')!;
  t.same((await admin.call('DELETE', `/users/${sven.id}/sessions`)).body, { ended: 1 });
  t.equal((await client.call('GET', '/session')).status, 401);

  await begin(client, 'sven');
  await setUpTotp(client);
  t.match((await admin.call('PATCH', `/users/${sven.id}`, { reset_factors: true })).body, {
    user: { second_factor: false },
  });
  t.equal((await begin(client, 'sven')).status, 200, 'the password alone, after the reset');
});

t.test('where a second factor is required, nothing else is possible before', async (t) => {
  const strict = await startTestServer(t, { db: server.db, now: () => now, requireSecondFactor: 'everyone' });
  const call = (method: Method, path: string, cookie: string, payload?: object) =>
    strict.app.inject({ method, url: `/api/v1${path}`, headers: { cookie }, ...(payload && { payload }) });
  const entered = await call('POST', '/session', '', { username: 'stine', password });
  t.match(entered.json(), { second_factor_due: true });
  const cookie = `grundwacht_session=${entered.cookies[0]!.value}`;
  t.equal((await call('GET', '/alerts', cookie)).json().error.code, 'SECOND_FACTOR_REQUIRED');
  t.match((await call('GET', '/session/factors', cookie)).json(), { required: true });
  const { enrolment, secret } = (await call('POST', '/session/totp', cookie)).json();
  const done = await call('PUT', '/session/totp', cookie, { enrolment, code: codeAt(secret) });
  const renewed = `grundwacht_session=${done.cookies[0]!.value}`;
  t.match((await call('GET', '/session', renewed)).json(), { second_factor_due: false });
  t.equal((await call('GET', '/alerts', renewed)).statusCode, 200);
});

t.test('the key of stored secrets: lost, changed, and a change that was interrupted', async (t) => {
  const client = await user('lotte');
  await setUpTotp(client);
  const config = { data: t.testdir(), secrets: { key: '' } };
  const path = join(config.data, 'secrets.key');
  const { db } = server;
  const logger = { error: () => t.fail('nothing is left unread') };
  const open = () => openInstallationKey(config, db, logger);
  const rotate = (giveUp: boolean) =>
    db.transaction().execute((trx) => rotateSecretKey(trx, config, { giveUp, now }));

  await t.rejects(open(), { code: 'SECRET_KEY_LOST', message: /is not there.*codes by time of .*lotte/ });
  t.notOk(existsSync(path), 'no new key covers the loss');
  await t.rejects(rotate(false), { code: 'SECRET_KEY_LOST', message: /keys rotate secrets --lost/ });
  openSecretKey(path);
  await t.rejects(open(), { code: 'SECRET_KEY_LOST', message: /of another database/ });

  const given = await rotate(true);
  given.settle();
  t.ok(given.forgotten.some(({ name }) => name === 'lotte'));
  t.equal(given.resealed, 0);
  t.equal(
    (await begin(new Client(), 'lotte')).status,
    200,
    'the password alone, until codes are set up anew',
  );
  const key = await open();

  const box = (plain: string, words: string) => sealSecret(key, plain, words);
  const account = (await findUserByName(db, 'lotte'))!.id;
  const channel = '0b5f3c52-3f0f-4c55-9d6b-0c8e6a5f1b11';
  const secret = box('JBSWY3DPEHPK3PXP', sealedWords.codes(account));
  await setTotp(db, account, { secret, step: 1 }, now);
  const settings = { kind: 'webhook', form: 'json', url: 'https://chat.example.org/' };
  await db.transaction().execute((trx) =>
    storeChannel(
      trx,
      'default',
      {
        ...{
          id: channel,
          name: 'Chat',
          enabled: true,
          detail: 'title',
          language: 'de',
          burst: 5,
          per_hour: 30,
        },
        ...{ settings: settings as never, place: 'chat.example.org', secretNames: ['key'] },
        secrets: box('{"key":"k"}', sealedWords.channel(channel)),
      },
      undefined,
      { by: 'lotte', now },
    ),
  );
  const period = {
    period: '2026-11',
    from: now,
    sealed: sealPeriodKey(key, Buffer.alloc(32, 7), { tenant: 'default', period: '2026-11' }),
  };
  await addPeriodKey(db, 'default', period, now);

  const changed = await rotate(false);
  t.match(changed, { resealed: 3, forgotten: [] });
  const before = readFileSync(path, 'utf8');
  const next = await open();
  t.not(
    readFileSync(path, 'utf8'),
    before,
    'the change that nobody had settled is settled by the next start',
  );
  t.equal(statSync(path).mode & 0o777, 0o600);
  const opened = (await listSealed(db)).map(({ kind, box }) => [
    kind,
    openSecret(
      next,
      box,
      {
        codes: sealedWords.codes(account),
        channel: sealedWords.channel(channel),
        pseudonyms: sealedWords.pseudonyms('default', '2026-11'),
      }[kind],
    ).toString('latin1'),
  ]);
  t.same(opened, [
    ['channel', '{"key":"k"}'],
    ['codes', 'JBSWY3DPEHPK3PXP'],
    ['pseudonyms', '\x07'.repeat(32)],
  ]);

  rmSync(path);
  (await rotate(true)).settle();
  t.match(await findChannel(db, 'default', channel), { enabled: false, secrets: null, secret_names: [] });
  t.same(await listSealed(db), []);
});
