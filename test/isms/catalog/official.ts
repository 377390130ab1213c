import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../../server/contract/package-root.js';

/**
 * @param path below the folder of real data that lies beside the project
 * @returns the file's path, and why tests that need it are skipped (false when it is there)
 */
export function official(path: string): { file: string; skip: false | string } {
  const file = join(packageRoot(), '..', 'shared', 'data', 'bsi', path);
  return { file, skip: existsSync(file) ? false : `the official file ${path} is not here` };
}
