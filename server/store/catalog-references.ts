import { gunzipSync } from 'node:zlib';
import type { Kysely, Transaction } from 'kysely';
import { isFileName, knownFileNames } from '../isms/catalog/file-names.js';
import type { OscalCatalog } from '../isms/catalog/oscal-document.js';
import type { ImportReference } from '../isms/catalog/resolve-profile.js';
import type { Database } from './tables.js';

export interface InstalledCatalog {
  id: string;
  edition: string;
  published: string | null;
  /** Names and hashes of the files that it was made from or installed from. */
  names: string[];
  hashes: string[];
}

/** @returns the installed catalogues with everything that another document may name them by */
export async function installedCatalogs(
  db: Kysely<Database> | Transaction<Database>,
): Promise<InstalledCatalog[]> {
  const catalogs = await db
    .selectFrom('catalog')
    .select(['id', 'edition', 'published', 'source_file', 'source_sha256'])
    .orderBy('id')
    .execute();
  const files = await db
    .selectFrom('catalog_file')
    .select(['catalog_id', 'name', 'sha256', 'md5'])
    .where('catalog_id', 'is not', null)
    .execute();
  return catalogs.map(({ id, edition, published, source_file, source_sha256 }) => {
    const own = files.filter(({ catalog_id }) => catalog_id === id);
    return {
      id,
      edition,
      published,
      names: [source_file, ...own.map(({ name }) => name), ...knownFileNames(id)],
      hashes: [source_sha256, ...own.flatMap(({ sha256, md5 }) => [sha256, md5])],
    };
  });
}

export interface FoundCatalog {
  catalog: InstalledCatalog;
  /** `name`: the file goes by this name, but it is not certain that it is this edition. */
  by: 'hash' | 'id' | 'name';
}

/**
 * Finds the catalogue that a profile, mapping or component definition names: by hash, by id, or by file name; of
 * several editions the latest.
 */
export function findCatalog(
  catalogs: readonly InstalledCatalog[],
  reference: ImportReference,
): FoundCatalog | undefined {
  const hashes = new Set(reference.hashes.map(({ value }) => value.toLowerCase()));
  const byHash = catalogs.find((each) => each.hashes.some((hash) => hashes.has(hash)));
  if (byHash !== undefined) return { catalog: byHash, by: 'hash' };
  const byId = catalogs.find(({ id }) => id === reference.href);
  if (byId !== undefined) return { catalog: byId, by: 'id' };
  const byName = catalogs
    .filter(({ names }) => reference.files.some((file) => names.some((name) => isFileName(file, name))))
    .sort((a, b) => (b.published ?? b.edition).localeCompare(a.published ?? a.edition));
  return byName[0] === undefined ? undefined : { catalog: byName[0], by: 'name' };
}

/** @returns the OSCAL document of a catalogue; undefined when only its index or no OSCAL file is installed */
export async function catalogDocument(
  db: Kysely<Database> | Transaction<Database>,
  id: string,
): Promise<OscalCatalog | undefined> {
  const row = await db
    .selectFrom('catalog_file')
    .select('content')
    .where('catalog_id', '=', id)
    .where('content', 'is not', null)
    .executeTakeFirst();
  return row?.content == null
    ? undefined
    : (JSON.parse(gunzipSync(row.content).toString('utf8')) as OscalCatalog);
}
