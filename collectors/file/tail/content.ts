import { type FileHandle, open } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { inodeOf } from './find-matches.js';
import { begins, headBytes, type Print } from './fingerprint.js';
import { isGzipName } from './generations.js';
import type { TailedFile } from './tailed-file.js';

const chunkBytes = 64 * 1024;
/** So much of two files is compared at most. */
const compareBytes = 64 * 1024;

/** Where a file is, and which: the path may be another file's by now. */
export interface Place {
  path: string;
  inode: string;
}

/**
 * How a file's content relates to what is known of one: it begins with all of it; it ends before that and could be a
 * copy that is not whole; it is other content. `unclear`: a packed file that is not whole, as while it is written, or
 * one that has another name by now. `unreadable`: for its rights, or a fault of the disk.
 */
export type Fit = 'same' | 'shorter' | 'different' | 'unclear' | 'unreadable';

/** The content of a file that lies in a folder; one whose name ends in .gz is unpacked. Reads as little as it can. */
export class Content {
  private readonly place: Place;
  private readonly isPacked: boolean;
  private beginning: Buffer | Fit | undefined;

  /** @param place with the size of the file */
  constructor(place: Place & { size: number }) {
    this.place = place;
    this.isPacked = isGzipName(place.path);
    if (this.isPacked && place.size === 0) this.beginning = 'unclear';
  }

  /** @returns the first bytes, 1024 or all; otherwise why not */
  async head(): Promise<Buffer | Fit> {
    this.beginning ??= await this.read(0, headBytes);
    return this.beginning;
  }

  /**
   * Compares with what is known of a file, as far as that was read.
   * @param headOnly the rest was compared before
   */
  async fit({ head, edge }: TailedFile, headOnly = false): Promise<Fit> {
    const first = await this.head();
    if (!Buffer.isBuffer(first)) return first;
    if (first.length < head.length) return 'shorter';
    if (!begins(first, head)) return 'different';
    return headOnly || edge.at + edge.length <= head.length ? 'same' : this.fitEdge(edge);
  }

  /** @returns bytes from a place on, as many as there are; otherwise why not */
  async read(at: number, length: number): Promise<Buffer | Fit> {
    let handle: FileHandle;
    try {
      handle = await openAt(this.place);
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'unclear' : 'unreadable';
    }
    try {
      return this.isPacked ? await readPacked(handle, at, length) : await readAt(handle, at, length);
    } catch {
      return this.isPacked ? 'unclear' : 'unreadable';
    } finally {
      await handle.close();
    }
  }

  private async fitEdge(edge: Print): Promise<Fit> {
    const last = await this.read(edge.at, edge.length);
    if (!Buffer.isBuffer(last)) return last;
    if (last.length < edge.length) return 'shorter';
    return begins(last, edge) ? 'same' : 'different';
  }
}

/**
 * Whether the content of a file is the beginning of another one's, which may have grown since: it was copied from it.
 * @param from up to here they are known to be alike
 */
export async function isBeginningOf(copy: Content, original: Content, from = 0): Promise<boolean> {
  const copied = await copy.read(from, compareBytes);
  const bytes = await original.read(from, compareBytes);
  if (!Buffer.isBuffer(copied) || !Buffer.isBuffer(bytes)) return copied === 'unclear';
  return copied.length <= bytes.length && bytes.subarray(0, copied.length).equals(copied);
}

/** @throws NodeJS.ErrnoException; ENOENT also when the path is that of another file */
export async function openAt({ path, inode }: Place): Promise<FileHandle> {
  const handle = await open(path, 'r');
  if (inodeOf(await handle.stat({ bigint: true })) === inode) return handle;
  await handle.close();
  throw Object.assign(new Error(`${path} is another file`), { code: 'ENOENT' });
}

async function readAt(handle: FileHandle, at: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  const { bytesRead } = await handle.read(bytes, 0, length, at);
  return bytes.subarray(0, bytesRead);
}

/** Unpacks as much as is needed. @throws Error of zlib where the file is cut off or damaged before that */
async function readPacked(handle: FileHandle, at: number, length: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let position = 0;
  for await (const chunk of unpacked(handle)) {
    parts.push(Buffer.from(chunk.subarray(Math.max(0, at - position), Math.max(0, at + length - position))));
    position += chunk.length;
    if (position >= at + length) break;
  }
  return Buffer.concat(parts);
}

/** @returns the content of a gzip file; the last chunk may be followed by an error when the file is cut off */
export async function* unpacked(handle: FileHandle): AsyncGenerator<Buffer> {
  const file = handle.createReadStream({ highWaterMark: chunkBytes, autoClose: false, start: 0 });
  const gunzip = createGunzip({ chunkSize: chunkBytes });
  file.on('error', (error) => gunzip.destroy(error));
  file.pipe(gunzip);
  try {
    for await (const chunk of gunzip) yield chunk as Buffer;
  } finally {
    file.destroy();
    gunzip.destroy();
  }
}
