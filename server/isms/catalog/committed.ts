import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GrundwachtError } from '../../contract/errors.js';
import { packageRoot } from '../../contract/package-root.js';
import type { CatalogIndex } from './catalog-index.js';
import { checkIndex } from './check-index.js';
import { checkMapping } from './check-mapping.js';
import type { MappingIndex } from './mapping-index.js';
import { parseJson } from './read-oscal.js';

/** Folders of `grundschutz-catalog/` that hold the `index.json` of a catalogue. */
export const committedCatalogs = [
  'kompendium-2023',
  'iso27001',
  'grundschutz-plus-plus',
  'grundschutz-plus-plus-methodik',
] as const;
export type CommittedCatalog = (typeof committedCatalogs)[number];

/** Files in `grundschutz-catalog/mappings/`, without `.json`. */
export const committedMappings = [
  'kompendium-2023-to-grundschutz-plus-plus',
  'iso27001-to-grundschutz-plus-plus',
] as const;
export type CommittedMapping = (typeof committedMappings)[number];

/**
 * Reads and checks an index that the program ships.
 * @param id folder below `grundschutz-catalog/`
 * @throws GrundwachtError FILE_UNREADABLE, CATALOG_MALFORMED
 */
export async function readCommittedIndex(id: CommittedCatalog): Promise<CatalogIndex> {
  const file = join(packageRoot(), 'grundschutz-catalog', id, 'index.json');
  return checkIndex(await readJson(file), file);
}

/**
 * Reads and checks a mapping that the program ships.
 * @throws GrundwachtError FILE_UNREADABLE, CATALOG_MALFORMED
 */
export async function readCommittedMapping(id: CommittedMapping): Promise<MappingIndex> {
  const file = join(packageRoot(), 'grundschutz-catalog', 'mappings', `${id}.json`);
  return checkMapping(await readJson(file), file);
}

async function readJson(file: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    throw new GrundwachtError('FILE_UNREADABLE', `${file}: ${(cause as Error).message}`, { cause });
  }
  return parseJson(text, file);
}
