import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * @returns the absolute path of the folder that holds package.json, from sources and from build/ alike;
 * content folders (rules, grundschutz-catalog) lie below it
 * @throws Error when no parent folder of this file holds a package.json
 */
export function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error('package.json of Grundwacht not found above its program files');
    folder = parent;
  }
  return folder;
}
