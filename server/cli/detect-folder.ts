import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GrundwachtError } from '../contract/errors.js';

/**
 * What is sorted holds evidence: the folder is the user's alone and goes also when the work is interrupted.
 * @throws GrundwachtError FILE_UNREADABLE when it cannot be made
 */
export async function temporaryFolder(): Promise<{ path: string; remove: () => void }> {
  const path = await mkdtemp(join(tmpdir(), 'grundwacht-detect-')).catch((cause: Error) => {
    throw new GrundwachtError('FILE_UNREADABLE', `no temporary folder: ${cause.message}`, { cause });
  });
  const clear = (): void => rmSync(path, { recursive: true, force: true });
  const interrupted = (): void => process.exit(130);
  process.once('exit', clear).once('SIGINT', interrupted).once('SIGTERM', interrupted);
  const remove = (): void => {
    process.off('exit', clear).off('SIGINT', interrupted).off('SIGTERM', interrupted);
    clear();
  };
  return { path, remove };
}
