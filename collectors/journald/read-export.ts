import type { RecordReader, UnnumberedRecord } from '../file/record.js';
import { ExportDecoder, type JournalEntry } from './export-decoder.js';
import { syslogRecord } from './syslog-record.js';

const recordBytes = 1024 * 1024;

/** Reads what `journalctl --output=export` has written into a file, an entry a record. */
export const readJournalExport: RecordReader = async function* (chunks) {
  const decoder = new ExportDecoder({ fieldBytes: recordBytes / 2, fields: 1024 });
  let found: UnnumberedRecord[] = [];
  const emit = (entry: JournalEntry): void => {
    found.push({ raw: syslogRecord(entry, recordBytes).raw, format: 'syslog', dataset: '' });
  };
  for await (const chunk of chunks) {
    decoder.push(chunk, emit);
    yield* found;
    found = [];
  }
  decoder.end(emit);
  yield* found;
};
