import { GrundwachtError } from '../../../server/contract/errors.js';
import { Malformed } from './binxml/malformed.js';
import { BinXmlReader } from './binxml/reader.js';
import { chunkBytes, hasChunkMagic, isEmptyChunk, parseChunkHeader } from './chunk.js';
import { type FileHeader, fileHeaderBytes, parseFileHeader } from './file-header.js';
import { EvtxRecord } from './record.js';
import { type RecordFrame, recordFrames } from './record-frames.js';
import { type EvtxInput, type OpenSource, openSource, readAt } from './source.js';
import { addDamage, type Damage, type EvtxSummary, emptySummary } from './summary.js';

export interface EvtxOptions {
  /** Called at each damaged place, also past those that the summary keeps. */
  onDamage?: (damage: Damage) => void;
}

/** The records of one file, read chunk by chunk as they are asked for; `summary` grows with them. */
export interface EvtxReading extends AsyncIterable<EvtxRecord> {
  readonly summary: EvtxSummary;
}

/**
 * Reads a Windows event log. At any time two chunks of 64 KiB are in memory, besides those of records that the
 * caller keeps. Damaged places are passed over and counted.
 * @param input path, open file (not closed here), the file's content, or its content piece by piece
 * @param options what to do at damaged places
 * @returns the records in the file's order; iterate once
 * @throws GrundwachtError FILE_UNREADABLE while iterating, when the file cannot be read or is no .evtx file
 */
export function readEvtx(input: EvtxInput, options: EvtxOptions = {}): EvtxReading {
  const summary = emptySummary();
  const damaged = (damage: Damage): void => {
    addDamage(summary, damage);
    options.onDamage?.(damage);
  };
  return { summary, [Symbol.asyncIterator]: () => records(input, summary, damaged) };
}

type Report = (damage: Damage) => void;

async function* records(
  input: EvtxInput,
  summary: EvtxSummary,
  damaged: Report,
): AsyncGenerator<EvtxRecord, void, undefined> {
  const file = await openSource(input);
  let ahead: Promise<Buffer> | undefined;
  try {
    const header = parseFileHeader(await readAt(file, 0, fileHeaderBytes));
    summary.dirty = header.dirty;
    ahead = readAhead(file, fileHeaderBytes);
    for (let offset = fileHeaderBytes; ; offset += chunkBytes) {
      const bytes: Buffer = await ahead;
      if (offset === fileHeaderBytes) checkHeader(file, header, bytes, damaged);
      summary.bytes = offset + bytes.length;
      const last = bytes.length < chunkBytes;
      ahead = last ? undefined : readAhead(file, offset + chunkBytes);
      if (!isEmptyChunk(bytes)) yield* chunkRecords(bytes, offset, header, summary, damaged);
      else if (!last) summary.emptyChunks++;
      if (ahead === undefined) break;
    }
    checkEnd(header, summary, damaged);
  } finally {
    await ahead?.catch(() => {});
    await file.close();
  }
}

/** Reads the next chunk while the caller works on this one; should the reading fail, it does so when awaited. */
function readAhead(file: OpenSource, offset: number): Promise<Buffer> {
  const bytes = readAt(file, offset, chunkBytes);
  bytes.catch(() => {});
  return bytes;
}

function checkHeader(file: OpenSource, header: FileHeader, firstChunk: Buffer, damaged: Report): void {
  if (header.damage.length > 0 && !header.genuine && !hasChunkMagic(firstChunk)) {
    const detail = `${file.name} is not a Windows event log (.evtx): ${header.damage.join('; ')}`;
    throw new GrundwachtError('FILE_UNREADABLE', detail);
  }
  for (const reason of header.damage) damaged({ kind: 'file-header', offset: 0, lost: 0, reason });
}

function checkEnd(header: FileHeader, summary: EvtxSummary, damaged: Report): void {
  if (header.damage.length > 0) return;
  const missing = header.chunkCount - summary.chunks - summary.emptyChunks;
  if (missing <= 0) return;
  summary.missingChunks = missing;
  const reason = `file ends ${missing} of ${header.chunkCount} chunks early; their records are not counted`;
  damaged({ kind: 'end', offset: summary.bytes, lost: 0, reason });
}

function* chunkRecords(
  bytes: Buffer,
  offset: number,
  file: FileHeader,
  summary: EvtxSummary,
  damaged: Report,
): Generator<EvtxRecord> {
  const header = parseChunkHeader(bytes);
  summary.chunks++;
  if (header.damage.length > 0) {
    summary.damagedChunks++;
    damaged({ kind: 'chunk', offset, lost: 0, reason: header.damage.join('; ') });
  }
  const reader = new BinXmlReader(bytes);
  const chunk = { offset, damaged: header.damage.length > 0 };
  for (const frame of recordFrames(bytes, header, file.dirty)) {
    if ('stale' in frame) summary.staleRecords++;
    else if ('lost' in frame) {
      damaged({ kind: 'record', offset: offset + frame.at, lost: frame.lost, reason: frame.reason });
    } else {
      const record = parseRecord(bytes, frame, reader, chunk, damaged);
      if (record === undefined) continue;
      summary.records++;
      yield record;
    }
  }
}

function parseRecord(
  bytes: Buffer,
  frame: RecordFrame,
  reader: BinXmlReader,
  chunk: { offset: number; damaged: boolean },
  damaged: Report,
): EvtxRecord | undefined {
  try {
    return new EvtxRecord(bytes, frame, reader, chunk);
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    const reason = `${error.message} (at byte ${chunk.offset + error.at})`;
    const { recordId } = frame;
    damaged({ kind: 'record', offset: chunk.offset + frame.at, recordId, lost: 1, reason });
    return undefined;
  }
}
