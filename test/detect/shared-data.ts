import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../server/contract/package-root.js';

const folder = join(packageRoot(), '..', 'shared', 'data');

/** @returns absolute path below the folder of real data, which is not part of the repository */
export function sharedData(...parts: string[]): string {
  return join(folder, ...parts);
}

/** Reason to skip a test that needs the real data, or false. */
export const withoutSharedData = existsSync(folder) ? false : `needs the real data of ${folder}`;
