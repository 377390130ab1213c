import type { Kysely } from 'kysely';
import { readCommittedIndex } from './isms/catalog/committed.js';
import { installCatalogIndex } from './store/catalogs.js';
import type { Database } from './store/tables.js';

/** Installs the catalogue indexes that come with the program; nothing happens where they are installed already. */
export async function installShippedCatalogs(db: Kysely<Database>): Promise<void> {
  const kompendium = await readCommittedIndex('kompendium-2023');
  if (!('bausteine' in kompendium)) throw new TypeError('the index kompendium-2023 is of another kind');
  await db.transaction().execute((trx) => installCatalogIndex(trx, kompendium, Date.now()));
}
