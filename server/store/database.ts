import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { scopedPool } from './scoped-pool.js';
import type { Database } from './tables.js';

const bigintOid = 20;

export interface DatabaseOptions {
  /** Connections at most; default 10. */
  connections?: number;
  /** Hears of idle connections that broke (a restart of PostgreSQL); the pool replaces them by itself. */
  onConnectionError?: (error: Error) => void;
}

/**
 * Opens the program's own pool of connections, which sees every tenant; nothing connects before the first query.
 * @param url `postgres://user:password@host:port/database`, of the database's owner
 * @returns the database; `destroy()` closes the pool
 */
export function openDatabase(url: string, options: DatabaseOptions = {}): Kysely<Database> {
  const pool = openPool(url, options, { options: '-c grundwacht.tenants=*' });
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
  pools.set(db, pool);
  return db;
}

const pools = new WeakMap<Kysely<Database>, pg.Pool>();

/** @returns connections of {@link openDatabase} that are open, idle, and how many requests wait for one */
export function connectionsOf(db: Kysely<Database>): { open: number; idle: number; waiting: number } {
  const pool = pools.get(db);
  return { open: pool?.totalCount ?? 0, idle: pool?.idleCount ?? 0, waiting: pool?.waitingCount ?? 0 };
}

/**
 * Opens the API's pool: a query sees the tenants of {@link file://./tenant-scope.ts the scope that it is made in}, and
 * without one no row of any tenant.
 * @param url of a user that has the API's role; or of the owner, with `assume`
 * @param options assume: the role that each connection takes on first
 * @returns the database; `destroy()` closes the pool
 */
export function openScopedDatabase(
  url: string,
  { assume, connections = 10, ...options }: DatabaseOptions & { assume?: string } = {},
): Kysely<Database> {
  const pool = scopedPool({
    scoped: openPool(url, { ...options, connections }),
    unscoped: openPool(url, { ...options, connections: Math.max(1, Math.ceil(connections / 4)) }),
    assume,
  });
  return new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
}

function openPool(url: string, options: DatabaseOptions, more: pg.PoolConfig = {}): pg.Pool {
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
    ...more,
  });
  // Without a listener Node would end the process when PostgreSQL restarts.
  // A pool that ends is done before its connections are: that PostgreSQL, stopping next, cuts them off is no loss.
  pool.on('error', (error) => pool.ending || options.onConnectionError?.(error));
  // The pool listens to idle connections alone. One that is lent and waits between two queries would end the process,
  // too; its next query fails, and the pool takes it back no more.
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
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
