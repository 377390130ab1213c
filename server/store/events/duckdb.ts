import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance, type DuckDBValue } from '@duckdb/node-api';
import { Pool } from './pool.js';

export interface EngineOptions {
  /** Folder for what does not fit into memory. */
  temporary: string;
  memoryLimit: string;
  threads: number;
  /** Searches that may run at once: each occupies a thread of libuv's pool, which files need too. */
  searches: number;
  /** Bytes of the footers that are kept of the files that were read last. Default 24 MB. */
  footerBytes?: number;
}

/** DuckDB in memory, with a few connections that search. */
export interface Engine {
  /**
   * Runs a query on the next free connection.
   * @param signal stops it
   * @throws the signal's reason
   */
  query(
    sql: string,
    values: readonly DuckDBValue[],
    signal: AbortSignal,
  ): Promise<Record<string, DuckDBValue>[]>;
  close(): void;
}

/** DuckDB forgets an interruption that comes before the query has begun. */
const interruptAgainMs = 50;
/** Footers of the files that were read last are kept, by DuckDB's own count up to so many bytes. */
const defaultFooterBytes = 24e6;
/** Queries between two looks at them. */
const lookEvery = 4;

/** A DuckDB in memory; what it keeps of files can only be given back together with it. */
interface Instance {
  connections: Pool<DuckDBConnection>;
  queries: number;
  /** Queries under way. */
  users: number;
  close(): void;
}

export async function openEngine(options: EngineOptions): Promise<Engine> {
  const { temporary, footerBytes = defaultFooterBytes } = options;
  await rm(temporary, { recursive: true, force: true });
  let opened = 0;
  let closed = false;
  const next = (): Promise<Instance> => openInstance(options, join(temporary, String(opened++)));
  let current = await next();

  async function query(
    sql: string,
    values: readonly DuckDBValue[],
    signal: AbortSignal,
  ): Promise<Record<string, DuckDBValue>[]> {
    const mine = current;
    mine.users++;
    try {
      return await run(mine, sql, values, signal);
    } finally {
      if (++mine.queries % lookEvery === 0) await renew(mine).catch(() => {});
      if (--mine.users === 0 && mine !== current) mine.close();
    }
  }

  /** What is under way ends where it began; nobody waits for it. */
  async function renew(mine: Instance): Promise<void> {
    const [row] = await run(mine, footerSize, [], AbortSignal.timeout(1000));
    if (Number(row?.['bytes'] ?? 0) <= footerBytes || mine !== current) return;
    const another = await next();
    if (closed || mine !== current) another.close();
    else current = another;
  }

  function close(): void {
    closed = true;
    current.close();
  }

  return { query, close };
}

const footerSize = `select memory_usage_bytes as bytes from duckdb_memory() where tag = 'OBJECT_CACHE'`;

async function openInstance(options: EngineOptions, temporary: string): Promise<Instance> {
  await mkdir(temporary, { recursive: true });
  const instance = await DuckDBInstance.create(':memory:', {
    threads: String(options.threads),
    memory_limit: options.memoryLimit,
    temp_directory: temporary,
    preserve_insertion_order: 'false',
    // The system keeps the files in memory already.
    enable_external_file_cache: 'false',
    // Memory of a search goes back to the system within seconds; at once it would take a fifth more time.
    allocator_background_threads: 'true',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const all: DuckDBConnection[] = [];
  for (let n = 0; n < options.searches; n++) all.push(await instance.connect());
  // A segment's footer has a thousandth of its bytes, and reading it takes as long as a search in it.
  await all[0]!.run('set global parquet_metadata_cache = true');
  return {
    connections: new Pool(all),
    queries: 0,
    users: 0,
    close() {
      for (const connection of all) connection.closeSync();
      instance.closeSync();
    },
  };
}

function run(
  { connections }: Instance,
  sql: string,
  values: readonly DuckDBValue[],
  signal: AbortSignal,
): Promise<Record<string, DuckDBValue>[]> {
  const read = async (connection: DuckDBConnection) =>
    (await connection.runAndReadAll(sql, [...values])).getRowObjects();
  return connections.use((connection) => interruptible(connection, signal, () => read(connection)), signal);
}

async function interruptible<T>(
  connection: DuckDBConnection,
  signal: AbortSignal,
  run: () => Promise<T>,
): Promise<T> {
  let again: NodeJS.Timeout | undefined;
  const interrupt = (): void => {
    connection.interrupt();
    again = setTimeout(interrupt, interruptAgainMs);
  };
  signal.addEventListener('abort', interrupt);
  try {
    return await run();
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', interrupt);
    clearTimeout(again);
  }
}
