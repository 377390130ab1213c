import { readFileSync } from 'node:fs';
import { readEvtx } from '../../../../collectors/windows/evtx/read.js';
import { attackRecordings, regressionRecordings } from './recordings.js';

export const fileHeaderBytes = 4096;
export const chunkBytes = 65_536;

/** A record as the reader gives it when nothing is damaged. */
export interface WholeRecord {
  /** Offset in the chunk, and behind it. */
  at: number;
  end: number;
  xml: string;
}

/** A chunk of a real recording: each can be read alone. */
export interface RealChunk {
  bytes: Buffer;
  records: readonly WholeRecord[];
}

/** @returns a file of these chunks */
export function fileOf(chunks: readonly Buffer[]): Buffer {
  const header = Buffer.alloc(fileHeaderBytes);
  header.write('ElfFile\0', 0, 'latin1');
  return Buffer.concat([header, ...chunks]);
}

/** @returns every chunk with records of all recordings */
export async function realChunks(): Promise<RealChunk[]> {
  const chunks: RealChunk[] = [];
  for (const path of [...attackRecordings(), ...regressionRecordings()]) {
    const file = readFileSync(path);
    for (let at = fileHeaderBytes; at + chunkBytes <= file.length; at += chunkBytes) {
      const bytes = file.subarray(at, at + chunkBytes);
      if (bytes.toString('latin1', 0, 7) !== 'ElfChnk') continue;
      const records: WholeRecord[] = [];
      for await (const record of readEvtx(fileOf([bytes]))) {
        const begin = record.offset - fileHeaderBytes;
        records.push({ at: begin, end: begin + bytes.readUInt32LE(begin + 4), xml: record.xml() });
      }
      if (records.length > 0) chunks.push({ bytes, records });
    }
  }
  return chunks;
}

/**
 * Which records need bytes of others: templates and names stand where the chunk first uses them. Any four bytes that
 * could be an offset are taken for one, so it says too many rather than too few.
 * @param lost number of the record whose bytes are gone
 * @returns numbers of the records that need nothing of it, directly or through others
 */
export function independentOf({ bytes, records }: RealChunk, lost: number): number[] {
  const inRecord = (offset: number): number =>
    records.findIndex(({ at, end }) => offset >= at && offset < end);
  const needs = records.map(({ at, end }, own) => {
    const needed = new Set<number>();
    for (let i = at + 24; i + 4 <= end - 4; i++) {
      const offset = bytes.readUInt32LE(i);
      const other = offset < chunkBytes ? inRecord(offset) : -1;
      if (other >= 0 && other !== own) needed.add(other);
    }
    return needed;
  });
  const affected = new Set([lost]);
  // Needs point backwards or forwards: until nothing is added.
  for (let before = 0; before !== affected.size; ) {
    before = affected.size;
    needs.forEach((needed, own) => {
      if ([...needed].some((other) => affected.has(other))) affected.add(own);
    });
  }
  return records.map((_, number) => number).filter((number) => !affected.has(number));
}
