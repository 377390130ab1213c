import type { Transaction } from 'kysely';
import type { CatalogNote } from '../contract/catalog.js';
import { GrundwachtError } from '../contract/errors.js';
import { noteOf } from '../isms/catalog/note.js';
import type { OscalCatalog, OscalProfile } from '../isms/catalog/oscal-document.js';
import { importReference, resolveProfile } from '../isms/catalog/resolve-profile.js';
import { catalogDocument, findCatalog, installedCatalogs } from './catalog-references.js';
import type { Database } from './tables.js';

/**
 * Resolves a profile against the installed catalogues.
 * @param file the profile's name, for messages
 * @param incomplete go on although imports, controls or parameters are missing
 * @returns the catalogue, and what is missing or was only found by its name
 * @throws GrundwachtError VALIDATION that says what must be installed before; CATALOG_MALFORMED
 */
export async function resolveInstalled(
  trx: Transaction<Database>,
  profile: OscalProfile,
  file: string,
  incomplete: boolean,
): Promise<{ catalog: OscalCatalog; notes: CatalogNote[] }> {
  const installed = await installedCatalogs(trx);
  const notes: CatalogNote[] = [];
  const byHref = new Map<string, string>();
  const documents = new Map<string, OscalCatalog>();
  for (const [at, { href }] of profile.imports.entries()) {
    const found = findCatalog(installed, importReference(href, profile['back-matter']?.resources ?? []));
    if (found === undefined) continue;
    const { id, edition } = found.catalog;
    const document = documents.get(id) ?? (await catalogDocument(trx, id));
    if (document === undefined) {
      throw new GrundwachtError('VALIDATION', {
        pointer: `${file}: /profile/imports/${at}`,
        message: 'the catalogue {id} is installed as an index only; install its file first',
        values: { id },
      });
    }
    documents.set(id, document);
    byHref.set(href, id);
    if (found.by === 'name') {
      notes.push(
        noteOf(`/profile/imports/${at}`, {
          message: 'taken for {id} (edition {edition}) by its file name: the hash is another or not given',
          values: { id, edition },
        }),
      );
    }
  }
  const { catalog, gaps } = resolveProfile(profile, file, ({ href }) =>
    documents.get(byHref.get(href) ?? ''),
  );
  if (gaps.length > 0 && !incomplete) {
    const list = gaps.map(({ pointer, what, said = { message: what } }) => ({
      message: '{place}: {what}',
      values: { place: pointer, what: said },
    }));
    throw new GrundwachtError('VALIDATION', {
      pointer: file,
      message: '{list}; install what is missing first, or ask for an incomplete installation',
      values: { list },
    });
  }
  return { catalog, notes: [...notes, ...gaps] };
}
