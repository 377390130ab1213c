import { type FileHandle, open, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GrundwachtError } from '../contract/errors.js';
import { frameHeaderBytes, frameMagic, isIntact, readFrameHeader } from './frame.js';

/** One file of the journal: the frames of positions `start` to `end`. */
export interface Segment {
  path: string;
  start: number;
  /** Position behind the last durable frame. */
  end: number;
}

/** What {@link recoverTail} cut off: bytes of a write that was never acknowledged. */
export interface Recovery {
  file: string;
  offset: number;
  discardedBytes: number;
}

const suffix = '.journal';

/** @returns path of the segment file that begins at a position; sorted by name is sorted by position */
export function segmentPath(folder: string, start: number): string {
  return join(folder, `${String(start).padStart(16, '0')}${suffix}`);
}

/**
 * Lists the segments of a folder by position. A segment ends where the next begins: what a file holds behind
 * that was written but could not be made durable, was refused to its sender and is not part of the journal.
 * @returns segments; the last one's `end` is its file size, not yet checked
 * @throws GrundwachtError JOURNAL_CORRUPT when a file is shorter than its segment
 */
export async function listSegments(folder: string): Promise<Segment[]> {
  const starts = (await readdir(folder))
    .filter((name) => /^\d{16}\.journal$/.test(name))
    .map((name) => Number(name.slice(0, -suffix.length)))
    .sort((a, b) => a - b);
  const segments: Segment[] = [];
  for (const [index, start] of starts.entries()) {
    const path = segmentPath(folder, start);
    const fileEnd = start + (await stat(path)).size;
    const end = starts[index + 1] ?? fileEnd;
    if (fileEnd < end) throw corrupt(path, fileEnd - start, `the file ends ${end - fileEnd} bytes too early`);
    segments.push({ path, start, end });
  }
  return segments;
}

/** @returns the error for damage at an offset of a segment file */
export function corrupt(path: string, offset: number, why: string): GrundwachtError {
  return new GrundwachtError(
    'JOURNAL_CORRUPT',
    `${path}: ${why} at byte ${offset}; restore the file or move it away to go on without its records`,
  );
}

/**
 * Finds the end of the last whole frame of the last segment and cuts off what a crash left behind it. What
 * is cut is kept beside the segment (`.torn`) as far as the disk allows.
 * @returns what was cut, or undefined; `segment.end` is set
 * @throws GrundwachtError JOURNAL_CORRUPT when what is damaged had been acknowledged
 */
export async function recoverTail(segment: Segment): Promise<Recovery | undefined> {
  const handle = await open(segment.path, 'r+');
  try {
    const fileEnd = segment.end;
    const good = await lastWholeFrame(handle, segment);
    segment.end = good;
    // A killed process may leave frames that only the page cache holds: they count from now on.
    if (good === fileEnd) {
      await handle.datasync();
      return undefined;
    }
    const torn = Buffer.alloc(fileEnd - good);
    await handle.read(torn, 0, torn.length, good - segment.start);
    if (holdsAcknowledged(torn, good)) throw corrupt(segment.path, good - segment.start, 'damaged record');
    await writeFile(`${segment.path}.torn`, torn).catch(() => {});
    await handle.truncate(good - segment.start);
    await handle.sync();
    return { file: segment.path, offset: good - segment.start, discardedBytes: torn.length };
  } finally {
    await handle.close();
  }
}

/**
 * @param end position behind what is to be looked at
 * @returns position behind the last whole frame before it: a copy of a file that is being written ends there
 */
export async function wholeEnd(path: string, start: number, end: number): Promise<number> {
  const handle = await open(path, 'r');
  try {
    return await lastWholeFrame(handle, { path, start, end });
  } finally {
    await handle.close();
  }
}

const scanBytes = 1 << 20;

async function lastWholeFrame(handle: FileHandle, segment: Segment): Promise<number> {
  let buffer = Buffer.allocUnsafe(scanBytes);
  let at = segment.start;
  for (;;) {
    const wanted = Math.min(buffer.length, segment.end - at);
    const { bytesRead } = await handle.read(buffer, 0, wanted, at - segment.start);
    const { next, needs } = wholeFrames(buffer.subarray(0, bytesRead), at);
    if (needs > segment.end - next || needs === 0) return next;
    if (needs > buffer.length) buffer = Buffer.allocUnsafe(needs);
    at = next;
  }
}

/** @returns position behind the last whole frame, and how many bytes the next one needs (0: none is there) */
function wholeFrames(bytes: Buffer, position: number): { next: number; needs: number } {
  let at = 0;
  while (at + frameHeaderBytes <= bytes.length) {
    const header = readFrameHeader(bytes, at, position + at);
    if (!header) return { next: position + at, needs: 0 };
    const end = at + frameHeaderBytes + header.length;
    if (end > bytes.length) return { next: position + at, needs: end - at };
    if (!isIntact(header, bytes.subarray(at + frameHeaderBytes, end))) {
      return { next: position + at, needs: 0 };
    }
    at = end;
  }
  return { next: position + at, needs: frameHeaderBytes };
}

/** A frame behind the damage that was written when the damaged bytes were durable proves them acknowledged. */
function holdsAcknowledged(torn: Buffer, position: number): boolean {
  const magic = Buffer.alloc(4);
  magic.writeUInt32BE(frameMagic.record);
  for (let at = torn.indexOf(magic, 1); at >= 0; at = torn.indexOf(magic, at + 1)) {
    if (at + frameHeaderBytes > torn.length) break;
    const header = readFrameHeader(torn, at, position + at);
    if (header && at - header.behind > 0) return true;
  }
  return false;
}
