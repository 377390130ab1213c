import { createHash, type Hash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder } from '../journal/folder.js';
import { type Lock, SealBroken, seal, sealedSize, unseal } from './sealed-stream.js';

/** A content by its hash. */
export interface StoredObject {
  /** Of the content, hex. */
  sha256: string;
  /** Bytes of the content. */
  size: number;
}

/** Contents by their SHA-256, each once, encrypted where there is a lock. */
export class Objects {
  readonly #folder: string;
  readonly #lock: Lock | undefined;
  /** Bytes that were written on the disk. */
  written = 0;

  constructor(folder: string, lock: Lock | undefined) {
    this.#folder = folder;
    this.#lock = lock;
  }

  path(sha256: string): string {
    return join(this.#folder, sha256.slice(0, 2), sha256);
  }

  /** @returns whether it is there, whole by its size */
  async has({ sha256, size }: StoredObject): Promise<boolean> {
    const expected = this.#lock === undefined ? size : sealedSize(size);
    const found = await stat(this.path(sha256)).catch(() => undefined);
    return found?.size === expected;
  }

  /**
   * Keeps a content, unless it is there already.
   * @returns its hash and size as they were found
   */
  async put(content: AsyncIterable<Uint8Array>): Promise<StoredObject> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const temporary = join(this.#folder, `.tmp-${randomUUID()}`);
    const hash = createHash('sha256');
    const measure = { size: 0 };
    const plain = hashed(content, hash, measure);
    try {
      const bytes = await write(temporary, this.#lock === undefined ? plain : seal(this.#lock, plain));
      const stored = { sha256: hash.digest('hex'), size: measure.size };
      if (await this.has(stored)) return stored;
      const folder = join(this.#folder, stored.sha256.slice(0, 2));
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await rename(temporary, this.path(stored.sha256));
      await syncFolder(folder);
      this.written += bytes;
      return stored;
    } finally {
      await rm(temporary, { force: true });
    }
  }

  /** @throws Error when the file cannot be read; SealBroken */
  read(sha256: string): AsyncIterable<Buffer> {
    const file = createReadStream(this.path(sha256), { highWaterMark: 1 << 18 }) as AsyncIterable<Buffer>;
    return this.#lock === undefined ? file : unseal(this.#lock, file);
  }

  /** @returns why a content is not as it was kept; undefined: it is */
  async fault({ sha256, size }: StoredObject): Promise<string | undefined> {
    const hash = createHash('sha256');
    let bytes = 0;
    try {
      for await (const chunk of this.read(sha256)) {
        hash.update(chunk);
        bytes += chunk.length;
      }
    } catch (error) {
      if (error instanceof SealBroken) return error.message;
      const { code } = error as NodeJS.ErrnoException;
      return code === 'ENOENT' ? 'it is missing' : `it cannot be read: ${(error as Error).message}`;
    }
    if (bytes !== size) return `it has ${bytes} bytes instead of ${size}`;
    return hash.digest('hex') === sha256 ? undefined : 'it was changed: its bytes have another hash';
  }

  /** Deletes what no backup needs, and what a killed backup left. @returns how many */
  async prune(needed: ReadonlySet<string>): Promise<number> {
    let removed = 0;
    for (const entry of await readdir(this.#folder, { recursive: true, withFileTypes: true }).catch(
      () => [],
    )) {
      if (!entry.isFile() || needed.has(entry.name)) continue;
      if (!/^([0-9a-f]{64}|\.tmp-[0-9a-f-]{36})$/.test(entry.name)) continue;
      await rm(join(entry.parentPath, entry.name), { force: true });
      removed++;
    }
    return removed;
  }
}

async function* hashed(
  content: AsyncIterable<Uint8Array>,
  hash: Hash,
  measure: { size: number },
): AsyncGenerator<Uint8Array, void, void> {
  for await (const chunk of content) {
    hash.update(chunk);
    measure.size += chunk.length;
    yield chunk;
  }
}

/** @returns bytes that were written, durable */
export async function write(path: string, content: AsyncIterable<Uint8Array>, mode = 0o600): Promise<number> {
  const file = await open(path, 'wx', mode);
  let bytes = 0;
  try {
    for await (const chunk of content) {
      await file.writeFile(chunk);
      bytes += chunk.length;
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return bytes;
}
