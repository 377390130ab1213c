import { type Kysely, sql } from 'kysely';
import type {
  Catalog,
  CatalogDiff,
  CatalogGroup,
  Control,
  RequirementDetail,
  TargetObjectCategory,
  Threat,
} from '../contract/catalog.js';
import { GrundwachtError } from '../contract/errors.js';
import type { Baustein, Requirement } from '../contract/isms.js';
import { type DiffEntry, diffCatalogs } from '../isms/catalog/diff.js';
import { textsOf } from './catalog-texts.js';
import { mappedRequirements } from './mappings.js';
import type { Database } from './tables.js';

/** @returns the installed catalogues with their figures, by id */
export async function listCatalogs(db: Kysely<Database>): Promise<Catalog[]> {
  const { rows } = await sql<
    Omit<Catalog, 'installed_at' | 'texts_installed_at'> & {
      installed_at: Date;
      texts_installed_at: Date | null;
    }
  >`
    select c.id, c.kind, c.origin, c.title, c.edition, c.published, c.source_file, c.source_sha256,
      c.installed_at, c.texts_installed_at, c.notes,
      (select count(*)::int from baustein b where b.catalog_id = c.id and c.kind = 'kompendium') as bausteine,
      exists (select from baustein b where b.catalog_id = c.id) as checkable,
      (select count(*)::int from catalog_group g where g.catalog_id = c.id) as groups,
      (select count(*)::int from requirement r where r.catalog_id = c.id and not r.withdrawn) as requirements,
      (select count(*)::int from requirement r where r.catalog_id = c.id and r.withdrawn) as withdrawn,
      (select count(*)::int from requirement_text x where x.catalog_id = c.id) as texts,
      (select count(*)::int from sub_requirement s where s.catalog_id = c.id) as sub_requirements,
      (select count(*)::int from elementary_threat t where t.catalog_id = c.id) as threats,
      (select count(*)::int from requirement_threat x where x.catalog_id = c.id) as cross_references
    from catalog c order by c.id`.execute(db);
  return rows.map(({ installed_at, texts_installed_at, ...row }) => ({
    ...row,
    installed_at: installed_at.toISOString(),
    texts_installed_at: texts_installed_at?.toISOString() ?? null,
  }));
}

/**
 * @returns a catalogue's Bausteine in its order, with the number of valid requirements by level; of a catalogue of
 * controls its categories of target objects; empty when it can neither be modelled nor checked
 * @throws GrundwachtError NOT_FOUND
 */
export async function listBausteine(db: Kysely<Database>, catalog: string): Promise<Baustein[]> {
  const { rows } = await sql<Omit<Baustein, 'requirements'> & { b: number; s: number; h: number }>`
    select b.id, b.title, b.layer, b.implementation_order as order, b.scope, b.responsible, b.further_roles,
      count(*) filter (where r.sheet_level = 'B')::int as b,
      count(*) filter (where r.sheet_level = 'S')::int as s,
      count(*) filter (where r.sheet_level = 'H')::int as h
    from baustein b
    left join requirement r on r.catalog_id = b.catalog_id and r.sheet_id = b.id and not r.withdrawn
    where b.catalog_id = ${catalog}
    group by b.catalog_id, b.id order by b.position`.execute(db);
  if (rows.length === 0) await mustExist(db, catalog);
  return rows.map(({ b, s, h, ...baustein }) => ({ ...baustein, requirements: { B: b, S: s, H: h } }));
}

/** @throws GrundwachtError NOT_FOUND */
async function mustExist(db: Kysely<Database>, catalog: string): Promise<void> {
  const row = await db.selectFrom('catalog').select('id').where('id', '=', catalog).executeTakeFirst();
  if (row === undefined)
    throw new GrundwachtError('NOT_FOUND', {
      message: 'no catalogue {catalog} is installed',
      values: { catalog },
    });
}

/**
 * @returns a Baustein's requirements in its order, the withdrawn ones too, with their texts where installed
 * @throws GrundwachtError NOT_FOUND
 */
export async function listRequirements(
  db: Kysely<Database>,
  catalog: string,
  baustein: string,
): Promise<Requirement[]> {
  const rows = await db
    .selectFrom('requirement')
    .select(['id', 'sheet_id as baustein', 'title', 'sheet_level as level', 'roles', 'withdrawn'])
    .where('catalog_id', '=', catalog)
    .where('sheet_id', '=', baustein)
    .orderBy('position')
    .$narrowType<{ baustein: string; level: Requirement['level'] }>()
    .execute();
  if (rows.length === 0)
    throw new GrundwachtError('NOT_FOUND', {
      message: 'no Baustein {baustein} in catalogue {catalog}',
      values: { baustein, catalog },
    });
  const texts = await textsOf(
    db,
    catalog,
    rows.map(({ id }) => id),
  );
  return rows.map((row) => {
    const text = texts.get(row.id);
    return { ...row, parts: text?.parts ?? [], sub_requirements: text?.subRequirements ?? [] };
  });
}

/**
 * @returns a catalogue's groups in its order; controls are counted with those of the groups below
 * @throws GrundwachtError NOT_FOUND
 */
export async function listGroups(db: Kysely<Database>, catalog: string): Promise<CatalogGroup[]> {
  const { rows } = await sql<CatalogGroup>`
    with recursive below(top, id) as (
      select id, id from catalog_group where catalog_id = ${catalog}
      union select b.top, g.id from below b
        join catalog_group g on g.catalog_id = ${catalog} and g.parent_id = b.id
    )
    select g.id, g.parent_id as parent, g.title, g.title_de,
      (select count(*)::int from below b
        join requirement r on r.catalog_id = ${catalog} and r.group_id = b.id and not r.withdrawn
        where b.top = g.id) as controls
    from catalog_group g where g.catalog_id = ${catalog} order by g.position`.execute(db);
  if (rows.length === 0) await mustExist(db, catalog);
  return rows;
}

/**
 * @param group only its controls and those of the groups below it
 * @returns a catalogue's controls in its order
 * @throws GrundwachtError NOT_FOUND
 */
export async function listControls(
  db: Kysely<Database>,
  catalog: string,
  group?: string,
): Promise<Control[]> {
  const { rows } = await sql<Control>`
    with recursive below(id) as (
      select id from catalog_group where catalog_id = ${catalog} and id = ${group ?? null}::text
      union select g.id from below b join catalog_group g on g.catalog_id = ${catalog} and g.parent_id = b.id
    )
    select id, group_id as group, parent_id as parent, title, title_de, withdrawn, modal_verb, sec_level,
      effort_level, target_objects
    from requirement
    where catalog_id = ${catalog} and baustein_id is null
      and (${group ?? null}::text is null or group_id in (select id from below))
    order by position`.execute(db);
  if (rows.length > 0) return rows;
  await mustExist(db, catalog);
  if (group !== undefined)
    throw new GrundwachtError('NOT_FOUND', {
      message: 'no group {group} in catalogue {catalog}',
      values: { group, catalog },
    });
  return rows;
}

/**
 * @returns everything that is known of a requirement or control: text, threats, what is mapped to it and from it
 * @throws GrundwachtError NOT_FOUND
 */
export async function getRequirement(
  db: Kysely<Database>,
  catalog: string,
  id: string,
): Promise<RequirementDetail> {
  const { rows } = await sql<Omit<RequirementDetail, 'parts' | 'links' | 'sub_requirements' | 'mapped'>>`
    select r.catalog_id as catalog, r.id, r.group_id as group, r.parent_id as parent, r.title, r.title_de,
      r.withdrawn, r.modal_verb, r.sec_level, r.effort_level, r.target_objects, r.baustein_id as baustein,
      r.level, r.roles,
      (select coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'title', t.title) order by t.position), '[]')
        from requirement_threat x join elementary_threat t on t.catalog_id = x.catalog_id and t.id = x.threat_id
        where x.catalog_id = r.catalog_id and x.requirement_id = r.id) as threats,
      (select coalesce(jsonb_agg(jsonb_build_object('title', c.title, 'type', c.type) order by c.title), '[]')
        from component c where c.catalog_id = r.catalog_id and r.id = any(c.requirement_ids)) as components
    from requirement r where r.catalog_id = ${catalog} and r.id = ${id}`.execute(db);
  const [row] = rows;
  if (row === undefined)
    throw new GrundwachtError('NOT_FOUND', {
      message: 'no requirement {id} in catalogue {catalog}',
      values: { id, catalog },
    });
  const text = (await textsOf(db, catalog, [id])).get(id);
  return {
    ...row,
    parts: text?.parts ?? [],
    links: text?.links ?? [],
    sub_requirements: text?.subRequirements ?? [],
    mapped: await mappedRequirements(db, catalog, id),
  };
}

/**
 * @returns a catalogue's elementary threats, with their texts where installed
 * @throws GrundwachtError NOT_FOUND
 */
export async function listThreats(db: Kysely<Database>, catalog: string): Promise<Threat[]> {
  const { rows } = await sql<Threat>`
    select t.id, t.title, coalesce(x.parts, '[]') as parts
    from elementary_threat t
    left join threat_text x on x.catalog_id = t.catalog_id and x.threat_id = t.id
    where t.catalog_id = ${catalog} order by t.position`.execute(db);
  if (rows.length === 0) await mustExist(db, catalog);
  return rows;
}

/**
 * @returns the categories of target objects that a catalogue's controls are for; each inherits from its parent
 * @throws GrundwachtError NOT_FOUND
 */
export async function listCategories(db: Kysely<Database>, catalog: string): Promise<TargetObjectCategory[]> {
  const rows = await db
    .selectFrom('target_object_category')
    .select(['id', 'parent_id as parent'])
    .where('catalog_id', '=', catalog)
    .orderBy('position')
    .execute();
  if (rows.length === 0) await mustExist(db, catalog);
  return rows;
}

/**
 * Compares two installed editions.
 * @throws GrundwachtError NOT_FOUND
 */
export async function diffInstalled(
  db: Kysely<Database>,
  before: string,
  after: string,
): Promise<CatalogDiff> {
  return diffCatalogs(await diffEntries(db, before), await diffEntries(db, after));
}

async function diffEntries(db: Kysely<Database>, catalog: string): Promise<DiffEntry[]> {
  const { rows } = await sql<DiffEntry>`
    select r.id, r.title, r.withdrawn, r.alt_id as "altId", x.sha256 as "textSha256",
      coalesce(r.level, concat_ws(' ', r.modal_verb, r.sec_level, r.effort_level)) as level
    from requirement r
    left join requirement_text x on x.catalog_id = r.catalog_id and x.requirement_id = r.id
    where r.catalog_id = ${catalog} order by r.position`.execute(db);
  if (rows.length === 0) await mustExist(db, catalog);
  return rows;
}
