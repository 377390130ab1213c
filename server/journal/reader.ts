import { type FileHandle, open } from 'node:fs/promises';
import { frameHeaderBytes, isIntact, readFrameHeader } from './frame.js';
import { corrupt, type Segment } from './segment.js';

/** One record of the journal. */
export interface JournalRecord {
  position: number;
  /** Position of the record behind it: where to go on after this one. */
  next: number;
  /** A view of a larger buffer: copy what is kept for long. */
  payload: Buffer;
}

const chunkBytes = 256 * 1024;

/**
 * Reads the records of one segment from its file, a chunk at a time.
 * @param from position of a frame in the segment
 * @param until position behind the last frame to read
 * @param preamble called with the payload of a preamble frame
 * @throws GrundwachtError JOURNAL_CORRUPT naming file and offset
 */
export async function* readSegment(
  segment: Pick<Segment, 'path' | 'start'>,
  from: number,
  until: number,
  preamble?: (payload: Buffer) => void,
): AsyncGenerator<JournalRecord, void, void> {
  if (from >= until) return;
  const handle = await open(segment.path, 'r');
  try {
    let needs = frameHeaderBytes;
    for (let at = from; at < until; ) {
      const bytes = await readChunk(handle, segment, at, Math.min(until - at, Math.max(chunkBytes, needs)));
      const start = at;
      needs = frameHeaderBytes;
      for (;;) {
        const offset = at - start;
        if (offset + frameHeaderBytes > bytes.length) break;
        const header = readFrameHeader(bytes, offset, at);
        if (!header) throw corrupt(segment.path, at - segment.start, 'damaged record');
        needs = frameHeaderBytes + header.length;
        if (offset + needs > bytes.length) break;
        const payload = bytes.subarray(offset + frameHeaderBytes, offset + needs);
        if (!isIntact(header, payload)) throw corrupt(segment.path, at - segment.start, 'damaged record');
        const position = at;
        at += needs;
        if (header.kind === 'record') yield { position, next: at, payload };
        else preamble?.(payload);
      }
      if (at === start && needs > until - at) {
        throw corrupt(segment.path, at - segment.start, 'record reaches beyond its segment');
      }
    }
  } finally {
    await handle.close();
  }
}

async function readChunk(
  handle: FileHandle,
  segment: Pick<Segment, 'path' | 'start'>,
  at: number,
  length: number,
): Promise<Buffer> {
  const bytes = Buffer.allocUnsafeSlow(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await handle.read(bytes, filled, length - filled, at - segment.start + filled);
    if (bytesRead === 0) throw corrupt(segment.path, at - segment.start + filled, 'the file ends too early');
    filled += bytesRead;
  }
  return bytes;
}

/** @returns the records of a buffer of frames that this process encoded itself, from a position on */
export function* readMemory(frames: Buffer, start: number, from: number): Generator<JournalRecord> {
  for (let at = from; at - start < frames.length; ) {
    const offset = at - start;
    const next = at + frameHeaderBytes + frames.readUInt32BE(offset + 4);
    yield { position: at, next, payload: frames.subarray(offset + frameHeaderBytes, next - start) };
    at = next;
  }
}
