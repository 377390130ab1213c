import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readSecrets } from './backup/encryption.js';
import { type BackupOptions, type BackupResult, makeBackup } from './backup/make-backup.js';
import { Repository } from './backup/repository.js';
import type { Config } from './config/config.js';
import { GrundwachtError } from './contract/errors.js';
import { version } from './contract/version.js';
import { evidenceKeyPath, openEvidenceKey } from './evidence-key.js';
import { secretKeyPath } from './secret-key.js';
import { recordAct } from './store/audit-trail.js';
import { type BackupRun, noteBackup } from './store/backup-runs.js';
import { openDatabase } from './store/database.js';

/** What a backup is made of, beside the data folder. */
export interface BackupOrder {
  config: Config;
  /** Configuration file, where there is one. */
  configFile: string | undefined;
  databaseUrl: string;
  /** Folder of backups. */
  target: string;
  passphraseFile?: string | undefined;
  recipientFile?: string | undefined;
  withKeys: boolean;
  keep?: number | undefined;
  /** For the audit trail; absent: the program itself. */
  by?: string | undefined;
}

/** @returns the order of `backup` in the configuration */
export function orderOf(config: Config, configFile: string | undefined, databaseUrl: string): BackupOrder {
  const { target, passphrase_file, recipient_file, with_keys, keep } = config.backup;
  return {
    config,
    configFile,
    databaseUrl,
    target,
    passphraseFile: passphrase_file || undefined,
    recipientFile: recipient_file || undefined,
    withKeys: with_keys,
    keep,
  };
}

/**
 * Makes a backup and notes it, also when it fails.
 * @param noted false: before the tables are those of this program
 * @throws GrundwachtError whatever kept it from being made
 */
export async function runBackup(
  order: BackupOrder,
  options: Pick<BackupOptions, 'onProgress'> = {},
  noted = true,
): Promise<BackupResult> {
  const started_at = new Date().toISOString();
  const note = (run: Partial<BackupRun>): Promise<void> | undefined =>
    noted ? noteRun(order, { ...emptyRun, target: order.target, started_at, ...run }) : undefined;
  let encrypted = false;
  let made: BackupResult;
  try {
    const { config } = order;
    if (config.database.url === '' && order.databaseUrl === '')
      throw new GrundwachtError('DATABASE_UNAVAILABLE');
    const repository = await Repository.make(order.target, readSecrets(order));
    encrypted = repository.encrypted;
    made = await makeBackup(repository, {
      data: config.data,
      databaseUrl: order.databaseUrl,
      signer: openEvidenceKey(config),
      version,
      elsewhere: elsewhere(order),
      withKeys: order.withKeys,
      keep: order.keep,
      ...options,
    });
  } catch (error) {
    await note({ encrypted, error: (error as Error).message })?.catch(() => undefined);
    throw error;
  }
  const { name, bytes, newBytes: new_bytes, events, keys, faults } = made;
  await note({ name, bytes, new_bytes, events, encrypted, keys, faults })?.catch((cause: Error) => {
    const told = `the backup ${name} was made, but the database could not note it: ${cause.message}`;
    throw new GrundwachtError('DATABASE_UNAVAILABLE', told, { cause });
  });
  return made;
}

const emptyRun = {
  name: null,
  bytes: 0,
  new_bytes: 0,
  events: 0,
  encrypted: false,
  keys: false,
  faults: [],
  error: null,
};

async function noteRun(
  { databaseUrl, by = 'grundwacht' }: BackupOrder,
  run: Omit<BackupRun, 'finished_at'>,
): Promise<void> {
  const db = openDatabase(databaseUrl, { connections: 1 });
  const now = Date.now();
  const { name, target, encrypted, keys, error, faults } = run;
  const action = name === null ? 'backup.failed' : 'backup.made';
  const said = { target, encrypted, keys, faults: faults.length, ...(error === null ? {} : { error }) };
  try {
    await db.transaction().execute(async (trx) => {
      await noteBackup(trx, { ...run, finished_at: new Date(now).toISOString() });
      await recordAct(trx, { tenant: null, by, action, object: name ?? undefined, details: said, at: now });
    });
  } finally {
    await db.destroy();
  }
}

/** What the configuration names outside the data folder. */
function elsewhere({ config, configFile }: BackupOrder): BackupOptions['elsewhere'] {
  const { backup, http, identity, metrics, syslog } = config;
  const files: { path: string; from: string; kind: 'key' | 'configuration' }[] = [];
  const add = (path: string, from: string | undefined, kind: 'key' | 'configuration'): void => {
    if (from) files.push({ path, from, kind });
  };
  add(
    'restored/grundwacht.yaml',
    configFile && existsSync(configFile) ? configFile : undefined,
    'configuration',
  );
  add('restored/http-certificate.pem', http.tls.certificate, 'configuration');
  add('restored/http-key.pem', http.tls.key, 'key');
  add('restored/http-client-ca.pem', http.tls.client_ca, 'configuration');
  add('restored/syslog-certificate.pem', syslog.tls.certificate, 'configuration');
  add('restored/syslog-client-ca.pem', syslog.tls.client_ca, 'configuration');
  add('restored/syslog-key.pem', syslog.tls.key, 'key');
  add('restored/backup-recipient.pem', backup.recipient_file, 'configuration');
  add('restored/oidc-client-secret', identity.oidc.client_secret_file, 'key');
  add('restored/metrics-token', metrics.token_file, 'key');
  const keys = { 'evidence-key.pem': evidenceKeyPath(config), 'secrets.key': secretKeyPath(config) };
  for (const [name, path] of Object.entries(keys)) {
    // Before an upgrade from a version that sealed nothing there is no second one yet.
    if (path !== join(config.data, name) && existsSync(path)) add(name, path, 'key');
  }
  return files;
}
