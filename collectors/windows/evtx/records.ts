import type { Format } from '../../../server/contract/envelope.js';
import { type EvtxOptions, readEvtx } from './read.js';
import type { EvtxInput } from './source.js';
import type { EvtxSummary } from './summary.js';

/** One record of a file in the form in which collectors hand records on. */
export interface FileRecord {
  /** Event XML, UTF-8. */
  raw: Uint8Array;
  format: Format;
  dataset: string;
  /** 1-based place among the file's whole records. */
  record: number;
}

/**
 * Reads a Windows event log as Event XML.
 * @param input path, open file, the file's content, or its content piece by piece (from an archive)
 * @param options besides {@link EvtxOptions}, `onEnd` gets the summary after the last record
 * @throws GrundwachtError FILE_UNREADABLE when the file cannot be read or is no .evtx file
 */
export async function* readRecords(
  input: EvtxInput,
  options: EvtxOptions & { onEnd?: (summary: EvtxSummary) => void } = {},
): AsyncGenerator<FileRecord, void, undefined> {
  const reading = readEvtx(input, options);
  for await (const record of reading) {
    const raw = Buffer.from(record.xml());
    yield { raw, format: 'windows-xml', dataset: '', record: reading.summary.records };
  }
  options.onEnd?.(reading.summary);
}
