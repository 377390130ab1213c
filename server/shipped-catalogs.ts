import type { Kysely } from 'kysely';
import {
  committedCatalogs,
  committedMappings,
  readCommittedIndex,
  readCommittedMapping,
} from './isms/catalog/committed.js';
import { installCatalogIndex } from './store/catalog-index-rows.js';
import { installMapping } from './store/mappings.js';
import type { Database } from './store/tables.js';

/**
 * Installs the indexes and mappings that come with the program; nothing happens where they are installed already.
 * @throws GrundwachtError CONFLICT when something else was installed under one of their names
 */
export async function installShippedCatalogs(db: Kysely<Database>): Promise<void> {
  const indexes = await Promise.all(committedCatalogs.map(readCommittedIndex));
  const mappings = await Promise.all(committedMappings.map(readCommittedMapping));
  await db.transaction().execute(async (trx) => {
    for (const index of indexes) await installCatalogIndex(trx, index, Date.now());
    for (const mapping of mappings) await installMapping(trx, mapping, Date.now());
  });
}
