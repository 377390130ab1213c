import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { GrundwachtError } from '../contract/errors.js';
import type { StoredJob } from '../store/export-jobs.js';

/**
 * @param folder of the exports
 * @returns where the file of an export lies
 * @throws GrundwachtError NOT_FOUND
 */
export async function exportFile(folder: string, { id, state, removed_at }: StoredJob): Promise<string> {
  if (state !== 'done')
    throw new GrundwachtError('NOT_FOUND', {
      message: 'the export {id} has no file: it is {state}',
      values: { id, state },
    });
  if (removed_at !== null) {
    throw new GrundwachtError('NOT_FOUND', {
      message: 'the file was removed on {removed_at}; order it again',
      values: { removed_at: removed_at.slice(0, 10) },
    });
  }
  const file = join(folder, id);
  const found = await stat(file).catch(() => undefined);
  if (found !== undefined) return file;
  throw new GrundwachtError('NOT_FOUND', {
    message: 'the file of the export {id} is gone from the data folder',
    values: { id },
  });
}
