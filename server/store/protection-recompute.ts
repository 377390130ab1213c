import { type Kysely, sql, type Transaction } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import { dimensions, type EffectiveNeed } from '../contract/protection.js';
import { effectiveNeeds, type StatedNeeds, sameNeed } from '../isms/protection/effective-needs.js';
import type { NeedEdge } from '../isms/protection/graph.js';
import type { DomainKey } from './structure-history.js';
import type { Database } from './tables.js';

/** PostgreSQL takes 65,535 parameters a statement; an effective need has 7. */
const rowsAStatement = 5000;

/**
 * Computes the protection needs anew that a change can have altered: those of the roots and of everything that
 * inherits from them. Call it after the change, in its transaction, with the domain locked.
 * @param roots ids of the objects whose sources or stated needs have changed
 * @returns how many effective needs are different now
 * @throws GrundwachtError DEPENDENCY_CYCLE with the path, by keys
 */
export async function recomputeNeeds(
  trx: Transaction<Database>,
  key: DomainKey,
  roots: readonly string[],
): Promise<number> {
  if (roots.length === 0) return 0;
  return recompute(trx, key, await reached(trx, key, roots));
}

/**
 * The same for every object of a domain.
 * @throws GrundwachtError DEPENDENCY_CYCLE with the path, by keys
 */
export async function recomputeDomain(trx: Transaction<Database>, key: DomainKey): Promise<number> {
  const rows = await trx
    .selectFrom('target_object')
    .select('id')
    .where('tenant_id', '=', key.tenant)
    .where('domain_id', '=', key.domain)
    .execute();
  return recompute(
    trx,
    key,
    rows.map(({ id }) => id),
  );
}

/** Lets the planner know of many new rows at once; until then it would read whole indexes for a few of them. */
export async function analyseStructure(trx: Transaction<Database>): Promise<void> {
  await sql`analyze target_object, target_object_relation, protection_need_effective`.execute(trx);
}

/** @returns ids of the objects that inherit from one directly: a group's members and what it or its group uses */
export async function heirsOf(db: Kysely<Database>, key: DomainKey, id: string): Promise<string[]> {
  const rows = await db
    .selectFrom('protection_need_edge')
    .select('target_id')
    .where('tenant_id', '=', key.tenant)
    .where('domain_id', '=', key.domain)
    .where('source_id', '=', id)
    .execute();
  return rows.map(({ target_id }) => target_id);
}

/** Level by level: a recursive query over the view would read all of its edges on every level. */
async function reached(
  trx: Transaction<Database>,
  { tenant, domain }: DomainKey,
  roots: readonly string[],
): Promise<string[]> {
  const found = new Set(roots);
  for (let level = [...found]; level.length > 0; ) {
    const { rows } = await sql<{ id: string }>`
      select distinct target_id as id from protection_need_edge
      where tenant_id = ${tenant} and domain_id = ${domain} and source_id = any(${level}::uuid[])`.execute(
      trx,
    );
    level = rows.map(({ id }) => id).filter((id) => !found.has(id));
    for (const id of level) found.add(id);
  }
  return [...found];
}

async function recompute(
  trx: Transaction<Database>,
  key: DomainKey,
  ids: readonly string[],
): Promise<number> {
  if (ids.length === 0) return 0;
  const edges = await edgesTo(trx, key, ids);
  const stored = await storedNeeds(trx, key, [...new Set([...ids, ...edges.map(({ source }) => source)])]);
  const computed = new Set(ids);
  const known = new Map([...stored].filter(([id]) => !computed.has(id)));
  const result = effectiveNeeds(await statedNeeds(trx, key, ids), edges, known);
  if ('cycle' in result) throw await cycleError(trx, result.cycle);
  const changed = [...result.needs.values()].filter((need) => {
    const before = stored.get(need.target_object);
    return before === undefined || !sameNeed(before, need);
  });
  await storeNeeds(trx, key, changed);
  return changed.length;
}

async function edgesTo(
  db: Kysely<Database>,
  { tenant, domain }: DomainKey,
  ids: readonly string[],
): Promise<NeedEdge[]> {
  const { rows } = await sql<NeedEdge>`
    select source_id as source, target_id as target from protection_need_edge
    where tenant_id = ${tenant} and domain_id = ${domain} and target_id = any(${ids}::uuid[])`.execute(db);
  return rows;
}

async function statedNeeds(
  db: Kysely<Database>,
  { tenant, domain }: DomainKey,
  ids: readonly string[],
): Promise<Map<string, StatedNeeds>> {
  const rows = await db
    .selectFrom('protection_need')
    .select(['target_object_id', 'dimension', 'level', 'effect', 'effect_level', 'effect_reason'])
    .where('tenant_id', '=', tenant)
    .where('domain_id', '=', domain)
    .where(sql<boolean>`target_object_id = any(${ids}::uuid[])`)
    .execute();
  const stated = new Map<string, StatedNeeds>(ids.map((id) => [id, {}]));
  for (const { target_object_id, dimension, level, effect, effect_level, effect_reason } of rows) {
    const override =
      effect === null || effect_level === null
        ? null
        : { effect, level: effect_level, reason: effect_reason ?? '' };
    stated.get(target_object_id)![dimension] = { level, override };
  }
  return stated;
}

async function storedNeeds(
  db: Kysely<Database>,
  { tenant, domain }: DomainKey,
  ids: readonly string[],
): Promise<Map<string, EffectiveNeed>> {
  const rows = await db
    .selectFrom('protection_need_effective')
    .select(['target_object_id as target_object', ...dimensions, 'derivation'])
    .where('tenant_id', '=', tenant)
    .where('domain_id', '=', domain)
    .where(sql<boolean>`target_object_id = any(${ids}::uuid[])`)
    .execute();
  return new Map(rows.map((row) => [row.target_object, row]));
}

async function storeNeeds(
  trx: Transaction<Database>,
  { tenant, domain }: DomainKey,
  needs: readonly EffectiveNeed[],
): Promise<void> {
  for (let at = 0; at < needs.length; at += rowsAStatement) {
    const rows = needs.slice(at, at + rowsAStatement).map(({ target_object, derivation, ...levels }) => ({
      tenant_id: tenant,
      domain_id: domain,
      target_object_id: target_object,
      ...levels,
      derivation: JSON.stringify(derivation),
    }));
    await trx
      .insertInto('protection_need_effective')
      .values(rows)
      .onConflict((conflict) =>
        conflict.columns(['tenant_id', 'domain_id', 'target_object_id']).doUpdateSet((row) => ({
          confidentiality: row.ref('excluded.confidentiality'),
          integrity: row.ref('excluded.integrity'),
          availability: row.ref('excluded.availability'),
          derivation: row.ref('excluded.derivation'),
        })),
      )
      .execute();
  }
}

/** A cycle as an error that names the objects by their keys, in the order in which needs would go round. */
async function cycleError(db: Kysely<Database>, cycle: readonly string[]): Promise<GrundwachtError> {
  const rows = await db
    .selectFrom('target_object')
    .select(['id', 'key'])
    .where('id', 'in', [...new Set(cycle)])
    .execute();
  const keys = new Map(rows.map(({ id, key }) => [id, key]));
  return new GrundwachtError('DEPENDENCY_CYCLE', {
    message: 'the objects would depend on each other in a circle: {circle}',
    values: { circle: cycle.map((id) => keys.get(id) ?? id).join(' → ') },
  });
}
