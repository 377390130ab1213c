import type { Kysely } from 'kysely';
import type { Database } from '../tables.js';
import type { SegmentFormat } from './segments/job.js';

/** The part of a pino logger that the store uses. */
export interface StoreLogger {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface EventStoreOptions {
  /** Folder of the segments, `<data>/events`. */
  dir: string;
  /** Holds the manifest; its migrations have run. */
  db: Kysely<Database>;
  logger?: StoreLogger;
  now?: () => number;
  /** Hot files with this many rows are sealed. Default 100,000. */
  sealRows?: number;
  /** The same by bytes. Default 128 MiB. */
  sealBytes?: number;
  /** The same by age, milliseconds. Default 5 minutes. */
  sealAfterMs?: number;
  /** How segments are written while events come in. */
  sealFormat?: SegmentFormat;
  /** Rows of a merged segment. Default 1,000,000. */
  mergeRows?: number;
  /** Time between two looks for what is to be merged or deleted, milliseconds; undefined: only when asked to. */
  maintenanceMs?: number;
  /** Time before a failed seal is tried again, milliseconds. Default 5 seconds. */
  retryMs?: number;
  /** Time for a search or a histogram, milliseconds. Default 30 seconds. */
  searchMs?: number;
  /** DuckDB's limit; beyond it, it spills to the folder's `.spill`. Default 256MB: with large rows a search for text needs more than half of it. */
  memoryLimit?: string;
  /** DuckDB's threads. Default 2. */
  threads?: number;
}
