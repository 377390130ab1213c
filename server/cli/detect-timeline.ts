import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { extname } from 'node:path';
import { csvRecord } from '../contract/csv.js';
import { GrundwachtError } from '../contract/errors.js';
import { shownJson } from '../contract/foreign-text.js';
import { rowMaker, standardColumns } from './detect-columns.js';
import type { Hit } from './detect-hit.js';

export interface TimelineOptions {
  /** As `parseColumns` gives them. */
  columns?: readonly string[] | undefined;
  /** IANA name of the zone in which times are written; default UTC. */
  zone?: string | undefined;
}

/** Writes a timeline to a file, hit by hit. */
export interface Timeline {
  /** @throws GrundwachtError FILE_UNREADABLE naming the file and the reason */
  add(hit: Hit): Promise<void>;
  /** @throws GrundwachtError FILE_UNREADABLE naming the file and the reason */
  close(): Promise<void>;
}

/** @returns whether the extension of a timeline's name is one of those that tell its format */
export function isTimelineName(path: string): boolean {
  return ['.csv', '.ndjson', '.jsonl'].includes(extname(path).toLowerCase());
}

/**
 * @param path .csv (RFC 4180) or .ndjson/.jsonl; replaced when it exists
 * @throws GrundwachtError FILE_UNREADABLE naming the file and the reason
 */
export async function openTimeline(path: string, options: TimelineOptions = {}): Promise<Timeline> {
  const columns = options.columns ?? standardColumns;
  const rowOf = rowMaker(columns, options.zone);
  const failed = (error: unknown): never => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new GrundwachtError('FILE_UNREADABLE', `${path} cannot be written: ${reason}`, { cause: error });
  };
  const stream = createWriteStream(path);
  await once(stream, 'open').catch(failed);
  let broken: Error | undefined;
  stream.on('error', (error) => {
    broken = error;
  });
  const csv = extname(path).toLowerCase() === '.csv';
  if (csv) stream.write(csvRecord(columns));
  return {
    add: async (hit) => {
      const row = rowOf(hit);
      const line = csv ? csvRecord(columns.map((name) => String(row[name]))) : `${shownJson(row)}\n`;
      if (broken === undefined && !stream.write(line)) await once(stream, 'drain').catch(failed);
      if (broken !== undefined) failed(broken);
    },
    close: () => closed(stream, broken).catch(failed),
  };
}

async function closed(stream: WriteStream, broken: Error | undefined): Promise<void> {
  if (broken !== undefined) throw broken;
  stream.end();
  await once(stream, 'close');
}
