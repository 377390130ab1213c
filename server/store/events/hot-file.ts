import { open, rm } from 'node:fs/promises';
import type { EventRows } from '../../contract/event-store.js';
import { columns } from './columns.js';
import { footer, magic } from './parquet/footer.js';

/**
 * Writes rows as one Parquet file with one row group, in which each element of `pieces` is a page of every
 * column. Not synced: the journal holds the same events until they are sealed.
 * @param pieces at least one
 */
export async function writeHotFile(path: string, pieces: readonly EventRows[]): Promise<void> {
  const rows = pieces.reduce((sum, { count }) => sum + count, 0);
  const columnBytes = columns.map((_, n) => pieces.reduce((sum, piece) => sum + piece.columnBytes[n]!, 0));
  const parts = [magic, ...byColumn(pieces), footer(columns, [{ rows, columnBytes }])];
  const handle = await open(path, 'w');
  try {
    const { bytesWritten } = await handle.writev(parts);
    // A disk that becomes full in the middle takes a part without an error.
    if (bytesWritten < parts.reduce((sum, part) => sum + part.length, 0)) {
      throw new Error(`${path} could be written in part only: the disk is full`);
    }
  } catch (error) {
    await rm(path, { force: true }).catch(() => {});
    throw error;
  } finally {
    await handle.close();
  }
}

/** @returns views of the pieces' column chunks: the first column of every piece, then the second, and so on */
function byColumn(pieces: readonly EventRows[]): Uint8Array[] {
  const views: Uint8Array[] = [];
  const offsets = pieces.map(() => 0);
  for (let column = 0; column < columns.length; column++) {
    for (const [n, { bytes, columnBytes }] of pieces.entries()) {
      const end = offsets[n]! + columnBytes[column]!;
      views.push(bytes.subarray(offsets[n], end));
      offsets[n] = end;
    }
  }
  return views;
}
