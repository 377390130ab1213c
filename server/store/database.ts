import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Database } from './tables.js';

const bigintOid = 20;

export interface DatabaseOptions {
  /** Connections at most; default 10. */
  connections?: number;
  /** Hears of idle connections that broke (a restart of PostgreSQL); the pool replaces them by itself. */
  onConnectionError?: (error: Error) => void;
}

/**
 * Opens a pool of connections; nothing connects before the first query.
 * @param url `postgres://user:password@host:port/database`
 * @returns the database; `destroy()` closes the pool
 */
export function openDatabase(url: string, options: DatabaseOptions = {}): Kysely<Database> {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: 'grundwacht',
    max: options.connections ?? 10,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 30_000,
    statement_timeout: 60_000,
    idle_in_transaction_session_timeout: 60_000,
    keepAlive: true,
    types: { getTypeParser },
  });
  // Without a listener Node would end the process when PostgreSQL restarts.
  pool.on('error', options.onConnectionError ?? (() => {}));
  return new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
}

function getTypeParser(oid: number, format?: 'text' | 'binary'): unknown {
  if (oid === bigintOid && format !== 'binary') return safeInteger;
  return format === 'binary' ? pg.types.getTypeParser(oid, 'binary') : pg.types.getTypeParser(oid, 'text');
}

/** No counter of this schema comes near 2^53; a value that does is a fault to be seen, not to be rounded. */
function safeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`bigint ${text} is larger than 2^53`);
  return value;
}
