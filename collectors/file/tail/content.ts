import { type FileHandle, open } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { inodeOf } from './find-matches.js';
import { PrintCheck } from './fingerprint.js';
import { isGzipName } from './generations.js';
import type { TailedFile } from './tailed-file.js';

const chunkBytes = 64 * 1024;
/** Of a file that ends before the place read, this much has to be the same at the beginning. */
const convincingBytes = 128;

/** Where a file is, and which: the path may be another file's by now. */
export interface Place {
  path: string;
  inode: string;
}

/** `unclear`: a packed file that is not whole, as while it is written; or the file has another name by now. */
export type Comparison = 'same' | 'different' | 'unclear';

/**
 * Whether a file has the content of one that is known, as far as that was read: it was renamed, copied or packed.
 * @param place of the candidate; a name that ends in .gz is unpacked
 */
export async function compareContent(place: Place, known: TailedFile): Promise<Comparison> {
  if (known.head.length === 0) return 'different';
  const check = new PrintCheck([known.head, known.edge]);
  const packed = isGzipName(place.path);
  const handle = await openAt(place).catch(() => undefined);
  if (handle === undefined) return 'unclear';
  try {
    if (packed) await feedUnpacked(handle, check);
    else await feedParts(handle, known, check);
  } catch {
    if (!check.reached(0)) return packed ? 'unclear' : 'different';
  } finally {
    await handle.close();
  }
  if (packed && !check.reached(0) && check.isEmpty) return 'unclear';
  if (!check.matches(0)) return 'different';
  // A copy can have ended before what was read of the original last.
  return check.matches(1) || (!check.reached(1) && isConvincing(known)) ? 'same' : 'different';
}

/** Whether a file holds what is known of one that is gone, and nothing else where little is known. */
export async function repeatsContent(place: Place, known: TailedFile): Promise<Comparison> {
  const comparison = await compareContent(place, known);
  if (comparison !== 'same' || isConvincing(known)) return comparison;
  const handle = await openAt(place).catch(() => undefined);
  try {
    if (handle === undefined) return 'unclear';
    return (await contentBytes(place.path, handle)) === known.offset ? 'same' : 'different';
  } catch {
    return 'unclear';
  } finally {
    await handle?.close();
  }
}

/** @throws NodeJS.ErrnoException; ENOENT also when the path is that of another file */
export async function openAt({ path, inode }: Place): Promise<FileHandle> {
  const handle = await open(path, 'r');
  if (inodeOf(await handle.stat({ bigint: true })) === inode) return handle;
  await handle.close();
  throw Object.assign(new Error(`${path} is another file`), { code: 'ENOENT' });
}

/** @returns size of the content, as far as it is small */
async function contentBytes(path: string, handle: FileHandle): Promise<number> {
  if (!isGzipName(path)) return (await handle.stat()).size;
  let size = 0;
  for await (const chunk of unpacked(handle)) {
    size += chunk.length;
    if (size > convincingBytes) break;
  }
  return size;
}

/** So much of the beginning is known that an equal one is no accident. */
export const isConvincing = ({ head }: TailedFile): boolean => head.length >= convincingBytes;

/** Unpacks as much as is needed. */
async function feedUnpacked(handle: FileHandle, check: PrintCheck): Promise<void> {
  for await (const chunk of unpacked(handle)) {
    check.push(chunk);
    if (check.complete || (check.reached(0) && !check.matches(0))) return;
  }
}

/** Reads the two places alone. */
async function feedParts(handle: FileHandle, known: TailedFile, check: PrintCheck): Promise<void> {
  const first = Buffer.alloc(known.head.length);
  const { bytesRead } = await handle.read(first, 0, first.length, 0);
  check.push(first.subarray(0, bytesRead));
  const { at, length } = known.edge;
  if (bytesRead < first.length || check.complete) return;
  const from = Math.max(at, first.length);
  const last = Buffer.alloc(at + length - from);
  const read = await handle.read(last, 0, last.length, from);
  check.skipTo(from);
  check.push(last.subarray(0, read.bytesRead));
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
