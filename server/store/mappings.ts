import { createHash } from 'node:crypto';
import { type Kysely, sql, type Transaction } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import type { MappingIndex, Relation, TargetState } from '../isms/catalog/mapping-index.js';
import { upsertRows } from './rows.js';
import type { Database } from './tables.js';

/**
 * Installs a mapping between catalogues, or follows when the program reads the same file better than before.
 * @returns false when exactly this one is installed already
 * @throws GrundwachtError CONFLICT when another file is installed under this id
 */
export async function installMapping(
  trx: Transaction<Database>,
  index: MappingIndex,
  now: number,
): Promise<boolean> {
  await sql`select pg_advisory_xact_lock(hashtext(${`mapping ${index.id}`}))`.execute(trx);
  const hash = createHash('sha256').update(JSON.stringify(index)).digest('hex');
  const installed = await trx
    .selectFrom('mapping')
    .select(['index_sha256', 'source_sha256', 'source_file'])
    .where('id', '=', index.id)
    .executeTakeFirst();
  if (installed?.index_sha256 === hash) return false;
  if (installed !== undefined && installed.source_sha256 !== index.source.sha256) {
    throw new GrundwachtError('CONFLICT', {
      message:
        'the mapping {id} is installed from another file ({source_file}) and stays; give the new one another id',
      values: { id: index.id, source_file: installed.source_file },
    });
  }
  const { pairs, source, kind: _, ...head } = index;
  const row = {
    ...head,
    source_file: source.file,
    source_sha256: source.sha256,
    index_sha256: hash,
    installed_at: new Date(now).toISOString(),
  };
  const rows = pairs.map((pair, position) => ({
    mapping_id: index.id,
    position,
    statement: pair.statement,
    source_catalog: index.source_catalog,
    source_id: pair.source,
    source_requirement: requirementOf(pair.source),
    target_catalog: pair.target_catalog,
    target_id: pair.target,
    relation: pair.relation,
    state: pair.state,
    was: pair.was ?? null,
  }));
  await upsertRows(trx, 'mapping', ['id'], [row]);
  await trx.deleteFrom('mapping_pair').where('mapping_id', '=', index.id).execute();
  await upsertRows(trx, 'mapping_pair', ['mapping_id', 'position'], rows);
  return true;
}

/** @returns `APP.3.6.A1` for the sub-requirement `APP.3.6.A1.2`, any other id as it is */
export function requirementOf(id: string): string {
  return /^(.+\.A\d+)\.\d+$/.exec(id)?.[1] ?? id;
}

export interface MappingSummary {
  id: string;
  title: string;
  edition: string;
  status: string;
  source_catalog: string;
  target_catalogs: string[];
  pairs: number;
  /** Requirements that at least one usable pair starts from. */
  sources: number;
  /** Controls that at least one usable pair leads to. */
  targets: number;
  moved: number;
  unconfirmed: number;
  absent: number;
}

/** @returns the installed mappings with their figures, by id */
export async function listMappings(db: Kysely<Database>): Promise<MappingSummary[]> {
  const { rows } = await sql<MappingSummary>`
    select m.id, m.title, m.edition, m.status, m.source_catalog,
      array_agg(distinct p.target_catalog) as target_catalogs,
      count(*)::int as pairs,
      count(distinct p.source_requirement) filter (where p.state <> 'absent')::int as sources,
      count(distinct (p.target_catalog, p.target_id)) filter (where p.state <> 'absent')::int as targets,
      count(*) filter (where p.state = 'moved')::int as moved,
      count(*) filter (where p.state = 'unconfirmed')::int as unconfirmed,
      count(*) filter (where p.state = 'absent')::int as absent
    from mapping m join mapping_pair p on p.mapping_id = m.id
    group by m.id order by m.id`.execute(db);
  return rows;
}

export interface MappedRequirement {
  mapping: string;
  status: string;
  /** `to`: the pair starts here; `from`: it leads here. */
  direction: 'to' | 'from';
  relation: Relation;
  state: TargetState;
  was: string | null;
  statement: number;
  /** Id on this side, when it is a sub-requirement of the requirement that was asked for. */
  own: string;
  catalog: string;
  id: string;
  /** Requirement that `id` is or belongs to. */
  requirement: string;
  title: string | null;
}

/** @returns what a requirement is mapped to and what is mapped to it, in the mappings' order */
export async function mappedRequirements(
  db: Kysely<Database>,
  catalog: string,
  requirement: string,
): Promise<MappedRequirement[]> {
  const { rows } = await sql<MappedRequirement>`
    select p.mapping_id as mapping, m.status, 'to' as direction, p.relation, p.state, p.was, p.statement,
      p.source_id as own, p.target_catalog as catalog, p.target_id as id, p.target_id as requirement,
      case when p.state = 'absent' then null else r.title end as title
    from mapping_pair p join mapping m on m.id = p.mapping_id
    left join requirement r on r.catalog_id = p.target_catalog and r.id = p.target_id
    where p.source_catalog = ${catalog} and p.source_requirement = ${requirement}
    union all
    select p.mapping_id, m.status, 'from', p.relation, p.state, p.was, p.statement,
      p.target_id, p.source_catalog, p.source_id, p.source_requirement, r.title
    from mapping_pair p join mapping m on m.id = p.mapping_id
    left join requirement r on r.catalog_id = p.source_catalog and r.id = p.source_requirement
    where p.target_catalog = ${catalog} and p.target_id = ${requirement} and p.state <> 'absent'
    order by 1, 3, 7, 10`.execute(db);
  return rows;
}
