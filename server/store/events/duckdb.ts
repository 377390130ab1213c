import { mkdir, rm } from 'node:fs/promises';
import { type DuckDBConnection, DuckDBInstance, type DuckDBValue } from '@duckdb/node-api';

export interface EngineOptions {
  /** Folder for what does not fit into memory. */
  temporary: string;
  memoryLimit: string;
  threads: number;
  /** Searches that may run at once: each occupies a thread of libuv's pool, which files need too. */
  searches: number;
}

/** DuckDB in memory: one connection that seals, a few that search. */
export interface Engine {
  readonly sealing: DuckDBConnection;
  /** Runs a query on the next free connection. */
  query(sql: string, values: readonly DuckDBValue[]): Promise<Record<string, DuckDBValue>[]>;
  close(): void;
}

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
  const sealing = await instance.connect();
  const free: DuckDBConnection[] = [];
  for (let n = 0; n < options.searches; n++) free.push(await instance.connect());
  const all = [sealing, ...free];
  const waiting: (() => void)[] = [];

  async function query(sql: string, values: readonly DuckDBValue[]): Promise<Record<string, DuckDBValue>[]> {
    while (free.length === 0) await new Promise<void>((resolve) => waiting.push(resolve));
    const connection = free.pop()!;
    try {
      return (await connection.runAndReadAll(sql, [...values])).getRowObjects();
    } finally {
      free.push(connection);
      waiting.shift()?.();
    }
  }

  function close(): void {
    for (const connection of all) connection.closeSync();
    instance.closeSync();
  }

  return { sealing, query, close };
}
