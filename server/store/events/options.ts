import type { Kysely } from 'kysely';
import type { Database } from '../tables.js';

/** The part of a pino logger that the store uses. */
export interface StoreLogger {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface EventStoreOptions {
  /** Folder of the segments, `<data>/events`. */
  dir: string;
  /** Holds the manifest; migration 0002-event-segment has run. */
  db: Kysely<Database>;
  logger?: StoreLogger;
  now?: () => number;
  /** A hot table with this many rows is sealed. Default 15,000: two of them and a seal stay below 150 MB. */
  sealRows?: number;
  /** The same by estimated bytes. Default 32 MiB. */
  sealBytes?: number;
  /** The same by age, milliseconds. Default 5 minutes. */
  sealAfterMs?: number;
  /** Time before a failed seal is tried again, milliseconds. Default 5 seconds. */
  retryMs?: number;
  /** DuckDB's limit; beyond it, it spills to the folder's `.spill`. Default 128MB. */
  memoryLimit?: string;
  /** DuckDB's threads. Default 2. */
  threads?: number;
}
