import { type Kysely, sql } from 'kysely';
import type { Assessment } from '../contract/check.js';
import type { DomainKey } from './structure-history.js';
import type { Database } from './tables.js';

/** Assessments of a domain's catalogue. */
export function assessmentsOf(db: Kysely<Database>, { tenant, domain }: DomainKey, catalog: string) {
  return db
    .selectFrom('assessment')
    .select(['requirement_id as requirement', 'baustein_id as baustein', 'target_object_id as target_object'])
    .select(['status', 'dispensable_as', 'reason', 'implementation', 'responsible', 'assessor'])
    .select(['interviewees', 'cost_once', 'cost_yearly', 'evidence', 'sub_statuses'])
    .select(['version', 'updated_at', 'updated_by'])
    .select([
      sql<string | null>`due::text`.as('due'),
      sql<string | null>`assessed_on::text`.as('assessed_on'),
    ])
    .where('tenant_id', '=', tenant)
    .where('domain_id', '=', domain)
    .where('catalog_id', '=', catalog);
}

/** @returns a selected row as it is given out */
export function toAssessment({
  updated_at,
  ...row
}: Omit<Assessment, 'updated_at'> & { updated_at: Date }): Assessment {
  return { ...row, updated_at: updated_at.toISOString() };
}
