import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import t from 'tap';
import { Repository } from '../server/backup/repository.js';
import { restoreFiles } from '../server/backup/restore.js';
import { orderOf, runBackup } from '../server/backup-run.js';
import { type Config, loadConfig } from '../server/config/config.js';
import { openEvidenceKey } from '../server/evidence-key.js';
import { openDatabase } from '../server/store/database.js';
import { startMigratedDatabase } from './store/migrated-database.js';

const folder = mkdtempSync(join(tmpdir(), 'grundwacht-backup-run-'));
t.teardown(() => rmSync(folder, { recursive: true, force: true }));

const named = {
  'secrets.key': 'the key that seals',
  'client-ca.pem': 'authority of collectors',
  'oidc.secret': 'secret of the OpenID client',
  'metrics.token': 'token of the figures',
};

/** An installation whose keys lie in a folder of their own, with copies from before in the data folder. */
async function installation(): Promise<{ config: Config; databaseUrl: string }> {
  const { url: databaseUrl } = await startMigratedDatabase(t);
  const [data, keys] = [join(folder, 'data'), join(folder, 'keys')];
  for (const path of [keys, join(data, 'journal'), join(data, 'events')])
    mkdirSync(path, { recursive: true });
  for (const [name, text] of Object.entries(named)) writeFileSync(join(keys, name), text, { mode: 0o600 });
  const defaults = loadConfig({ env: { GRUNDWACHT_DATA: data }, cwd: folder });
  const { http, identity, metrics } = defaults;
  const config: Config = {
    ...defaults,
    http: { ...http, tls: { ...http.tls, client_ca: join(keys, 'client-ca.pem') } },
    identity: { ...identity, oidc: { ...identity.oidc, client_secret_file: join(keys, 'oidc.secret') } },
    metrics: { ...metrics, token_file: join(keys, 'metrics.token') },
    secrets: { key: join(keys, 'secrets.key') },
    evidence: { ...defaults.evidence, key: join(keys, 'evidence-key.pem') },
  };
  openEvidenceKey(config);
  for (const name of ['secrets.key', 'secrets.key.next', 'evidence-key.pem'])
    writeFileSync(join(data, name), 'from before', { mode: 0o600 });
  return { config, databaseUrl };
}

const installed = await installation();

t.test('a backup takes keys from where the configuration has put them, and restores them', async (t) => {
  const { config, databaseUrl } = installed;
  const restored = async (target: string, withKeys: boolean): Promise<string> => {
    const order = { ...orderOf(config, undefined, databaseUrl), target: join(folder, target), withKeys };
    const { name, faults } = await runBackup(order);
    t.same(faults, []);
    const repository = await Repository.open(order.target, {});
    const data = join(folder, `${target}-restored`);
    await restoreFiles(repository, await repository.manifest(name), { data });
    return data;
  };

  const whole = await restored('whole', true);
  const read = (path: string): string => readFileSync(join(whole, path), 'utf8');
  t.equal(read('secrets.key'), named['secrets.key'], 'not the copy from before');
  t.equal(read('evidence-key.pem'), readFileSync(config.evidence.key, 'utf8'));
  t.equal(read('restored/http-client-ca.pem'), named['client-ca.pem']);
  t.equal(read('restored/oidc-client-secret'), named['oidc.secret']);
  t.equal(read('restored/metrics-token'), named['metrics.token']);

  t.comment('without keys none of them is in it, nor is one that is just changed for the next');
  const open = await restored('open', false);
  for (const path of ['secrets.key', 'secrets.key.next', 'evidence-key.pem', 'restored/oidc-client-secret'])
    t.notOk(existsSync(join(open, path)), path);
  t.ok(existsSync(join(open, 'restored/http-client-ca.pem')));
});

t.test('a backup that the database cannot note is whole, and the command says so', async (t) => {
  const { config, databaseUrl } = installed;
  const db = openDatabase(databaseUrl, { connections: 1 });
  await sql`alter table backup_run rename to without_room`.execute(db);
  await db.destroy();
  const order = { ...orderOf(config, undefined, databaseUrl), target: join(folder, 'unnoted') };
  await t.rejects(runBackup(order), {
    code: 'DATABASE_UNAVAILABLE',
    message: /^the backup \S+ was made, but/,
  });
  t.equal((await (await Repository.open(order.target, {})).list()).length, 1);
});
