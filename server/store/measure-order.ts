import { sql, type Transaction } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import { findPath } from '../isms/protection/graph.js';
import type { DomainKey } from './structure-history.js';
import type { Database } from './tables.js';

/**
 * Says which measures a measure comes after.
 * @param after ids, each once
 * @throws GrundwachtError VALIDATION for one that the domain does not have, DEPENDENCY_CYCLE with the titles
 */
export async function orderMeasure(
  trx: Transaction<Database>,
  key: DomainKey,
  id: string,
  after: readonly string[],
): Promise<void> {
  const { tenant, domain } = key;
  const { rows: before } = await sql<{ after_id: string }>`
    select after_id from measure_order where tenant_id = ${tenant} and measure_id = ${id}`.execute(trx);
  const known = new Set(before.map(({ after_id }) => after_id));
  if (known.size === after.length && after.every((each) => known.has(each))) return;
  // Two orders that together make a circle are stored one after the other.
  await sql`select pg_advisory_xact_lock(hashtext(${`measure_order ${domain}`}))`.execute(trx);
  await mustBeThere(trx, key, after);
  await refuseCircle(trx, key, id, after);
  await sql`delete from measure_order where tenant_id = ${tenant} and measure_id = ${id}`.execute(trx);
  if (after.length === 0) return;
  await trx
    .insertInto('measure_order')
    .values(after.map((after_id) => ({ tenant_id: tenant, domain_id: domain, measure_id: id, after_id })))
    .execute();
}

async function mustBeThere(
  trx: Transaction<Database>,
  { tenant, domain }: DomainKey,
  ids: readonly string[],
): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    select id from measure
    where tenant_id = ${tenant} and domain_id = ${domain} and id = any(${ids}::uuid[])`.execute(trx);
  const there = new Set(rows.map((row) => row.id));
  const missing = ids.findIndex((each) => !there.has(each));
  if (missing < 0) return;
  throw new GrundwachtError('VALIDATION', {
    pointer: `/after/${missing}`,
    message: 'the domain has no measure {id}',
    values: { id: ids[missing]! },
  });
}

async function refuseCircle(
  trx: Transaction<Database>,
  { tenant, domain }: DomainKey,
  id: string,
  after: readonly string[],
): Promise<void> {
  const { rows: edges } = await sql<{ source: string; target: string }>`
    select measure_id as source, after_id as target from measure_order
    where tenant_id = ${tenant} and domain_id = ${domain} and measure_id <> ${id}`.execute(trx);
  for (const each of after) {
    const path = each === id ? [id] : findPath(edges, each, id);
    if (path === undefined) continue;
    const { rows } = await sql<{ id: string; title: string }>`
      select m.id, coalesce(nullif(m.title, ''), m.requirement_id, m.id::text) as title from measure m
      where m.tenant_id = ${tenant} and m.id = any(${path}::uuid[])`.execute(trx);
    const titles = new Map(rows.map((row) => [row.id, row.title]));
    const circle = [id, ...path].map((step) => titles.get(step) ?? step);
    throw new GrundwachtError('DEPENDENCY_CYCLE', {
      pointer: '/after',
      message: '{circle}',
      values: { circle: circle.join(' → ') },
    });
  }
}
