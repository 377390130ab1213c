import { type Kysely, sql } from 'kysely';
import type { Damage, Frequency, Relevance, RiskOverview, Treatment } from '../contract/risk.js';
import { type AnalysedObject, type CountedRisk, riskOverview } from '../isms/risk/overview.js';
import { getRiskMatrix } from './risk-matrix.js';
import type { DomainKey } from './structure-history.js';
import type { Database } from './tables.js';

interface CountedRow {
  target_object: string;
  relevance: Relevance;
  frequency_before: Frequency | null;
  damage_before: Damage | null;
  treatment: Treatment | null;
  frequency_after: Frequency | null;
  damage_after: Damage | null;
  signed: boolean;
  count: number;
}

/** @returns every target object with the state of its risk analysis, by key, and the matrix with its counts */
export async function getRiskOverview(db: Kysely<Database>, key: DomainKey): Promise<RiskOverview> {
  const { cells } = await getRiskMatrix(db, key);
  return riskOverview(await analysedObjects(db, key), await countedRisks(db, key), cells);
}

/**
 * Whether an object has a Baustein is only known once the rules have proposed Bausteine in its domain; processes and
 * information have none of their own.
 */
async function analysedObjects(
  db: Kysely<Database>,
  { tenant, domain }: DomainKey,
): Promise<AnalysedObject[]> {
  const { rows } = await sql<Omit<AnalysedObject, 'has_baustein'> & { has_baustein: boolean | null }>`
    with modelled as (
      select distinct scope_id from baustein_assignment
      where tenant_id = ${tenant} and domain_id = ${domain} and state <> 'rejected' and catalog_id = (select catalog_id from isms_domain where id = ${domain})),
    proposed as (
      select from baustein_assignment
      where tenant_id = ${tenant} and domain_id = ${domain} and rule is not null and catalog_id = (select catalog_id from isms_domain where id = ${domain}) limit 1)
    select o.id, e.confidentiality, e.integrity, e.availability,
      case when o.type not in ('process', 'information') and exists (select from proposed)
        then o.id in (select scope_id from modelled) or coalesce(o.group_id in (select scope_id from modelled), false)
      end as has_baustein
    from target_object o
    join protection_need_effective e
      on e.tenant_id = o.tenant_id and e.domain_id = o.domain_id and e.target_object_id = o.id
    where o.tenant_id = ${tenant} and o.domain_id = ${domain} and o.status <> 'retired'
    order by o.key collate "C"`.execute(db);
  return rows.map(({ has_baustein, ...row }) => ({ ...row, has_baustein: has_baustein ?? undefined }));
}

/** @returns equal risks of an object, counted */
export async function countedRisks(
  db: Kysely<Database>,
  { tenant, domain }: DomainKey,
): Promise<CountedRisk[]> {
  const { rows } = await sql<CountedRow>`
    select target_object_id as target_object, relevance, frequency_before, damage_before, treatment,
      frequency_after, damage_after, signed_by is not null as signed, count(*)::int as count
    from risk where tenant_id = ${tenant} and domain_id = ${domain}
    group by 1, 2, 3, 4, 5, 6, 7, 8`.execute(db);
  return rows.map(({ frequency_before, damage_before, frequency_after, damage_after, ...row }) => ({
    ...row,
    before:
      frequency_before === null || damage_before === null
        ? null
        : { frequency: frequency_before, damage: damage_before },
    after:
      frequency_after === null || damage_after === null
        ? null
        : { frequency: frequency_after, damage: damage_after },
  }));
}
