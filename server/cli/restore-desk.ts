import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import type { Command } from 'commander';
import type { Kysely } from 'kysely';
import { readSecrets } from '../backup/encryption.js';
import type { BackupManifest } from '../backup/manifest.js';
import { isBackupName, Repository } from '../backup/repository.js';
import { checkTarget, clearFolder, restoreDatabase, restoreFiles } from '../backup/restore.js';
import type { Config } from '../config/config.js';
import { GrundwachtError } from '../contract/errors.js';
import { claimDataFolder } from '../data-folder.js';
import { fingerprintOf } from '../evidence/signer.js';
import { fromHex } from '../evidence/verify/bytes.js';
import { keepPublicKey, pemOfPublicKey, readEvidenceKey } from '../evidence-key.js';
import { startPostgres } from '../postgres/supervisor.js';
import { pendingMigrations } from '../store/migrations/index.js';
import type { Database } from '../store/tables.js';
import { withDatabase } from './at-database.js';
import type { KeyOptions } from './backup.js';
import { keyFiles } from './backup-desk.js';
import { configOf } from './config.js';
import { Progress } from './progress.js';
import { recordSystemAct } from './record-command.js';
import { type Found, format as formatFound, verifyAll } from './verify-installation.js';
import { writeOut } from './write.js';

interface Options extends KeyOptions {
  data?: string;
  fingerprint?: string;
}

/** `grundwacht restore`. @returns exit code: 1 when something is not as it was signed */
export async function restore(from: string, _: Options, command: Command): Promise<number> {
  const options = command.opts<Options>();
  const config = configOf(command);
  const data = options.data === undefined ? config.data : resolve(options.data);
  const { found, manifest } = await restoreInto({ ...config, data }, from, options, async (db, manifest) => {
    // Tables of an older version have no place for it before the start that changes them.
    if ((await pendingMigrations(db))?.length !== 0) return;
    const object = manifest.made_at;
    await recordSystemAct(db, { action: 'backup.restored', object, details: { version: manifest.version } });
  });
  const { journal } = manifest;
  const lines = [
    `restored into ${data}: the state of ${manifest.made_at}, made by version ${manifest.version}`,
    ...formatFound(found).trimEnd().split('\n'),
    `The journal holds ${(journal.to - journal.from).toLocaleString('en')} bytes, which the next start reads.`,
    `What was received or done after ${manifest.made_at} is not in the backup.`,
  ];
  if (!manifest.keys)
    lines.push(
      'The backup is without keys: put your copies into the data folder before the start.',
      'Without evidence-key.pem a new key is made; what the former one signed can still be verified.',
      'Without secrets.key the start is refused where something is sealed; grundwacht keys rotate secrets --lost gives it up.',
    );
  if (manifest.files.some(({ path }) => path.startsWith('restored/')))
    lines.push(
      `Configuration and files that it names lie in ${join(data, 'restored')}: put them where they belong.`,
    );
  writeOut(`${lines.join('\n')}\n`);
  return found.faults.length > 0 ? 1 : 0;
}

/** `grundwacht backup check`: everything that a restore does, into a folder that is removed again. */
export async function checkBackup(from: string, _: Options, command: Command): Promise<number> {
  const options = command.optsWithGlobals<Options>();
  const config = configOf(command);
  const data = await mkdtemp(join(tmpdir(), 'grundwacht-check-')).catch(({ message }: Error) => {
    throw new GrundwachtError('FILE_UNREADABLE', `${message}; name a folder with room in TMPDIR`);
  });
  try {
    const { found, manifest } = await restoreInto(
      { ...config, data, database: { url: '', app_url: '' } },
      from,
      options,
    );
    writeOut(`backup of ${manifest.made_at}, made by version ${manifest.version}\n${formatFound(found)}`);
    return found.faults.length > 0 ? 1 : 0;
  } finally {
    await rm(data, { recursive: true, force: true });
  }
}

/** @throws GrundwachtError NOT_FOUND, BACKUP_DAMAGED, CONFLICT, CONFIG_INVALID; the folder is empty then */
async function restoreInto(
  config: Config,
  from: string,
  options: Options,
  after: (db: Kysely<Database>, manifest: BackupManifest) => Promise<void> = async () => {},
): Promise<{ found: Found; manifest: BackupManifest }> {
  const { repository, manifest } = await openBackup(config, from, options);
  const progress = new Progress();
  const { data } = config;
  await checkTarget(data, manifest);
  if (config.database.url) await withDatabase(config.database.url, async () => {});
  try {
    const onProgress = (step: string, done: number, of: number): void => progress.show(step, done, of);
    await restoreFiles(repository, manifest, { data, onProgress });
    const key = fromHex(manifest.key, 'the key');
    if (!manifest.keys) keepPublicKey(config, pemOfPublicKey(key), Date.parse(manifest.made_at));
    const release = await claimDataFolder(data);
    try {
      const found = await withEmptyDatabase(config, async (url) => {
        await restoreDatabase(url, repository, manifest, onProgress);
        progress.end();
        const signer = manifest.keys
          ? readEvidenceKey({ ...config, evidence: { ...config.evidence, key: '' } })
          : undefined;
        const former = signer?.former ?? [];
        return withDatabase(url, async (db) => {
          const verified = await verifyAll(db, config, { publicKey: key, former });
          await after(db, manifest);
          return verified;
        });
      });
      return { found, manifest };
    } finally {
      await release();
    }
  } catch (error) {
    progress.end();
    await clearFolder(data);
    throw error;
  }
}

async function withEmptyDatabase<T>(
  { data, database }: Config,
  work: (url: string) => Promise<T>,
): Promise<T> {
  if (database.url) return work(database.url);
  const postgres = await startPostgres({ dataDir: data });
  try {
    return await work(postgres.url);
  } finally {
    await postgres.stop();
  }
}

async function openBackup(
  config: Config,
  from: string,
  options: Options,
): Promise<{ repository: Repository; manifest: BackupManifest }> {
  const path = resolve(from);
  // A folder of backups may itself lie in one of that name, such as /var/backups.
  const single = basename(dirname(path)) === 'backups' && isBackupName(basename(path));
  const folder = single ? dirname(dirname(path)) : path;
  const repository = await Repository.open(folder, readSecrets(keyFiles(config, folder, options)));
  const name = single ? basename(path) : (await repository.list()).at(-1);
  if (name === undefined) throw new GrundwachtError('NOT_FOUND', `${folder} holds no backup`);
  const manifest = await repository.manifest(name);
  const fingerprint = fingerprintOf(fromHex(manifest.key, 'the key'));
  if (options.fingerprint !== undefined && options.fingerprint.toLowerCase() !== fingerprint)
    throw new GrundwachtError('BACKUP_DAMAGED', `the backup ${name} is signed by the key ${fingerprint}`);
  return { repository, manifest };
}
