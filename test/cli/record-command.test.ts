import t from 'tap';
import { rotateHere } from '../../server/cli/key-desk.js';
import { recordCommand } from '../../server/cli/record-command.js';
import { accountThatMay } from '../../server/cli/server-session.js';
import { resetAccount } from '../../server/cli/user-desk.js';
import { loadConfig } from '../../server/config/config.js';
import { packageRoot } from '../../server/contract/package-root.js';
import { openEvidenceKey } from '../../server/evidence-key.js';
import { verifyRows } from '../../server/store/rows-verify.js';
import { createUser } from '../../server/store/users.js';
import { startMigratedDatabase } from '../store/migrated-database.js';
import { startCommands } from './command-process.js';

const { db, url } = await startMigratedDatabase(t);
const user = { username: 'anna', passwordHash: 'x', mustChangePassword: false };
const held = [{ tenant: 'default', role: 'admin' as const }];
const anna = await db.transaction().execute((trx) => createUser(trx, { ...user, held }, Date.now()));
const acts = () => db.selectFrom('audit_trail').select(['tenant_id', 'by', 'action', 'object']).execute();

t.test(
  'a command that changes something is entered before it does; one that reads rules is not',
  async (t) => {
    await accountThatMay(db, 'rules.read', 'anna');
    t.same(await acts(), []);
    await accountThatMay(db, 'retention.manage', 'anna');
    t.match(await acts(), [{ tenant_id: 'default', by: 'anna', action: 'cli.retention.manage' }]);
    await t.rejects(accountThatMay(db, 'users.manage', 'anna'), { code: 'FORBIDDEN' });
    t.equal((await acts()).length, 1);
  },
);

t.test('of the command line the words are kept, not what they are given', async (t) => {
  await recordCommand(db, anna, 'retention.manage', ['events', 'hold', 'set', '--reason', 'geheim']);
  await recordCommand(db, anna, 'indicators.change', ['--config', 'x', 'indicators']);
  await recordCommand(db, anna, 'users.manage', ['users', 'Geheim7']);
  t.match((await acts()).slice(1), [
    { object: 'events hold set' },
    { object: null },
    { tenant_id: null, object: 'users' },
  ]);
  t.same((await verifyRows(db, 'default')).faults, []);
});

const env = {
  GRUNDWACHT_DATA: t.testdir(),
  DATABASE_URL: url,
  GRUNDWACHT_HTTP_PORT: '0',
};
const detailed = () =>
  db
    .selectFrom('audit_trail')
    .select(['tenant_id', 'by', 'action', 'object', 'details'])
    .orderBy('id')
    .execute();
const last = async () => (await detailed()).at(-1);
const cli = /^cli ./;
const config = loadConfig({ env, cwd: packageRoot() });
const token = startCommands(t, { ...process.env, ...env }, 'token');

t.test(
  'help for an account from the machine is entered under the name of who is logged in there',
  async (t) => {
    const root = { username: 'vera', passwordHash: 'x', mustChangePassword: false };
    const held = [{ tenant: null, role: 'provider' as const }];
    const vera = await db.transaction().execute((trx) => createUser(trx, { ...root, held }, Date.now()));
    const done = await resetAccount(config, 'vera', { password: true, factors: true, enable: false });
    const ofAll = { tenant_id: null, by: cli };
    t.match((await detailed()).slice(-3), [
      {
        ...ofAll,
        action: 'user.reset',
        object: `account ${vera.id}`,
        details: { username: 'vera', password: true, factors: true },
      },
      { ...ofAll, action: 'account.issued', object: 'vera' },
      { ...ofAll, action: 'account.factors-reset', object: 'vera' },
    ]);
    const [, password] = /: (\S+)$/m.exec(done)!;
    t.notMatch(JSON.stringify(await detailed()), password!, 'not what it got');
  },
);

t.test('tokens that a command makes and revokes', async (t) => {
  const make = ['--name', 'tickets', '--scope', 'alerts.read', '--user', 'anna', '--json'];
  const made = await token('create', ...make);
  t.equal(made.code, 0, made.stderr);
  const { token: text, api_token } = JSON.parse(made.stdout) as { token: string; api_token: { id: string } };
  const said = { tenant_id: 'default', by: cli, object: api_token.id };
  t.match(await last(), {
    ...said,
    action: 'api-token.created',
    details: { owner: 'anna', name: 'tickets' },
  });
  t.match(await token('revoke', api_token.id), { code: 0 });
  t.match(await last(), { ...said, action: 'api-token.revoked', details: { owner: 'anna' } });
  const { length } = await detailed();
  t.match(await token('revoke', api_token.id), { code: 1 });
  t.equal((await detailed()).length, length, 'what was not done is not entered');
  t.notMatch(JSON.stringify(await detailed()), text);
});

t.test('a new evidence key', async (t) => {
  openEvidenceKey(config);
  const { former, current } = await rotateHere(config);
  t.match(await last(), {
    by: cli,
    action: 'evidence-key.rotated',
    object: current,
    details: { former, current },
  });
  t.same((await verifyRows(db, 'default')).faults, []);
});
