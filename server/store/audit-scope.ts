import { type Kysely, type SqlBool, sql } from 'kysely';
import type { AuditRoom, AuditRoomFacts, SampleEntry } from '../contract/audit-room.js';
import { dayOf } from '../contract/german-day.js';
import { orderPopulation } from '../isms/iso/sample.js';
import { signalsOf } from './observations.js';
import type { Database } from './tables.js';

/** An answer of a room's scope. */
export interface AnswerKey {
  requirement: string;
  /** null: the whole domain. */
  object: string | null;
}

/**
 * The one condition on `assessment a` that says what a room gives: answers of the granted Bausteine and scopes; of a
 * member of a group the group's answers, too, for they stand for it.
 */
function inScope({ grant }: AuditRoom) {
  const scopes = sql`${scopeIds(grant)}::uuid[]`;
  return sql<SqlBool>`a.tenant_id = ${grant.tenant} and a.domain_id = ${grant.domain}
    and a.catalog_id = ${grant.catalog} and a.status <> 'open'
    and (${grant.bausteine.length === 0} or a.baustein_id = any(${grant.bausteine}::text[]))
    and (${grant.scopes.length === 0} or a.scope_id = any(${scopes})
      or a.scope_id in (select group_id from target_object where id = any(${scopes})))`;
}

/**
 * Whether `evidence e` serves `assessment a`: by its requirement or a sub-requirement, for its target object, members
 * or group; of the whole domain what is of no object, and where no object is excluded from the room that of all.
 */
export function servesAnswer({ grant }: AuditRoom) {
  return sql<SqlBool>`e.tenant_id = a.tenant_id and e.domain_id = a.domain_id
    and exists (select from evidence_requirement er where er.evidence_id = e.id and er.catalog_id = a.catalog_id
      and (er.requirement_id = a.requirement_id or starts_with(er.requirement_id, a.requirement_id || '.')))
    and ${servesObject(grant)}`;
}

/** The part of `servesAnswer` that is about target objects; of `e` it takes the id alone. */
function servesObject(grant: AuditRoom['grant']) {
  return sql<SqlBool>`(not exists (select from evidence_target_object et where et.evidence_id = e.id)
        or (a.target_object_id is null and ${grant.scopes.length === 0})
        or exists (select from evidence_target_object et
          join target_object eo on eo.id = et.target_object_id
          left join target_object ao on ao.id = a.target_object_id
          where et.evidence_id = e.id
            and (eo.id = a.target_object_id or eo.group_id = a.target_object_id or eo.id = ao.group_id)))`;
}

/** Answers of a room as rows of `assessment a` with `requirement r`. */
export function answersOf(db: Kysely<Database>, room: AuditRoom) {
  return db
    .selectFrom('assessment as a')
    .innerJoin('requirement as r', (join) =>
      join.onRef('r.catalog_id', '=', 'a.catalog_id').onRef('r.id', '=', 'a.requirement_id'),
    )
    .where('r.withdrawn', '=', false)
    .where(inScope(room));
}

/** @returns how many answers there are, and of which Bausteine and target objects */
export async function roomFacts(db: Kysely<Database>, room: AuditRoom): Promise<AuditRoomFacts> {
  const rows = await answersOf(db, room)
    .leftJoin('target_object as o', 'o.id', 'a.target_object_id')
    .select(['a.status', 'a.baustein_id', 'a.target_object_id as id', 'o.key', 'o.name'])
    .select(sql<number>`count(*)::int`.as('answers'))
    .groupBy(['a.status', 'a.baustein_id', 'a.target_object_id', 'o.key', 'o.name'])
    .orderBy(sql`a.baustein_id collate "C", o.key collate "C" nulls first`)
    .execute();
  const answers = { yes: 0, partial: 0, no: 0, dispensable: 0 };
  const bausteine = new Map<string, number>();
  const objects = new Map<string | null, AuditRoomFacts['objects'][number]>();
  for (const { status, baustein_id, id, key, name, answers: count } of rows) {
    answers[status as keyof typeof answers] += count;
    bausteine.set(baustein_id, (bausteine.get(baustein_id) ?? 0) + count);
    const object = objects.get(id) ?? { id, key: key ?? '', name: name ?? '', answers: 0 };
    objects.set(id, { ...object, answers: object.answers + count });
  }
  return {
    ...room,
    answers,
    bausteine: [...bausteine].map(([id, count]) => ({ id, answers: count })),
    objects: [...objects.values()],
  };
}

/**
 * @param of narrows it down; undefined: the whole scope
 * @param now milliseconds since the epoch
 * @returns the answered requirements of a room, which samples are drawn from, in the order of `orderPopulation`
 */
export async function populationOf(
  db: Kysely<Database>,
  room: AuditRoom,
  of: { baustein?: string | undefined; object?: string | null | undefined },
  now: number,
): Promise<SampleEntry[]> {
  let query = answersOf(db, room)
    .select(['a.requirement_id as requirement', 'a.target_object_id as target_object'])
    .select(['a.baustein_id as baustein', 'r.sheet_level as level', 'a.status']);
  if (of.baustein !== undefined) query = query.where('a.baustein_id', '=', of.baustein);
  if (of.object !== undefined) query = query.where('a.target_object_id', 'is not distinct from', of.object);
  const rows = await query.execute();
  const served = await servedAnswers(db, room, now);
  const claimed = rows.filter(({ status }) => status === 'yes');
  const asked = claimed.map((row) => ({ requirement: row.requirement, object: row.target_object }));
  const signals = await signalsOf(db, grantKey(room), room.grant.catalog, asked, now);
  const contradicted = new Set(
    claimed.filter((_, at) =>
      signals[at]!.some(({ verdict, freshness }) => verdict === 'contradicts' && freshness === 'fresh'),
    ),
  );
  return orderPopulation(
    rows.map((row) => ({
      requirement: row.requirement,
      target_object: row.target_object,
      baustein: row.baustein,
      level: row.level ?? 'S',
      status: row.status as SampleEntry['status'],
      contradicted: contradicted.has(row),
      evidence: served.has(nameOf(row.requirement, row.target_object)),
    })),
  );
}

/**
 * Goes from the evidence to the answers: there are few items and many answers.
 * @returns names of the answers that valid evidence serves, as `servesAnswer` says
 */
async function servedAnswers(db: Kysely<Database>, room: AuditRoom, now: number): Promise<Set<string>> {
  const { tenant, domain, catalog } = room.grant;
  const { rows } = await sql<{ requirement: string; object: string | null }>`
    with e as materialized (
      select distinct e.id, r.id as requirement_id
      from evidence e
      join evidence_requirement er on er.evidence_id = e.id and er.catalog_id = ${catalog}
      join requirement r on r.catalog_id = er.catalog_id
        and (r.id = er.requirement_id or starts_with(er.requirement_id, r.id || '.'))
      where e.tenant_id = ${tenant} and e.domain_id = ${domain} and e.withdrawn_at is null
        and (e.valid_until is null or e.valid_until >= ${dayOf(now)}::date))
    select distinct a.requirement_id as requirement, a.target_object_id as object
    from e join assessment a on a.requirement_id = e.requirement_id
    where ${inScope(room)} and ${servesObject(room.grant)}`.execute(db);
  return new Set(rows.map(({ requirement, object }) => nameOf(requirement, object)));
}

const nameOf = (requirement: string, object: string | null): string => `${requirement} ${object}`;

/** @returns the domain of a room */
export const grantKey = ({ grant: { tenant, domain } }: AuditRoom) => ({ tenant, domain });

const scopeIds = ({ scopes, domain }: AuditRoom['grant']): string[] =>
  scopes.map((scope) => (scope === 'domain' ? domain : scope));
