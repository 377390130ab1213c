import { type ChunkHeader, chunkHeaderBytes } from './chunk.js';

/** A record's frame: `**\0\0`, length, record id, time written, BinXML, length again. */
export interface RecordFrame {
  /** Offset in the chunk. */
  at: number;
  size: number;
  recordId: number;
}

/** Bytes in which records are lost. */
export interface BrokenStretch {
  at: number;
  size: number;
  /** Records lost in it, as the record ids around it tell; at least 1. */
  lost: number;
  reason: string;
}

/** A whole record that an earlier use of the chunk left behind. */
export interface StaleFrame {
  at: number;
  stale: true;
}

export type Framed = RecordFrame | BrokenStretch | StaleFrame;

/** Offset of the BinXML in a record. */
export const recordHeaderBytes = 24;
const minimalRecord = recordHeaderBytes + 4;
const signature = Buffer.from([0x2a, 0x2a, 0, 0]);

/**
 * Finds the records of a chunk. Where bytes are not a record, it goes on at the next whole one.
 * When the header cannot be trusted, the records reach as far as their ids grow; so they do behind the end
 * that the header names when the file was not closed (`lagging`).
 * @param bytes the chunk
 */
export function* recordFrames(bytes: Buffer, header: ChunkHeader, lagging: boolean): Generator<Framed> {
  const trustedEnd = header.trusted ? Math.min(header.end, bytes.length) : chunkHeaderBytes;
  const end = header.trusted && !lagging ? trustedEnd : bytes.length;
  let at = chunkHeaderBytes;
  let lastId = header.trusted ? header.firstRecordId - 1 : -1;
  const isPossible = (id: number): boolean =>
    !header.trusted || lagging || (id > lastId && id <= header.lastRecordId);
  while (at < end) {
    const frame = frameAt(bytes, at, end);
    if (frame === undefined) {
      const next = nextFrame(bytes, at + 1, end, isPossible);
      const behind = at >= trustedEnd;
      if (behind && (header.trusted || next === undefined) && !looksLikeRecord(bytes, at, end)) {
        if (header.trusted) break;
        const lost = lostAtEnd(bytes, at, header, lastId);
        if (lost > 0) yield { at, size: end - at, lost, reason: 'bytes are not a record' };
        break;
      }
      const stop = next?.at ?? end;
      const nextId = next?.recordId ?? (header.trusted ? header.lastRecordId + 1 : Number.NaN);
      const room = (next === undefined && header.trusted ? Math.max(header.end, end) : stop) - at;
      yield {
        at,
        size: stop - at,
        lost: lostRecords(lastId, nextId, room),
        reason: 'bytes are not a record',
      };
      at = stop;
      lastId = next === undefined ? header.lastRecordId : next.recordId - 1;
      continue;
    }
    if (at >= trustedEnd && frame.recordId <= lastId) yield { at, stale: true };
    else {
      yield frame;
      // An id that cannot be is that of a damaged record: those behind it are counted from the one before.
      lastId = isPossible(frame.recordId) ? frame.recordId : lastId + 1;
    }
    at += frame.size;
  }
  if (header.trusted && header.end > bytes.length && lastId < header.lastRecordId) {
    const lost = lostRecords(lastId, header.lastRecordId + 1, header.end - bytes.length);
    yield { at: bytes.length, size: header.end - bytes.length, lost, reason: 'the file ends here' };
  }
}

/** @returns the record that begins there, if its two lengths agree and it lies before `end` */
function frameAt(bytes: Buffer, at: number, end: number): RecordFrame | undefined {
  if (end - at < minimalRecord || bytes.readUInt32LE(at) !== 0x2a2a) return undefined;
  const size = bytes.readUInt32LE(at + 4);
  if (size < minimalRecord || size > end - at || bytes.readUInt32LE(at + size - 4) !== size) return undefined;
  const recordId = Number(bytes.readBigUInt64LE(at + 8));
  return Number.isSafeInteger(recordId) ? { at, size, recordId } : undefined;
}

/** @param isPossible whether a record can have this id: what looks like a record may be part of a text */
function nextFrame(
  bytes: Buffer,
  from: number,
  end: number,
  isPossible: (id: number) => boolean,
): RecordFrame | undefined {
  for (let at = bytes.indexOf(signature, from); at >= 0 && at < end; at = bytes.indexOf(signature, at + 1)) {
    const frame = frameAt(bytes, at, end);
    if (frame !== undefined && isPossible(frame.recordId)) return frame;
  }
  return undefined;
}

/** The end of a chunk's records is followed by zeros or by what an earlier use left there. */
function looksLikeRecord(bytes: Buffer, at: number, end: number): boolean {
  return end - at >= 4 && bytes.readUInt32LE(at) === 0x2a2a;
}

/**
 * Records lost in the rest of a chunk, where nothing is a record any more and the header cannot be trusted: none where the
 * end that it names is reached, unless there are bytes in the place of the first record. How many, its ids tell.
 */
function lostAtEnd(bytes: Buffer, at: number, header: ChunkHeader, lastId: number): number {
  const isFirst = lastId < 0;
  const firstIsThere = isFirst && bytes.subarray(at, at + minimalRecord).some((byte) => byte !== 0);
  const endIsPossible = header.end >= chunkHeaderBytes && header.end <= bytes.length;
  if (!firstIsThere && endIsPossible && header.end <= at) return 0;
  const claimed = header.lastRecordId - (isFirst ? header.firstRecordId - 1 : lastId);
  if (claimed >= 1 && claimed <= Math.ceil((bytes.length - at) / minimalRecord)) return claimed;
  return firstIsThere || endIsPossible ? 1 : 0;
}

function lostRecords(lastId: number, nextId: number, room: number): number {
  const lost = nextId - lastId - 1;
  return lost >= 1 && lost <= Math.ceil(room / minimalRecord) ? lost : 1;
}
