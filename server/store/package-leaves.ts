import { type Kysely, sql } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import type { Evidence } from '../contract/evidence.js';
import { endOfDay, startOfDay } from '../contract/german-day.js';
import type { PackagedLeaf } from '../evidence/verify/manifest.js';
import { getEvidence } from './evidence-list.js';
import type { DomainKey } from './structure-history.js';
import type { Database } from './tables.js';
import { proveMany } from './tree-heads.js';

/** Leaves of a package at most. */
const maxLeaves = 100_000;
const provedAtOnce = 1000;

/** Days, inclusive. */
export interface Period {
  from: string;
  to: string;
}

/**
 * @param chosen ids; undefined: everything that was valid in the period and is not withdrawn
 * @returns ids of the evidence that goes into a package
 * @throws GrundwachtError VALIDATION for an item of another domain
 */
export async function packagedIds(
  db: Kysely<Database>,
  { tenant, domain }: DomainKey,
  { from, to }: Period,
  chosen: readonly string[] | undefined,
): Promise<Set<string>> {
  let query = db
    .selectFrom('evidence')
    .select('id')
    .where('tenant_id', '=', tenant)
    .where('domain_id', '=', domain);
  query =
    chosen === undefined
      ? query.where(
          sql<boolean>`withdrawn_at is null and effective_on <= ${to}::date
            and coalesce(valid_until, 'infinity'::date) >= ${from}::date`,
        )
      : query.where(sql<boolean>`id = any(${[...chosen]}::uuid[])`);
  const ids = new Set((await query.orderBy('created_at').orderBy('id').execute()).map(({ id }) => id));
  const unknown = chosen?.findIndex((id) => !ids.has(id)) ?? -1;
  if (unknown >= 0) {
    throw new GrundwachtError('VALIDATION', {
      pointer: `/evidence/${unknown}`,
      message: 'the domain has no such evidence',
    });
  }
  return ids;
}

/** @returns the evidence that goes into a package @throws GrundwachtError VALIDATION as `packagedIds` */
export async function packagedEvidence(
  db: Kysely<Database>,
  key: DomainKey,
  period: Period,
  chosen: readonly string[] | undefined,
  now: number,
): Promise<Evidence[]> {
  const items: Evidence[] = [];
  for (const id of await packagedIds(db, key, period, chosen)) items.push(await getEvidence(db, id, now));
  return items;
}

/**
 * @param evidence whose current versions go along
 * @param size of the tree head that the proofs are for
 * @returns with their proofs: the evidence, and the period's decisions of the check, sign-offs and findings of the domain
 * @throws GrundwachtError VALIDATION when there are too many
 */
export async function packagedLeaves(
  db: Kysely<Database>,
  { tenant, domain }: DomainKey,
  { from, to }: Period,
  evidence: readonly Pick<Evidence, 'id' | 'version'>[],
  size: number,
): Promise<PackagedLeaf[]> {
  const versions = evidence.map(({ id, version }) => `${id}/${version}`);
  const { rows } = await sql<Omit<PackagedLeaf, 'path'>>`
    with wanted as (
      select 'evidence' as kind, reference from unnest(${versions}::text[]) reference
      union all
      select 'check-decision', id::text from check_history
      where tenant_id = ${tenant} and domain_id = ${domain} and subject = 'assessment'
        and at >= ${startOfDay(from)} and at < ${endOfDay(to)}
      union all
      select k.kind, h.id::text from plan_history h
      cross join (values ('sign-off'), ('finding'), ('removal')) k(kind)
      where h.tenant_id = ${tenant} and h.domain_id = ${domain}
        and h.at >= ${startOfDay(from)} and h.at < ${endOfDay(to)}
    )
    select l.position, l.kind, l.reference, encode(l.salt, 'hex') as salt, l.content
    from wanted join merkle_leaf l
      on l.tenant_id = ${tenant} and l.kind = wanted.kind and l.reference = wanted.reference
    where l.position < ${size}::bigint and l.content is not null
    order by l.position limit ${maxLeaves + 1}`.execute(db);
  if (rows.length > maxLeaves) {
    throw new GrundwachtError('VALIDATION', {
      pointer: '/from',
      message: 'the period has more than {maxLeaves} entries; choose a shorter one',
      values: { maxLeaves },
    });
  }
  const leaves: PackagedLeaf[] = [];
  for (let at = 0; at < rows.length; at += provedAtOnce) {
    const some = rows.slice(at, at + provedAtOnce);
    const positions = some.map(({ position }) => position);
    const paths = await proveMany(db, tenant, positions, size);
    for (const [n, leaf] of some.entries()) leaves.push({ ...leaf, path: paths[n]! });
  }
  return leaves;
}
