import type { Format } from '../../server/contract/envelope.js';

/** One record of a file. */
export interface FileRecord {
  /** The record's own bytes, an exact slice of the (unpacked) file. */
  raw: Uint8Array;
  format: Format;
  /** `apache.access` and the like for lines, otherwise empty. */
  dataset: string;
  /** 1-based place of the record in the file. */
  record: number;
}

/** A record before it is numbered. */
export type UnnumberedRecord = Omit<FileRecord, 'record'>;

/** Reads the records of one format out of a stream of chunks. */
export type RecordReader = (chunks: AsyncIterable<Buffer>) => AsyncIterable<UnnumberedRecord>;
