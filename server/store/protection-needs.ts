import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import {
  type Dimension,
  dimensions,
  type EffectiveNeed,
  type NeedLevel,
  type NeedWay,
  type ObjectProtectionNeeds,
  type PathStep,
  type ProtectionNeed,
} from '../contract/protection.js';
import { explainingPath } from '../isms/protection/effective-needs.js';
import type { StatedNeedValues } from '../isms/protection/stated-need.js';
import { lockDomain } from './domains.js';
import { recomputeNeeds } from './protection-recompute.js';
import { type Author, type DomainKey, noteStructure } from './structure-history.js';
import type { ProtectionNeedTable } from './structure-tables.js';
import type { Database } from './tables.js';
import { getTargetObject } from './target-object-list.js';

/** @returns the effective need of every target object of a domain, by key */
export async function listEffectiveNeeds(
  db: Kysely<Database>,
  { tenant, domain }: DomainKey,
): Promise<EffectiveNeed[]> {
  return db
    .selectFrom('protection_need_effective as e')
    .innerJoin('target_object as o', 'o.id', 'e.target_object_id')
    .select(['e.target_object_id as target_object', 'e.confidentiality', 'e.integrity', 'e.availability'])
    .select('e.derivation')
    .where('e.tenant_id', '=', tenant)
    .where('e.domain_id', '=', domain)
    .orderBy(sql`o.key collate "C"`)
    .execute();
}

/**
 * @param id of a target object
 * @returns what people said of it, what follows, and the path that explains each level
 * @throws GrundwachtError NOT_FOUND
 */
export async function getProtectionNeeds(db: Kysely<Database>, id: string): Promise<ObjectProtectionNeeds> {
  const { tenant, domain } = await getTargetObject(db, id);
  const stated = await statedOf(db, { tenant, domain }, id);
  const explaining = await explainingNeeds(db, { tenant, domain }, id);
  const effective = explaining.get(id);
  if (effective === undefined)
    throw new GrundwachtError('NOT_FOUND', { message: 'there is no target object {id}', values: { id } });
  const facts = await pathFacts(db, { tenant, domain }, [...explaining.keys()]);
  const pathOf = (dimension: Dimension): PathStep[] =>
    explainingPath(id, dimension, (step) => explaining.get(step)?.need).map((step, at, path) => {
      const { key, name, need } = explaining.get(step)!;
      const said = facts.stated.find((each) => each.object === step && each.dimension === dimension);
      return {
        id: step,
        key,
        name,
        ...facts.way(path[at - 1], step),
        level: need[dimension],
        derivation: need.derivation[dimension],
        reason: said === undefined ? '' : reasonOf(said, need[dimension]),
        override: said?.override ?? null,
      };
    });
  return {
    stated,
    effective: effective.need,
    paths: {
      confidentiality: pathOf('confidentiality'),
      integrity: pathOf('integrity'),
      availability: pathOf('availability'),
    },
  };
}

/**
 * Says what an object's need is in one dimension, and computes anew what inherits from it.
 * @param version the version that the change was made from; 0: nobody said anything yet
 * @param values normalised and without faults
 * @throws GrundwachtError NOT_FOUND, CONFLICT when somebody else changed it since
 */
export async function setProtectionNeed(
  trx: Transaction<Database>,
  id: string,
  dimension: Dimension,
  version: number,
  values: StatedNeedValues,
  author: Author,
): Promise<void> {
  const object = await getTargetObject(trx, id);
  const key = { tenant: object.tenant, domain: object.domain };
  await lockDomain(trx, key);
  const current = (await statedOf(trx, key, id)).find((need) => need.dimension === dimension)!;
  if (current.version !== version) {
    throw new GrundwachtError('CONFLICT', {
      pointer: '/version',
      message:
        'the {dimension} of {key} has version {version}, the change was made from version {based_on}; reload it and make the change again',
      values: { dimension, key: object.key, version: current.version, based_on: version },
    });
  }
  await store(trx, key, id, dimension, version, values, author);
  const next = (await statedOf(trx, key, id)).find((need) => need.dimension === dimension)!;
  const action = version === 0 ? 'create' : 'change';
  const change = { subject: 'protection_need', action, object: id } as const;
  await noteStructure(trx, key, author, [{ ...change, old: version === 0 ? null : current, new: next }]);
  await recomputeNeeds(trx, key, [id]);
}

async function store(
  trx: Transaction<Database>,
  { tenant, domain }: DomainKey,
  id: string,
  dimension: Dimension,
  version: number,
  { level, reason, scenarios, override }: StatedNeedValues,
  { by, now }: Author,
): Promise<void> {
  const columns = {
    level,
    reason,
    scenarios: JSON.stringify(scenarios),
    effect: override?.effect ?? null,
    effect_level: override?.level ?? null,
    effect_reason: override?.reason ?? null,
    version: version + 1,
    updated_at: new Date(now),
    updated_by: by,
  };
  await trx
    .insertInto('protection_need')
    .values({ tenant_id: tenant, domain_id: domain, target_object_id: id, dimension, ...columns })
    .onConflict((conflict) =>
      conflict.columns(['tenant_id', 'domain_id', 'target_object_id', 'dimension']).doUpdateSet(columns),
    )
    .execute();
}

async function statedOf(
  db: Kysely<Database>,
  { tenant, domain }: DomainKey,
  id: string,
): Promise<ProtectionNeed[]> {
  const rows = await db
    .selectFrom('protection_need')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .where('domain_id', '=', domain)
    .where('target_object_id', '=', id)
    .execute();
  return dimensions.map((dimension) => {
    const row = rows.find((each) => each.dimension === dimension);
    return row === undefined ? unsaid(dimension) : toNeed(row);
  });
}

const unsaid = (dimension: Dimension): ProtectionNeed => ({
  dimension,
  level: null,
  reason: '',
  scenarios: {},
  override: null,
  version: 0,
  updated_at: null,
  updated_by: null,
});

function toNeed(row: Selectable<ProtectionNeedTable>): ProtectionNeed {
  const { effect, effect_level, effect_reason } = row;
  return {
    dimension: row.dimension,
    level: row.level,
    reason: row.reason,
    scenarios: row.scenarios,
    override:
      effect === null || effect_level === null
        ? null
        : { effect, level: effect_level, reason: effect_reason ?? '' },
    version: row.version,
    updated_at: row.updated_at.toISOString(),
    updated_by: row.updated_by,
  };
}

interface Step {
  key: string;
  name: string;
  need: EffectiveNeed;
}

/** The object and every one that its levels are derived from, step by step. */
async function explainingNeeds(
  db: Kysely<Database>,
  { tenant, domain }: DomainKey,
  id: string,
): Promise<Map<string, Step>> {
  const { rows } = await sql<EffectiveNeed & { key: string; name: string }>`
    with recursive step (id) as (
      select ${id}::uuid
      union
      select (d.value ->> 'from')::uuid
      from step s
      join protection_need_effective e
        on e.tenant_id = ${tenant} and e.domain_id = ${domain} and e.target_object_id = s.id
      cross join jsonb_each(e.derivation) d
      where d.value ->> 'from' is not null
    )
    select e.target_object_id as target_object, e.confidentiality, e.integrity, e.availability, e.derivation,
      o.key, o.name
    from step s
    join protection_need_effective e
      on e.tenant_id = ${tenant} and e.domain_id = ${domain} and e.target_object_id = s.id
    join target_object o on o.id = s.id`.execute(db);
  return new Map(rows.map(({ key, name, ...need }) => [need.target_object, { key, name, need }]));
}

/** @returns what was said of the whole, otherwise of the damage scenarios that make the level */
function reasonOf({ reason, scenarios }: ProtectionNeed, level: NeedLevel): string {
  if (reason !== '') return reason;
  const reasons = Object.values(scenarios).flatMap((said) =>
    said.level === level && said.reason ? [said.reason] : [],
  );
  return [...new Set(reasons)].join('; ');
}

interface PathFacts {
  /** What people said of the objects on the way. */
  stated: (ProtectionNeed & { object: string })[];
  /** How a need comes from one object to the next. */
  way(from: string | undefined, to: string): { way: NeedWay | null; over_group: boolean };
}

/** What explains the steps between the objects of a path. */
async function pathFacts(
  db: Kysely<Database>,
  { tenant, domain }: DomainKey,
  ids: readonly string[],
): Promise<PathFacts> {
  const said = await db
    .selectFrom('protection_need')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .where('domain_id', '=', domain)
    .where(sql<boolean>`target_object_id = any(${ids}::uuid[])`)
    .execute();
  const { rows } = await sql<{ source: string; target: string; way: NeedWay; over_group: boolean }>`
    select from_id as source, to_id as target, kind as way, false as over_group from target_object_relation
    where tenant_id = ${tenant} and domain_id = ${domain} and to_id = any(${ids}::uuid[])
    union all
    select m.id, r.to_id, r.kind, true
    from target_object_relation r
    join target_object m
      on m.tenant_id = r.tenant_id and m.domain_id = r.domain_id and m.group_id = r.from_id
    where r.tenant_id = ${tenant} and r.domain_id = ${domain} and r.to_id = any(${ids}::uuid[])
      and m.id = any(${ids}::uuid[])`.execute(db);
  return {
    stated: said.map((row) => ({ ...toNeed(row), object: row.target_object_id })),
    way(from, to) {
      if (from === undefined) return { way: null, over_group: false };
      const edge = rows.find(({ source, target }) => source === from && target === to);
      return { way: edge?.way ?? 'member', over_group: edge?.over_group ?? false };
    },
  };
}
