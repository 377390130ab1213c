import type { Sink } from '../sink.js';
import { readRecords } from './read.js';

export interface ShippedFile {
  path: string;
  records: number;
}

/**
 * Hands every record of some files to a sink, waiting where it is crowded.
 * @param paths files that `readRecords` can read; the path becomes the records' source
 * @param now clock for receipt times, milliseconds since the epoch
 * @param progress called after each file
 * @returns the number of records of each file; they are acknowledged only after the shipper's `flush`
 * @throws GrundwachtError FILE_UNREADABLE naming the file; records before it have been handed over
 */
export async function shipFiles(
  paths: readonly string[],
  sink: Sink,
  now: () => number,
  progress?: (file: ShippedFile) => void,
): Promise<ShippedFile[]> {
  const shipped: ShippedFile[] = [];
  for (const path of paths) {
    const file = { path, records: 0 };
    for await (const { raw, format, dataset } of readRecords(path)) {
      if (sink.crowded) await sink.drained(path);
      sink.write({
        source: path,
        transport: 'file',
        format,
        dataset,
        received: now(),
        truncated: false,
        raw,
      });
      file.records++;
    }
    shipped.push(file);
    progress?.(file);
  }
  return shipped;
}
