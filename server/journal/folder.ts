import { open } from 'node:fs/promises';

/**
 * Makes the creation, renaming or removal of files in a folder durable (fsync(2): the entry of a file is
 * not covered by syncing the file itself).
 */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
