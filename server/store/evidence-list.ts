import { type Kysely, type Selectable, sql } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import type { Evidence, EvidencePage, EvidenceVersion } from '../contract/evidence.js';
import { dayOf } from '../contract/german-day.js';
import { decodeCursor, encodeCursor } from './cursor.js';
import type { EvidenceTable } from './evidence-tables.js';
import type { DomainKey } from './structure-history.js';
import type { Database } from './tables.js';

/** Days before the end of its validity from which on an item counts as expiring. */
export const expiringDays = 30;

export type EvidenceState = Evidence['state'];

export interface EvidenceFilter {
  limit: number;
  cursor?: string | undefined;
  /** Any of them; none: all. */
  state?: readonly EvidenceState[] | undefined;
  kind?: Evidence['kind'] | undefined;
  /** A requirement: items of its sub-requirements, too. */
  requirement?: string | undefined;
  target_object?: string | undefined;
  /** Text in title, what it shows, who provided it or the file's name. */
  q?: string | undefined;
}

type Row = Omit<Selectable<EvidenceTable>, 'effective_on' | 'valid_until'> & {
  effective_day: string;
  valid_day: string | null;
  catalog: string;
  state: EvidenceState;
  coverage: Evidence['coverage'];
  requirements: string[];
  objects: Evidence['target_objects'];
  file_size: number | null;
  file_type: string | null;
  scan: string | null;
};

/** @param now milliseconds since the epoch */
export async function listEvidence(
  db: Kysely<Database>,
  { tenant, domain }: DomainKey,
  { limit, cursor, ...filter }: EvidenceFilter,
  now: number,
): Promise<EvidencePage> {
  let query = items(db, now).where('e.tenant_id', '=', tenant).where('e.domain_id', '=', domain);
  for (const condition of conditions(filter, now)) query = query.where(condition);
  const counted = await query
    .clearSelect()
    .select(sql<number>`count(*)::int`.as('total'))
    .executeTakeFirstOrThrow();
  if (cursor !== undefined) {
    const { time, id } = decodeCursor(cursor);
    query = query.where(
      sql<boolean>`(date_trunc('milliseconds', e.updated_at), e.id) < (${new Date(time)}, ${id}::uuid)`,
    );
  }
  const rows = await query
    .orderBy(sql`date_trunc('milliseconds', e.updated_at)`, 'desc')
    .orderBy('e.id', 'desc')
    .limit(limit + 1)
    .execute();
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  return {
    items: page.map(toEvidence),
    total: counted.total,
    next: last === undefined ? null : encodeCursor({ time: last.updated_at.getTime(), id: last.id }),
  };
}

/** @throws GrundwachtError NOT_FOUND */
export async function getEvidence(db: Kysely<Database>, id: string, now: number): Promise<Evidence> {
  const row = await items(db, now).where('e.id', '=', id).executeTakeFirst();
  if (row === undefined)
    throw new GrundwachtError('NOT_FOUND', { message: 'there is no evidence {id}', values: { id } });
  return toEvidence(row);
}

/** @returns the versions of an item, the latest first, with their places in the log */
export async function listEvidenceVersions(db: Kysely<Database>, id: string): Promise<EvidenceVersion[]> {
  const rows = await db
    .selectFrom('evidence_version as v')
    .leftJoin('merkle_leaf as l', (join) =>
      join
        .onRef('l.tenant_id', '=', 'v.tenant_id')
        .on('l.kind', '=', 'evidence')
        .on(sql<boolean>`l.reference = v.evidence_id || '/' || v.number`),
    )
    .select(['v.number', 'v.at', 'v.by', 'v.stated', 'l.position'])
    .where('v.evidence_id', '=', id)
    .orderBy('v.number', 'desc')
    .execute();
  return rows.map(({ at, stated, ...row }) => ({ ...row, at: at.toISOString(), stated: { ...stated } }));
}

/** The state of an item on a day. */
function stateOn(now: number) {
  const today = dayOf(now);
  return sql<EvidenceState>`case
    when e.withdrawn_at is not null then 'withdrawn'
    when e.valid_until < ${today}::date then 'expired'
    when e.valid_until <= ${today}::date + ${expiringDays}::int then 'expiring'
    else 'valid' end`;
}

function items(db: Kysely<Database>, now: number) {
  return db
    .selectFrom('evidence as e')
    .innerJoin('isms_domain as d', (join) =>
      join.onRef('d.tenant_id', '=', 'e.tenant_id').onRef('d.id', '=', 'e.domain_id'),
    )
    .leftJoin('evidence_file as f', (join) =>
      join.onRef('f.tenant_id', '=', 'e.tenant_id').onRef('f.sha256', '=', 'e.file_sha256'),
    )
    .leftJoin('scan_import as i', (join) =>
      join
        .onRef('i.tenant_id', '=', 'e.tenant_id')
        .onRef('i.domain_id', '=', 'e.domain_id')
        .on(sql<boolean>`i.file_sha256 = encode(e.file_sha256, 'hex')`),
    )
    .select(['e.id', 'e.tenant_id', 'e.domain_id', 'e.kind', 'e.title', 'e.shows', 'e.provided_by'])
    .select(['e.classification', 'e.file_sha256', 'e.file_name', 'e.link', 'e.observation_id'])
    .select(['e.withdrawn_at', 'e.withdrawn_by', 'e.withdrawn_reason', 'e.created_at', 'e.version'])
    .select(['e.updated_at', 'e.updated_by', 'd.catalog_id as catalog'])
    .select(['f.size as file_size', 'f.type as file_type', 'i.id as scan'])
    .select([
      stateOn(now).as('state'),
      sql<string>`e.effective_on::text`.as('effective_day'),
      sql<string | null>`e.valid_until::text`.as('valid_day'),
      sql<string[]>`array(select requirement_id from evidence_requirement r
        where r.evidence_id = e.id order by requirement_id collate "C")`.as('requirements'),
      sql<Evidence['target_objects']>`coalesce((
        select json_agg(json_build_object('id', o.id, 'key', o.key, 'name', o.name) order by o.key)
        from evidence_target_object t join target_object o on o.id = t.target_object_id
        where t.evidence_id = e.id), '[]')`.as('objects'),
      sql<Evidence['coverage']>`coalesce((
        select case when l.position is null then 'waiting' else 'covered' end from merkle_leaf l
        where l.tenant_id = e.tenant_id and l.kind = 'evidence' and l.reference = e.id || '/' || e.version
        order by l.id desc limit 1), 'none')`.as('coverage'),
    ]);
}

function conditions(
  { state, kind, requirement, target_object, q }: Omit<EvidenceFilter, 'limit' | 'cursor'>,
  now: number,
) {
  const all = [];
  if (state !== undefined && state.length > 0) {
    all.push(sql<boolean>`${stateOn(now)} = any(${[...state]}::text[])`);
  }
  if (kind !== undefined) all.push(sql<boolean>`e.kind = ${kind}`);
  if (requirement !== undefined) {
    all.push(sql<boolean>`exists (select from evidence_requirement r where r.evidence_id = e.id
      and (r.requirement_id = ${requirement} or starts_with(r.requirement_id, ${`${requirement}.`})))`);
  }
  if (target_object !== undefined) {
    all.push(sql<boolean>`exists (select from evidence_target_object t
      where t.evidence_id = e.id and t.target_object_id = ${target_object})`);
  }
  if (q !== undefined && q !== '') {
    const text = sql`lower(concat_ws(' ', e.title, e.shows, e.provided_by, e.file_name))`;
    all.push(sql<boolean>`strpos(${text}, lower(${q})) > 0`);
  }
  return all;
}

function toEvidence(row: Row): Evidence {
  const withdrawn = row.withdrawn_at && {
    at: row.withdrawn_at.toISOString(),
    by: row.withdrawn_by!,
    reason: row.withdrawn_reason!,
  };
  const file = row.file_sha256 && {
    sha256: row.file_sha256.toString('hex'),
    name: row.file_name!,
    size: row.file_size!,
    type: row.file_type!,
  };
  return {
    id: row.id,
    tenant: row.tenant_id,
    domain: row.domain_id,
    catalog: row.catalog,
    kind: row.kind,
    title: row.title,
    shows: row.shows,
    effective_on: row.effective_day,
    valid_until: row.valid_day,
    provided_by: row.provided_by,
    classification: row.classification,
    requirements: row.requirements,
    target_objects: row.objects,
    file,
    link: row.link,
    observation: row.observation_id,
    state: row.state,
    withdrawn,
    coverage: row.coverage,
    scan: row.scan,
    created_at: row.created_at.toISOString(),
    version: row.version,
    updated_at: row.updated_at.toISOString(),
    updated_by: row.updated_by,
  };
}
