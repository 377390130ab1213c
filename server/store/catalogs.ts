import { createHash } from 'node:crypto';
import type { Kysely, Transaction } from 'kysely';
import { sql } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import type { Baustein, Catalog, Requirement } from '../contract/isms.js';
import type { KompendiumIndex } from '../isms/catalog/catalog-index.js';
import type { Database } from './tables.js';

/** PostgreSQL takes 65,535 parameters a statement; a requirement has 8. */
const rowsAStatement = 2000;

/**
 * Installs the index of a Kompendium edition, or replaces it when the program ships a corrected one.
 * Rows whose ids stay keep their identity, so that what refers to them survives.
 * @param trx everything or nothing
 * @param index checked by `checkIndex`
 * @param now milliseconds since the epoch
 * @returns false when exactly this index is installed already
 */
export async function installCatalogIndex(
  trx: Transaction<Database>,
  index: KompendiumIndex,
  now: number,
): Promise<boolean> {
  // Two processes may start at once: the second waits here and then finds the work done.
  await sql`select pg_advisory_xact_lock(hashtext(${`catalog ${index.id}`}))`.execute(trx);
  const hash = createHash('sha256').update(JSON.stringify(index)).digest('hex');
  const installed = await trx
    .selectFrom('catalog')
    .select('index_sha256')
    .where('id', '=', index.id)
    .executeTakeFirst();
  if (installed?.index_sha256 === hash) return false;
  await upsertCatalog(trx, index, hash, now);
  await upsertLayers(trx, index);
  await upsertBausteine(trx, index);
  await upsertRequirements(trx, index);
  await upsertThreats(trx, index);
  await deleteOthers(trx, index);
  return true;
}

/** @returns the installed catalogues with their figures, by id */
export async function listCatalogs(db: Kysely<Database>): Promise<Catalog[]> {
  const { rows } = await sql<Catalog>`
    select c.id, c.title, c.edition,
      (select count(*)::int from baustein b where b.catalog_id = c.id) as bausteine,
      count(r.id) filter (where not r.withdrawn)::int as requirements,
      count(r.id) filter (where r.withdrawn)::int as withdrawn
    from catalog c left join requirement r on r.catalog_id = c.id
    group by c.id order by c.id`.execute(db);
  return rows;
}

/**
 * @returns a catalogue's Bausteine in its order, with the number of valid requirements by level
 * @throws GrundwachtError NOT_FOUND
 */
export async function listBausteine(db: Kysely<Database>, catalog: string): Promise<Baustein[]> {
  const { rows } = await sql<Omit<Baustein, 'requirements'> & { b: number; s: number; h: number }>`
    select b.id, b.title, b.layer,
      count(*) filter (where r.level = 'B')::int as b,
      count(*) filter (where r.level = 'S')::int as s,
      count(*) filter (where r.level = 'H')::int as h
    from baustein b
    left join requirement r on r.catalog_id = b.catalog_id and r.baustein_id = b.id and not r.withdrawn
    where b.catalog_id = ${catalog}
    group by b.catalog_id, b.id order by b.position`.execute(db);
  if (rows.length === 0) throw new GrundwachtError('NOT_FOUND', `no catalogue ${catalog} is installed`);
  return rows.map(({ b, s, h, ...baustein }) => ({ ...baustein, requirements: { B: b, S: s, H: h } }));
}

/**
 * @returns a Baustein's requirements in its order, the withdrawn ones too
 * @throws GrundwachtError NOT_FOUND
 */
export async function listRequirements(
  db: Kysely<Database>,
  catalog: string,
  baustein: string,
): Promise<Requirement[]> {
  const rows = await db
    .selectFrom('requirement')
    .select(['id', 'baustein_id as baustein', 'title', 'level', 'roles', 'withdrawn'])
    .where('catalog_id', '=', catalog)
    .where('baustein_id', '=', baustein)
    .orderBy('position')
    .execute();
  if (rows.length === 0)
    throw new GrundwachtError('NOT_FOUND', `no Baustein ${baustein} in catalogue ${catalog}`);
  return rows;
}

async function upsertCatalog(
  trx: Transaction<Database>,
  index: KompendiumIndex,
  hash: string,
  now: number,
): Promise<void> {
  const values = {
    title: index.title,
    edition: index.edition,
    source_file: index.source.file,
    source_sha256: index.source.sha256,
    index_sha256: hash,
    installed_at: new Date(now),
  };
  await trx
    .insertInto('catalog')
    .values({ id: index.id, ...values })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(values))
    .execute();
}

async function upsertLayers(trx: Transaction<Database>, index: KompendiumIndex): Promise<void> {
  await trx
    .insertInto('catalog_layer')
    .values(index.layers.map((layer, position) => ({ catalog_id: index.id, ...layer, position })))
    .onConflict((conflict) =>
      conflict.columns(['catalog_id', 'id']).doUpdateSet((row) => ({
        title: row.ref('excluded.title'),
        position: row.ref('excluded.position'),
      })),
    )
    .execute();
}

async function upsertBausteine(trx: Transaction<Database>, index: KompendiumIndex): Promise<void> {
  const rows = index.bausteine.map(({ requirements: _, order, ...baustein }, position) => ({
    catalog_id: index.id,
    ...baustein,
    implementation_order: order,
    position,
  }));
  await trx
    .insertInto('baustein')
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(['catalog_id', 'id']).doUpdateSet((row) => ({
        title: row.ref('excluded.title'),
        layer: row.ref('excluded.layer'),
        implementation_order: row.ref('excluded.implementation_order'),
        scope: row.ref('excluded.scope'),
        responsible: row.ref('excluded.responsible'),
        further_roles: row.ref('excluded.further_roles'),
        position: row.ref('excluded.position'),
      })),
    )
    .execute();
}

async function upsertRequirements(trx: Transaction<Database>, index: KompendiumIndex): Promise<void> {
  const rows = index.bausteine
    .flatMap((baustein) => baustein.requirements.map((row) => ({ ...row, baustein_id: baustein.id })))
    .map((row, position) => ({ catalog_id: index.id, ...row, position }));
  for (let at = 0; at < rows.length; at += rowsAStatement) {
    await trx
      .insertInto('requirement')
      .values(rows.slice(at, at + rowsAStatement))
      .onConflict((conflict) =>
        conflict.columns(['catalog_id', 'id']).doUpdateSet((row) => ({
          baustein_id: row.ref('excluded.baustein_id'),
          title: row.ref('excluded.title'),
          level: row.ref('excluded.level'),
          roles: row.ref('excluded.roles'),
          withdrawn: row.ref('excluded.withdrawn'),
          position: row.ref('excluded.position'),
        })),
      )
      .execute();
  }
}

async function upsertThreats(trx: Transaction<Database>, index: KompendiumIndex): Promise<void> {
  if (index.threats.length === 0) return;
  await trx
    .insertInto('elementary_threat')
    .values(index.threats.map((threat, position) => ({ catalog_id: index.id, ...threat, position })))
    .onConflict((conflict) =>
      conflict.columns(['catalog_id', 'id']).doUpdateSet((row) => ({
        title: row.ref('excluded.title'),
        position: row.ref('excluded.position'),
      })),
    )
    .execute();
}

/** Removes what a corrected index no longer has. */
async function deleteOthers(trx: Transaction<Database>, index: KompendiumIndex): Promise<void> {
  const keep = {
    requirement: index.bausteine.flatMap((baustein) => baustein.requirements.map(({ id }) => id)),
    baustein: index.bausteine.map(({ id }) => id),
    catalog_layer: index.layers.map(({ id }) => id as string),
    elementary_threat: index.threats.map(({ id }) => id),
  };
  for (const [table, ids] of Object.entries(keep)) {
    await sql`delete from ${sql.table(table)}
      where catalog_id = ${index.id} and not id = any(${ids}::text[])`.execute(trx);
  }
}
