import { chmod, mkdir, readdir, rm, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { GrundwachtError } from '../contract/errors.js';
import { openDatabase } from '../store/database.js';
import { migrateAs } from '../store/migrations/index.js';
import { loadDatabase } from './database-load.js';
import { type BackupManifest, objectsOf } from './manifest.js';
import { write } from './objects.js';
import type { Repository } from './repository.js';
import { verifyBackup } from './verify-backup.js';

export interface RestoreOptions {
  /** Data folder: absent or empty. */
  data: string;
  /** Fingerprint of the key that must have signed it, hex; undefined: any. */
  onProgress?(step: 'verify' | 'files' | 'database', done: number, of: number): void;
}

/**
 * Refuses a restore before anything is written.
 * @throws GrundwachtError CONFLICT for a folder with something in it, STORAGE_STALLED without room
 */
export async function checkTarget(data: string, manifest: BackupManifest): Promise<void> {
  const found = await readdir(data).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw new GrundwachtError('FILE_UNREADABLE', error.message);
  });
  if (found.some((name) => name !== 'lost+found'))
    throw new GrundwachtError('CONFLICT', `${data} is not empty: a backup is restored into an empty folder`);
  await mkdir(data, { recursive: true });
  await chmod(data, 0o750);
  const needed = objectsOf(manifest).reduce((sum, { size }) => sum + size, 0) * 1.1;
  const { bavail, bsize } = await statfs(data);
  if (bavail * bsize < needed)
    throw new GrundwachtError(
      'STORAGE_STALLED',
      `${data} has ${Math.floor((bavail * bsize) / 2 ** 20)} MiB free, and ${Math.ceil(needed / 2 ** 20)} are needed`,
    );
}

/**
 * Verifies every content of a backup, then writes its files.
 * @throws GrundwachtError BACKUP_DAMAGED naming what is damaged; nothing is left in the folder then
 */
export async function restoreFiles(
  repository: Repository,
  manifest: BackupManifest,
  { data, onProgress }: RestoreOptions,
): Promise<void> {
  const faults = await verifyBackup(repository, manifest, (done, of) => onProgress?.('verify', done, of));
  if (faults.length > 0) {
    const named = faults.slice(0, 5).map(({ place, detail }) => `${place}: ${detail}`);
    const more = faults.length > 5 ? `\nand ${faults.length - 5} more` : '';
    throw new GrundwachtError('BACKUP_DAMAGED', `nothing was restored:\n${named.join('\n')}${more}`);
  }
  const total = manifest.files.reduce((sum, { size }) => sum + size, 0);
  let done = 0;
  for (const { path, sha256, size } of manifest.files) {
    const target = join(data, path);
    await mkdir(dirname(target), { recursive: true, mode: 0o700 });
    await write(target, repository.objects.read(sha256));
    done += size;
    onProgress?.('files', done, total);
  }
}

/**
 * Makes the tables in an empty database and fills them.
 * @throws GrundwachtError CONFLICT for a database with tables, DATABASE_TOO_NEW, BACKUP_DAMAGED
 */
export async function restoreDatabase(
  url: string,
  repository: Repository,
  manifest: BackupManifest,
  onProgress?: RestoreOptions['onProgress'],
): Promise<void> {
  const db = openDatabase(url, { connections: 1 });
  try {
    await migrateAs(db, manifest.database.migrations);
  } finally {
    await db.destroy();
  }
  let done = 0;
  await loadDatabase(url, manifest, repository.objects, () =>
    onProgress?.('database', ++done, manifest.database.tables.length),
  );
}

/** Takes back what a restore that failed has written. */
export async function clearFolder(data: string): Promise<void> {
  for (const name of await readdir(data).catch(() => [])) {
    if (name !== 'lost+found') await rm(join(data, name), { recursive: true, force: true });
  }
}
