import type { Format } from '../../../server/contract/envelope.js';
import { type EvtxOptions, readEvtx } from './read.js';
import type { EvtxSource } from './source.js';
import type { EvtxSummary } from './summary.js';

/** One record of a file in the form in which collectors hand records on. */
export interface FileRecord {
  /** Event XML, UTF-8. */
  raw: Uint8Array;
  format: Format;
  dataset: string;
  /** The record's number in the file. */
  record: number;
}

/**
 * Reads a Windows event log as Event XML.
 * @param input path, open file or the file's content
 * @param options besides {@link EvtxOptions}, `onEnd` gets the summary after the last record
 * @throws GrundwachtError FILE_UNREADABLE when the file cannot be read or is no .evtx file
 */
export async function* readRecords(
  input: string | EvtxSource | Uint8Array,
  options: EvtxOptions & { onEnd?: (summary: EvtxSummary) => void } = {},
): AsyncGenerator<FileRecord, void, undefined> {
  const reading = readEvtx(input, options);
  for await (const record of reading) {
    yield { raw: Buffer.from(record.xml()), format: 'windows-xml', dataset: '', record: record.recordId };
  }
  options.onEnd?.(reading.summary);
}
