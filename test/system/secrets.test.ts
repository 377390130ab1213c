import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { startServer } from '../helpers/server.js';

/** Everything that handles a secret, with a log that leaves nothing out. */
t.test('no secret, no search and no address gets into the log', async (t) => {
  const dir = mkdtempSync(join(tmpdir(), 'grundwacht-log-'));
  t.teardown(() => rmSync(dir, { recursive: true }));
  const file = join(dir, 'password');
  const password = 'Rathaus-Glocke-1899';
  writeFileSync(file, `${password}\n`, { mode: 0o600 });
  const server = await startServer(t, {
    env: {
      GRUNDWACHT_LOG_LEVEL: 'trace',
      GRUNDWACHT_ADMIN_PASSWORD: '',
      GRUNDWACHT_ADMIN_PASSWORD_FILE: file,
    },
  });
  const call = (
    method: string,
    path: string,
    cookie = '',
    body?: object,
    more: Record<string, string> = {},
  ) =>
    fetch(`${server.url}/api/v1${path}`, {
      method,
      headers: { cookie, ...(body && { 'content-type': 'application/json' }), ...more },
      ...(body && { body: JSON.stringify(body) }),
    });
  const logIn = async (username: string, secret: string): Promise<string> => {
    const reply = await call('POST', '/session', '', { username, password: secret });
    return reply.headers.get('set-cookie')?.split(';', 1)[0] ?? '';
  };
  t.equal(await logIn('admin', 'wrong-Passwort-77'), '');
  const cookie = await logIn('admin', password);
  t.match(cookie, /^grundwacht_session=/);
  const user = { username: 'geheimname', roles: ['analyst'] };
  const issued = (await (await call('POST', '/users', cookie, user)).json()) as { password?: string };
  const { token = '' } = (await (await call('POST', '/collectors', cookie, { id: 'keller' })).json()) as {
    token?: string;
  };
  await call('POST', '/ingest', '', undefined, { authorization: `Bearer ${token}` });
  await call('POST', '/ingest', '', undefined, { authorization: 'Bearer forged-token-1234567' });
  await call('GET', `/events?q=${encodeURIComponent('user.name:gesuchterName')}`, cookie);
  await call('GET', '/events?limit=kaputt-geheim', cookie);
  await call('POST', '/session/password', cookie, { current: password, new: 'Neue-Glocke-am-Turm-2' });
  await call('POST', '/users', cookie, { username: 5, geheimfeld: 'geheimwert' });
  await server.stop();
  const log = server.output();
  t.match(log, /"msg":"request"/, 'it was logged');
  const secrets = {
    password,
    wrong: 'wrong-Passwort-77',
    cookie: cookie.split('=')[1]!,
    issued: issued.password ?? 'no password was issued',
    token: token.slice(-20),
    forged: 'forged-token-1234567',
    changed: 'Neue-Glocke-am-Turm-2',
    search: 'gesuchterName',
    query: 'kaputt-geheim',
    field: 'geheimwert',
    user: 'geheimname',
  };
  for (const [name, secret] of Object.entries(secrets))
    t.notOk(log.includes(secret), `${name} is not in the log`);
  t.ok(token.length > 20);
  const connection = readFileSync(join(server.dataDir, 'postgres.secret'), 'utf8').trim();
  t.notOk(log.includes(connection), "the database's password is not in the log");
});
