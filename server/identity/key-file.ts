import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { GrundwachtError } from '../contract/errors.js';

/**
 * Reads a file with a key, or makes it at the first start, for this account alone.
 * @param make the contents of a new file
 * @returns the file's contents
 * @throws GrundwachtError CONFIG_INVALID for a file that others may read, FILE_UNREADABLE
 */
export function openKeyFile(path: string, make: () => string): string {
  const contents = make();
  try {
    writeFileSync(path, contents, { flag: 'wx', mode: 0o600, flush: true });
    chmodSync(path, 0o600);
    return contents;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return readKeyFile(path);
    throw new GrundwachtError('FILE_UNREADABLE', `${path}: ${(error as Error).message}`);
  }
}

/**
 * {@link openKeyFile} without making one.
 * @throws GrundwachtError the same
 */
export function readKeyFile(path: string): string {
  try {
    if ((statSync(path).mode & 0o077) !== 0) {
      throw new GrundwachtError('CONFIG_INVALID', `others may read the key ${path}; run: chmod 600 ${path}`);
    }
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof GrundwachtError) throw error;
    throw new GrundwachtError('FILE_UNREADABLE', `${path}: ${(error as Error).message}`);
  }
}
