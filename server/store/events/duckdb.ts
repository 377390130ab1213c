import { mkdir, rm } from 'node:fs/promises';
import { type DuckDBConnection, DuckDBInstance, type DuckDBValue } from '@duckdb/node-api';
import { Pool } from './pool.js';

export interface EngineOptions {
  /** Folder for what does not fit into memory. */
  temporary: string;
  memoryLimit: string;
  threads: number;
  /** Searches that may run at once: each occupies a thread of libuv's pool, which files need too. */
  searches: number;
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

export async function openEngine(options: EngineOptions): Promise<Engine> {
  await rm(options.temporary, { recursive: true, force: true });
  await mkdir(options.temporary, { recursive: true });
  const instance = await DuckDBInstance.create(':memory:', {
    threads: String(options.threads),
    memory_limit: options.memoryLimit,
    temp_directory: options.temporary,
    preserve_insertion_order: 'false',
    // Memory of a seal goes back to the system instead of staying with the allocator.
    allocator_flush_threshold: '4MB',
    allocator_bulk_deallocation_flush_threshold: '4MB',
    allocator_background_threads: 'true',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const all: DuckDBConnection[] = [];
  for (let n = 0; n < options.searches; n++) all.push(await instance.connect());
  const connections = new Pool(all);

  function query(
    sql: string,
    values: readonly DuckDBValue[],
    signal: AbortSignal,
  ): Promise<Record<string, DuckDBValue>[]> {
    const read = async (connection: DuckDBConnection) =>
      (await connection.runAndReadAll(sql, [...values])).getRowObjects();
    return connections.use((connection) => interruptible(connection, signal, () => read(connection)), signal);
  }

  function close(): void {
    for (const connection of all) connection.closeSync();
    instance.closeSync();
  }

  return { query, close };
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
