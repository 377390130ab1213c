import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';

/**
 * Gives the work a DuckDB with one thread: two need twice the CPU time and memory for writing a segment.
 * @param limits `memory` in MB; `temporary`: folder for what does not fit into it; `thrifty`: give back at once what
 * was needed for a moment, which takes a quarter more time
 */
export async function atDuckDb<T>(
  limits: { memory: number; temporary: string; thrifty?: boolean },
  work: (connection: DuckDBConnection) => Promise<T>,
): Promise<T> {
  const instance = await DuckDBInstance.create(':memory:', {
    threads: '1',
    memory_limit: `${limits.memory}MB`,
    temp_directory: limits.temporary,
    // One thread writes what it reads one after the other; otherwise row groups cannot be limited by bytes.
    preserve_insertion_order: 'false',
    ...(limits.thrifty && {
      allocator_flush_threshold: '4MB',
      allocator_bulk_deallocation_flush_threshold: '4MB',
    }),
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const connection = await instance.connect();
  try {
    return await work(connection);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
