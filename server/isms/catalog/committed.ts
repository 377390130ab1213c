import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GrundwachtError } from '../../contract/errors.js';
import { packageRoot } from '../../contract/package-root.js';
import type { CatalogIndex } from './catalog-index.js';
import { checkIndex } from './check-index.js';

/** Folders of `grundschutz-catalog/` that hold an `index.json`. */
export const committedCatalogs = ['kompendium-2023', 'iso27001', 'grundschutz-plus-plus'] as const;
export type CommittedCatalog = (typeof committedCatalogs)[number];

/**
 * Reads and checks an index that the program ships.
 * @param id folder below `grundschutz-catalog/`
 * @throws GrundwachtError FILE_UNREADABLE, CATALOG_MALFORMED
 */
export async function readCommittedIndex(id: CommittedCatalog): Promise<CatalogIndex> {
  const file = join(packageRoot(), 'grundschutz-catalog', id, 'index.json');
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    throw new GrundwachtError('FILE_UNREADABLE', `${file}: ${(cause as Error).message}`, { cause });
  }
  try {
    return checkIndex(JSON.parse(text), file);
  } catch (cause) {
    if (cause instanceof SyntaxError) {
      throw new GrundwachtError('CATALOG_MALFORMED', `${file}: ${cause.message}`, { cause });
    }
    throw cause;
  }
}
