import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import type { RuleDetail } from '../../server/contract/rule-views.js';
import { runningPostgres } from '../../server/postgres/supervisor.js';
import { openDatabase } from '../../server/store/database.js';
import { createUser } from '../../server/store/users.js';
import { eventually, TestClient } from '../helpers/client.js';
import { startServer } from '../helpers/server.js';
import { sendTcp, stamp3164 } from '../helpers/syslog.js';
import { startCommands } from './command-process.js';

const rule = `title: Wrong password for sudo
id: own-1
status: test
level: low
logsource: {product: linux}
detection: {s: {message|contains: incorrect password}, condition: s}
`;
const dataDir = mkdtempSync(join(tmpdir(), 'grundwacht-'));
const folder = join(dataDir, 'rules');
mkdirSync(folder);
writeFileSync(join(folder, 'own.yml'), rule);
const files = t.testdir({
  'exception.yml': 'scanner:\n  message|contains: scanner\ncondition: scanner\n',
  'faulty.yml': 'scanner:\n  message|contians: scanner\ncondition: scanner\n',
  'rule.yml': rule.replace('own-1', 'new-1').replace('incorrect', 'wrong'),
  'faulty-rule.yml': rule.replace('own-1', 'new-1').replace('|contains', '|contians'),
});
const server = await startServer(t, { dataDir });
const client = await TestClient.login(server);
const env = { ...process.env, GRUNDWACHT_DATA: dataDir, GRUNDWACHT_HTTP_PORT: String(server.httpPort) };
const rules = startCommands(t, env);
const detail = (): Promise<RuleDetail> => client.call('GET', '/api/v1/rules/own-1');

t.test('a rule is switched and its level changed on the running server, in somebodys name', async (t) => {
  const off = await rules('disable', 'own-1', '--reason', 'too many');
  t.equal(off.stderr, '');
  t.match(off.stdout, /^Wrong password for sudo: off \(default, by admin; in force\)$/m);
  t.match(await detail(), {
    state: { enabled: false, in_force: false },
    history: [{ by: 'admin', reason: 'too many' }],
  });
  t.match((await rules('disable', 'own-1')).stdout, /off, as it was/);
  t.equal((await detail()).history.length, 1, 'what changes nothing is not noted');
  t.equal((await rules('enable', 'own-1')).code, 0);
  t.equal((await rules('level', 'own-1', 'critical')).code, 0);
  t.match(await detail(), { state: { in_force: true, level: 'critical' } });
  t.equal((await rules('level', 'own-1', 'own')).code, 0);
  t.match(await detail(), { state: { level: null } });
});

t.test('sets are listed, and put in force for a tenant or out of it', async (t) => {
  t.match((await rules('sets')).stdout, /^set +in force +rules /);
  t.match((await rules('sets')).stdout, /^own +yes +1 +0 /m);
  const off = await rules('sets', 'own', '--off', '--reason', 'moved to the other server');
  t.equal(off.stderr, '');
  t.match(off.stdout, /^own: out of force \(default, by admin; at once\)$/m);
  t.match(await detail(), { state: { enabled: true, in_force: false } });
  t.match((await rules('sets')).stdout, /^own +no /m);
  t.match((await rules('sets', 'own', '--off')).stdout, /out of force, as it was/);
  const on = JSON.parse((await rules('sets', 'own', '--on', '--json')).stdout);
  t.match(on, { name: 'own', in_force: true, by: 'admin', running: true });
  t.match(await detail(), { state: { in_force: true } });
  t.match(await rules('sets', 'gone', '--on'), { code: 1, stderr: /NOT_FOUND: there is no rule set gone/ });
  t.match(await rules('sets', 'own'), { code: 2, stderr: /say --on or --off/ });
  t.match(await rules('sets', '--off'), { code: 2, stderr: /name the set/ });
  t.match(await rules('sets', '--tenant', 'gone'), { code: 1, stderr: /there is no tenant gone/ });
});

t.test('an exception is added and removed', async (t) => {
  const file = join(files, 'exception.yml');
  const about = ['--title', 'Scanner', '--reason', 'Ours'];
  const added = await rules('except', 'own-1', file, ...about, '--expires', '2099-01-01', '--json');
  t.equal(added.code, 0, added.stderr);
  const { exception } = JSON.parse(added.stdout);
  t.match((await detail()).exceptions, [
    {
      id: exception,
      title: 'Scanner',
      reason: 'Ours',
      author: 'admin',
      expires_at: '2099-01-01T00:00:00.000Z',
    },
  ]);
  const shown = await rules('show', 'own-1');
  t.match(shown.stdout, /state +in force\nlevel +low\n/);
  t.match(shown.stdout, new RegExp(`${exception} +Scanner +admin .* in effect`));
  t.equal((await rules('except', 'own-1', '--remove', exception)).code, 0);
  t.same((await detail()).exceptions, []);
});

t.test('what is wrong is said, and nothing is changed', async (t) => {
  const about = ['--title', 'Scanner', '--reason', 'Ours'];
  const faulty = await rules('except', 'own-1', join(files, 'faulty.yml'), ...about);
  t.equal(faulty.code, 1);
  t.match(faulty.stderr, /VALIDATION: .*line 2, column \d+: .*contians/);
  for (const [args, said, code] of [
    [['disable', 'gone'], /NOT_FOUND: there is no rule gone/, 1],
    [['disable', 'own-1', '--tenant', 'gone'], /FORBIDDEN: .*there is no tenant gone/, 1],
    [['disable', 'own-1', '--user', 'gone'], /NOT_FOUND: --user: there is no enabled account gone/, 1],
    [['level', 'own-1', 'severe'], /Levels are informational/, 2],
    [['except', 'own-1'], /give a file with an exception, or the one to --remove/, 2],
    [['except', 'own-1', join(files, 'exception.yml')], /needs a --title and a --reason/, 1],
    [['except', 'own-1', join(files, 'no.yml'), ...about], /FILE_UNREADABLE: .*no\.yml/, 1],
    [['except', 'own-1', 'x', ...about, '--expires', '2020-01-01'], /in the past/, 2],
  ] as const) {
    const finished = await rules(...args);
    t.equal(finished.code, code, args.join(' '));
    t.match(finished.stderr, said);
  }
  t.match(await detail(), { state: { enabled: true, level: null }, exceptions: [] });
});

t.test('nobody does by this way what the role does not allow', async (t) => {
  const { url } = (await runningPostgres(dataDir))!;
  const db = openDatabase(url);
  t.teardown(() => db.destroy());
  const accounts = [
    { username: 'paula', held: [{ tenant: 'default', role: 'auditor' }], mustChangePassword: false },
    { username: 'anna', held: [{ tenant: 'default', role: 'analyst' }], mustChangePassword: false },
    { username: 'neu', held: [{ tenant: 'default', role: 'analyst' }], mustChangePassword: true },
  ] as const;
  for (const account of accounts) {
    await db.transaction().execute((trx) => createUser(trx, { ...account, passwordHash: '-' }, Date.now()));
  }
  t.match(await rules('disable', 'own-1', '--user', 'paula'), { code: 1, stderr: /FORBIDDEN: paula/ });
  t.match(await rules('disable', 'own-1', '--user', 'neu'), { code: 1, stderr: /PASSWORD_CHANGE_REQUIRED/ });
  t.match(await rules('disable', 'own-1'), { code: 1, stderr: /say in whose name: admin, anna$/m });
  t.equal((await rules('disable', 'own-1', '--user', 'anna')).code, 0);
  t.match(await detail(), { state: { enabled: false }, history: [{ by: 'anna' }] });
});

t.test('a backtest over the stored events of the running server', async (t) => {
  const stamp = stamp3164(new Date());
  const lines = ['incorrect', 'wrong', 'incorrect'].map(
    (word) => `<85>${stamp} web01 sudo[1]: ${word} password of anna`,
  );
  await sendTcp(server.syslogPort, lines);
  await eventually('the events are stored', async () => (await client.events('q=anna')).items.length === 3);
  const by = ['--stored', '--user', 'admin'];
  const loaded = await rules('backtest', 'own-1', ...by);
  t.equal(loaded.code, 0, loaded.stderr);
  t.match(loaded.stdout, /Wrong password for sudo \(own-1, low\)\n2 matches on 1 days/);
  t.match(loaded.stdout, /^web01 +2$/m);
  t.match(JSON.parse(loaded.stderr), { state: 'done', left_out: 0 });
  const fresh = await rules('backtest', join(files, 'rule.yml'), ...by, '--json');
  t.match(JSON.parse(fresh.stdout), { results: [{ rule: { id: 'new-1' }, matches: 1 }] });
  const faulty = await rules('backtest', join(files, 'faulty-rule.yml'), ...by);
  t.match(faulty, { code: 1, stderr: /faulty-rule\.yml:6:\d+: error modifier-unknown/ });
  t.match(await rules('backtest', 'gone', ...by), { code: 1, stderr: /NOT_FOUND: there is no rule gone/ });
  t.match(await rules('backtest', 'own-1'), { code: 2, stderr: /give recordings, or --stored/ });
  t.match(await rules('backtest', 'own-1', '--stored', '--with', 'x'), { code: 2 });
});

t.test('indicators: imported, hunted for in what is stored, compared with what comes, removed', async (t) => {
  const commands = startCommands(t, env, 'indicators');
  const indicators = (...args: string[]) => commands(...args, '--user', 'admin');
  const login = (address: string) =>
    sendTcp(server.syslogPort, [
      `<38>${stamp3164(new Date())} web09 sshd[4]: Accepted password for eva from ${address} port 22 ssh2`,
    ]);
  const lists = async () => (await indicators('list')).stdout;
  await login('192.0.2.1');
  await eventually('the stored event', async () => {
    const { items } = await client.events('q=source.ip:192.0.2.1');
    return items.length === 1;
  });
  const file = join(t.testdir({ 'iocs.csv': '192.0.2.1\n192.0.2.9\nlocalhost\n' }), 'iocs.csv');
  t.match(await indicators('import', file), {
    code: 1,
    stdout: /2 indicators.*1 wrong\n {2}line 3: localhost .*\nnothing stored/,
  });
  const stored = await indicators('import', file, '--name', 'CERT', '--skip-wrong');
  t.match(stored, { code: 0, stdout: /stored as/ });
  t.match(await indicators('hunt', 'CERT'), { code: 0, stdout: /^hunt done: .* 1 new hits\n/ });
  await login('192.0.2.9');
  await eventually('the live hit', async () => / {2}2 hits/.test(await lists()));
  const replacing = ['--name', 'CERT', '--skip-wrong', '--replace', '--no-live'];
  t.equal((await indicators('import', file, ...replacing)).code, 0);
  t.match(await lists(), /CERT\n {2}not live, level high, TLP:AMBER\n {2}2 ip\n {2}2 hits/);
  t.equal((await indicators('remove', 'CERT')).code, 0);
  t.match(await indicators('hunt', 'CERT'), { code: 1, stderr: /NOT_FOUND/ });
  t.equal(await lists(), 'no list of indicators\n');
});

t.test('without a server: the database is started, the decision is in force with the server', async (t) => {
  t.equal(await server.stop(), 0);
  const on = await rules('enable', 'own-1', '--user', 'anna', '--reason', 'again');
  t.equal(on.stderr, '');
  t.match(on.stdout, /: on \(default, by anna; in force when the server starts\)/);
  const shown = JSON.parse((await rules('show', 'own-1', '--json', '--user', 'admin')).stdout);
  t.match(shown, { state: { enabled: true, in_force: true }, history: [{ by: 'anna', reason: 'again' }] });
  t.equal(await runningPostgres(dataDir), undefined, 'and stopped afterwards');
  const set = await rules('sets', 'own', '--off', '--user', 'admin');
  t.match(set.stdout, /^own: out of force \(default, by admin; when the server starts\)$/m);
  t.match((await rules('sets', '--user', 'admin')).stdout, /^own +no /m);
  t.match(await rules('disable', 'gone', '--user', 'anna'), { code: 1, stderr: /NOT_FOUND/ });
  t.match(await rules('backtest', 'own-1', '--stored'), { code: 1, stderr: /NOT_READY: no server runs/ });
});

t.test('who lost password and factors is let in again on the server', async (t) => {
  const user = startCommands(t, env, 'user');
  t.match(await user('reset', 'nobody'), { code: 1, stderr: /^NOT_FOUND: .*nobody/ });
  const reset = await user('reset', 'admin', '--factors');
  t.equal(reset.stderr, '');
  t.match(reset.stdout, /^One-time password of admin \(shown only now\): ([a-z2-9]{5}-){3}[a-z2-9]{5}$/m);
  t.match(reset.stdout, /^Second factors of admin are gone\.\nAll sessions of admin have ended\.$/m);
  t.match((await user('list')).stdout, /^admin +one-time password +no second factor +admin, provider$/m);
});
