import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFolder } from './folder.js';

/**
 * Replaces a file durably: a crash, or a disk that becomes full, leaves the old one or the new one whole.
 * @param parts of the content, in their order
 * @param mode permissions of a new file
 * @throws Error of the system; the old file stays
 */
export async function replaceFile(
  path: string,
  parts: readonly (Uint8Array | string)[],
  mode = 0o666,
): Promise<void> {
  const temporary = `${path}.tmp`;
  const handle = await open(temporary, 'w', mode);
  try {
    // Goes on behind what was written, and until all of it is: a single write may take a part without an error.
    for (const part of parts) await handle.writeFile(part);
    await handle.datasync();
    await handle.close();
    await rename(temporary, path);
  } catch (error) {
    await handle.close().catch(() => {});
    await rm(temporary, { force: true }).catch(() => {});
    throw error;
  }
  await syncFolder(dirname(path));
}
