import { createHash } from 'node:crypto';
import { sql, type Transaction } from 'kysely';
import type { CatalogNote } from '../contract/catalog.js';
import { GrundwachtError } from '../contract/errors.js';
import type { CatalogIndex, ControlIndex, KompendiumIndex } from '../isms/catalog/catalog-index.js';
import { upsertRows } from './rows.js';
import type { Database } from './tables.js';

export interface CatalogOrigin {
  origin: 'index' | 'catalog' | 'profile';
  /** As the publisher dates it. */
  published?: string;
  notes?: CatalogNote[];
}

/**
 * Installs the index of a catalogue. An installed catalogue is never replaced by another file's; only when the
 * program reads the *same* file better than before, its rows follow. Rows whose ids stay keep their identity, so that
 * what refers to them survives.
 * @param trx everything or nothing
 * @param index checked by `checkIndex`
 * @param now milliseconds since the epoch
 * @returns false when exactly this index is installed already
 * @throws GrundwachtError CONFLICT when another file is installed under this id
 */
export async function installCatalogIndex(
  trx: Transaction<Database>,
  index: CatalogIndex,
  now: number,
  origin: CatalogOrigin = { origin: 'index' },
): Promise<boolean> {
  // Two processes may start at once: the second waits here and then finds the work done.
  await sql`select pg_advisory_xact_lock(hashtext(${`catalog ${index.id}`}))`.execute(trx);
  const hash = createHash('sha256').update(JSON.stringify(index)).digest('hex');
  const installed = await trx
    .selectFrom('catalog')
    .select(['index_sha256', 'source_sha256', 'edition', 'source_file'])
    .where('id', '=', index.id)
    .executeTakeFirst();
  if (installed?.index_sha256 === hash) return false;
  if (installed !== undefined && installed.source_sha256 !== index.source.sha256) {
    throw new GrundwachtError('CONFLICT', {
      message:
        '{id} is installed from another file ({source_file}, edition {edition}) and stays; give the new one another id',
      values: { id: index.id, source_file: installed.source_file, edition: installed.edition },
    });
  }
  await upsertRows(trx, 'catalog', ['id'], [catalogRow(index, hash, now, origin)]);
  if (index.kind === 'kompendium') await installKompendium(trx, index);
  else await installControls(trx, index);
  return true;
}

function catalogRow(index: CatalogIndex, hash: string, now: number, origin: CatalogOrigin): object {
  return {
    id: index.id,
    kind: index.kind,
    origin: origin.origin,
    title: index.title,
    edition: index.edition,
    published: origin.published ?? null,
    source_file: index.source.file,
    source_sha256: index.source.sha256,
    index_sha256: hash,
    installed_at: new Date(now).toISOString(),
    notes: origin.notes ?? [],
  };
}

async function installKompendium(trx: Transaction<Database>, index: KompendiumIndex): Promise<void> {
  const catalog_id = index.id;
  const key = ['catalog_id', 'id'];
  const layers = index.layers.map((layer, position) => ({ catalog_id, ...layer, position }));
  const bausteine = index.bausteine.map(({ requirements: _, order, ...baustein }, position) => ({
    catalog_id,
    ...baustein,
    implementation_order: order,
    position,
  }));
  const requirements = index.bausteine
    .flatMap(({ id, requirements: own }) => own.map((row) => ({ ...row, baustein_id: id })))
    .map((row, position) => ({ catalog_id, ...row, target_objects: [], position }));
  const threats = index.threats.map((threat, position) => ({ catalog_id, ...threat, position }));
  await upsertRows(trx, 'catalog_layer', key, layers);
  await upsertRows(trx, 'baustein', key, bausteine);
  await upsertRows(trx, 'requirement', key, requirements);
  await upsertRows(trx, 'elementary_threat', key, threats);
  await deleteOthers(trx, catalog_id, {
    requirement: requirements,
    baustein: bausteine,
    catalog_layer: layers,
    elementary_threat: threats,
  });
}

async function installControls(trx: Transaction<Database>, index: ControlIndex): Promise<void> {
  const catalog_id = index.id;
  const key = ['catalog_id', 'id'];
  const groups = index.groups.map(({ id, parent, title, title_de }, position) => ({
    catalog_id,
    id,
    parent_id: parent ?? null,
    title,
    title_de: title_de ?? null,
    position,
  }));
  const requirements = index.controls.map((control, position) => ({
    catalog_id,
    id: control.id,
    group_id: control.group ?? null,
    parent_id: control.parent ?? null,
    title: control.title,
    title_de: control.title_de ?? null,
    roles: [],
    withdrawn: control.withdrawn ?? false,
    modal_verb: control.modal_verb ?? null,
    sec_level: control.sec_level ?? null,
    effort_level: control.effort_level ?? null,
    target_objects: control.target_objects ?? [],
    alt_id: control.alt_id ?? null,
    position,
  }));
  const categories = (index.target_object_categories ?? []).map(({ id, parent }, position) => ({
    catalog_id,
    id,
    parent_id: parent ?? null,
    position,
  }));
  await upsertRows(trx, 'catalog_group', key, groups);
  await upsertRows(trx, 'requirement', key, requirements);
  await upsertRows(trx, 'target_object_category', key, categories);
  await deleteOthers(trx, catalog_id, {
    requirement: requirements,
    catalog_group: groups,
    // A profile has taken over those of the catalogue that its controls come from.
    ...(categories.length > 0 && { target_object_category: categories }),
  });
  await sql`select put_category_sheets(${catalog_id})`.execute(trx);
}

/** Removes what a better reading of the same file no longer has. */
async function deleteOthers(
  trx: Transaction<Database>,
  catalog: string,
  keep: Partial<Record<keyof Database, readonly { id: string }[]>>,
): Promise<void> {
  for (const [table, rows] of Object.entries(keep)) {
    const ids = rows.map(({ id }) => id);
    await sql`delete from ${sql.table(table)}
      where catalog_id = ${catalog} and not id = any(${ids}::text[])`.execute(trx);
  }
}
