import { randomUUID } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GrundwachtError } from '../contract/errors.js';
import { Refused } from '../evidence/verify/bytes.js';
import { syncFolder } from '../journal/folder.js';
import { lockFolder } from '../journal/lock.js';
import { type Encryption, lockOf, newEncryption, type Secrets } from './encryption.js';
import { type BackupManifest, objectsOf, openManifest } from './manifest.js';
import { Objects, write } from './objects.js';
import { type Lock, SealBroken, seal, unseal } from './sealed-stream.js';

const markerName = 'grundwacht-backups.json';
const markerFormat = 'grundwacht-backups/1';

/** @returns whether a folder of this name in `backups/` is a backup: the time that it is of */
export const isBackupName = (name: string): boolean => /^\d{8}T\d{6}Z(-\d+)?$/.test(name);

/**
 * A folder of backups:
 *
 * | path | content |
 * | --- | --- |
 * | `grundwacht-backups.json` | that it is one, and how its files are encrypted |
 * | `objects/<two digits>/<SHA-256>` | contents, each once for all backups |
 * | `backups/<time>/manifest`, `note` | what a backup consists of, and its signature |
 * | `backups/<time>/objects` | hashes of the contents that it needs: readable without a key, for the removal of old ones |
 */
export class Repository {
  readonly folder: string;
  readonly encrypted: boolean;
  readonly objects: Objects;
  readonly #lock: Lock | undefined;

  private constructor(folder: string, lock: Lock | undefined) {
    this.folder = folder;
    this.encrypted = lock !== undefined;
    this.objects = new Objects(join(folder, 'objects'), lock);
    this.#lock = lock;
  }

  /**
   * Opens a folder of backups; an empty or absent one becomes one.
   * @throws GrundwachtError CONFIG_INVALID for a folder with other things, or another key
   */
  static async make(folder: string, secrets: Secrets): Promise<Repository> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const known = await readMarker(folder);
    if (known !== undefined) return new Repository(folder, lockOf(known, secrets));
    const others = (await readdir(folder)).filter((name) => name !== 'lost+found');
    if (others.length > 0)
      throw new GrundwachtError(
        'CONFIG_INVALID',
        `${folder} is not empty and no folder of backups; name an empty or new one`,
      );
    const { encryption, lock } = newEncryption(secrets);
    await chmod(folder, 0o700);
    const text = `${JSON.stringify({ format: markerFormat, encryption }, null, 2)}\n`;
    await writeFile(join(folder, markerName), text, { mode: 0o600, flush: true });
    return new Repository(folder, lock);
  }

  /** @throws GrundwachtError NOT_FOUND when it is no folder of backups; CONFIG_INVALID for another key */
  static async open(folder: string, secrets: Secrets): Promise<Repository> {
    const known = await readMarker(folder);
    if (known === undefined) throw new GrundwachtError('NOT_FOUND', `${folder} is no folder of backups`);
    return new Repository(folder, lockOf(known, secrets));
  }

  /** One backup at a time. @throws GrundwachtError CONFLICT */
  lock(): Promise<() => Promise<void>> {
    return lockFolder(this.folder);
  }

  /** @returns names of the backups, the oldest first */
  async list(): Promise<string[]> {
    const names = await readdir(join(this.folder, 'backups')).catch(() => []);
    return names.filter(isBackupName).sort();
  }

  /** Stores a manifest: from then on the backup is there. @returns its name */
  async add(manifest: BackupManifest, text: string, note: string): Promise<string> {
    const backups = join(this.folder, 'backups');
    const temporary = join(backups, `.tmp-${randomUUID()}`);
    await mkdir(temporary, { recursive: true, mode: 0o700 });
    try {
      const hashes = [...new Set(objectsOf(manifest).map(({ sha256 }) => sha256))].sort();
      await write(join(temporary, 'objects'), one(hashes.map((hash) => `${hash}\n`).join('')));
      await write(join(temporary, 'manifest'), this.#shut(text));
      await write(join(temporary, 'note'), this.#shut(note));
      await syncFolder(temporary);
      const stamp = manifest.made_at.replace(/\.\d+|[-:]/g, '');
      for (let count = 1; ; count++) {
        const name = count === 1 ? stamp : `${stamp}-${count}`;
        if ((await this.list()).includes(name)) continue;
        await rename(temporary, join(backups, name));
        await syncFolder(backups);
        return name;
      }
    } finally {
      await rm(temporary, { recursive: true, force: true });
    }
  }

  #shut(text: string): AsyncIterable<Uint8Array> {
    return this.#lock === undefined ? one(text) : seal(this.#lock, one(text));
  }

  /**
   * @throws GrundwachtError NOT_FOUND; BACKUP_DAMAGED for a manifest that was changed, or is for another key
   */
  async manifest(name: string): Promise<BackupManifest> {
    const folder = join(this.folder, 'backups', name);
    if (!(await this.list()).includes(name))
      throw new GrundwachtError('NOT_FOUND', `${this.folder} has no backup ${name}`);
    try {
      const [text, note] = await Promise.all([
        this.#read(join(folder, 'manifest')),
        this.#read(join(folder, 'note')),
      ]);
      return await openManifest(text, note);
    } catch (error) {
      const known = error instanceof Refused || error instanceof SealBroken;
      if (!known && (error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      throw new GrundwachtError('BACKUP_DAMAGED', `${folder}: ${(error as Error).message}`);
    }
  }

  async #read(path: string): Promise<string> {
    const bytes = await readFile(path);
    if (this.#lock === undefined) return bytes.toString();
    const parts: Buffer[] = [];
    for await (const part of unseal(this.#lock, one(bytes))) parts.push(part);
    return Buffer.concat(parts).toString();
  }

  /**
   * Removes all but the newest backups, and the contents that only they needed.
   * @returns names of those that were removed
   */
  async keep(newest: number): Promise<string[]> {
    const names = await this.list();
    const old = names.slice(0, Math.max(0, names.length - newest));
    for (const name of old) await rm(join(this.folder, 'backups', name), { recursive: true });
    const needed = new Set<string>();
    for (const name of await this.list()) {
      const hashes = await readFile(join(this.folder, 'backups', name, 'objects'), 'utf8');
      for (const hash of hashes.split('\n')) if (hash !== '') needed.add(hash);
    }
    await this.objects.prune(needed);
    return old;
  }
}

async function* one(content: string | Buffer): AsyncGenerator<Buffer, void, void> {
  yield Buffer.from(content);
}

async function readMarker(folder: string): Promise<Encryption | undefined> {
  let text: string;
  try {
    text = await readFile(join(folder, markerName), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new GrundwachtError('FILE_UNREADABLE', (error as Error).message);
  }
  try {
    const { format, encryption } = JSON.parse(text) as { format: string; encryption: Encryption };
    if (format === markerFormat) return encryption;
  } catch {
    // Said below.
  }
  throw new GrundwachtError('BACKUP_DAMAGED', `${join(folder, markerName)} is of another form or version`);
}
