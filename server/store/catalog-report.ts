import type { Transaction } from 'kysely';
import type { CatalogNote } from '../contract/catalog.js';
import type { FileFacts } from '../isms/catalog/catalog-file.js';
import type { Database } from './tables.js';

export interface InstallOptions {
  /** Id, title and edition of the new catalogue; by default from the file. */
  id?: string;
  title?: string;
  edition?: string;
  /** Install a profile although some of its imports are not there: what is missing is noted. */
  incomplete?: boolean;
}

export interface InstallReport {
  model: 'kompendium' | 'catalog' | 'profile' | 'mapping-collection' | 'component-definition';
  /** Of the catalogue or mapping. */
  id: string;
  title: string;
  edition: string;
  published: string | null;
  sha256: string;
  /** False: exactly this file is installed already, and nothing was done. */
  installed: boolean;
  figures: Record<string, number>;
  /** What was tolerated, is missing or uncertain. */
  notes: CatalogNote[];
}

/** Notes which file was installed, as what, and keeps an OSCAL catalogue for profiles to be resolved with. */
export async function recordFile(
  trx: Transaction<Database>,
  { name, bytes, sha256, md5 }: FileFacts,
  row: {
    model: InstallReport['model'];
    installed_at: Date;
    catalog_id?: string;
    mapping_id?: string;
    content?: Buffer | null;
  },
): Promise<void> {
  await trx
    .insertInto('catalog_file')
    .values({ name, bytes, sha256, md5, catalog_id: null, mapping_id: null, content: null, ...row })
    .execute();
}
