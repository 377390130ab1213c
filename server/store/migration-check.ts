import { type Kysely, sql, type Transaction } from 'kysely';
import type { MigrationResult, MigrationState } from '../contract/migration.js';
import { assessmentsOfCheck, type CheckState } from '../isms/migration/check-states.js';
import type { Assessment } from '../isms/migration/propose.js';
import { computeMigration, outdatedProposals, storeMigration } from './migration-proposals.js';
import type { Database } from './tables.js';

/** Which move of which tenant. */
export interface Move {
  tenant: string;
  /** Catalogue that the check was made against. */
  source: string;
  /** Catalogue that is gone to. */
  target: string;
}

/**
 * Computes and stores the proposals from the check of every domain of a tenant that is assessed by the source and not
 * retired.
 * @throws GrundwachtError VALIDATION when no mapping leads from the one catalogue to the other
 */
export async function storeMigrationOfCheck(
  trx: Transaction<Database>,
  { tenant, source, target }: Move,
  now: number,
): Promise<MigrationResult> {
  const assessments = await checkAssessments(trx, tenant, source);
  return storeMigration(trx, tenant, { source, target, assessments }, now);
}

/**
 * What the check would propose now, and how far the stored proposals are from it; nothing is stored.
 * @throws GrundwachtError VALIDATION when no mapping leads from the one catalogue to the other
 */
export async function migrationState(
  db: Kysely<Database>,
  { tenant, source, target }: Move,
): Promise<MigrationState> {
  const assessments = await checkAssessments(db, tenant, source);
  const { proposals, coverage, left_behind } = await computeMigration(db, { source, target, assessments });
  return {
    coverage,
    left_behind: await titled(db, source, left_behind),
    outdated: await outdatedProposals(db, tenant, target, proposals),
    domains: await movedDomains(db, tenant, source).execute(),
  };
}

function movedDomains(db: Kysely<Database>, tenant: string, source: string) {
  return db
    .selectFrom('isms_domain')
    .select(['id', 'name'])
    .where('tenant_id', '=', tenant)
    .where('catalog_id', '=', source)
    .where('status', '<>', 'retired')
    .orderBy('created_at')
    .orderBy('id');
}

/** Grouped in the database: 400,000 answers become some thousand rows. */
async function checkAssessments(db: Kysely<Database>, tenant: string, source: string): Promise<Assessment[]> {
  const { rows } = await sql<CheckState>`
    select r.id as requirement, coalesce(a.status, g.status, 'open') as status,
      coalesce(a.sub_statuses, g.sub_statuses, '{}') as parts
    from (
      select distinct s.scope_id, s.target_object_id, s.baustein_id from check_summary s
      join isms_domain d on d.tenant_id = s.tenant_id and d.id = s.domain_id
      where s.tenant_id = ${tenant} and s.catalog_id = ${source} and d.catalog_id = ${source} and d.status <> 'retired'
    ) s
    join requirement r on r.catalog_id = ${source} and r.sheet_id = s.baustein_id and not r.withdrawn
    left join target_object o on o.id = s.target_object_id
    left join assessment a on a.scope_id = s.scope_id and a.catalog_id = ${source} and a.requirement_id = r.id
    left join assessment g on g.scope_id = o.group_id and g.catalog_id = ${source} and g.requirement_id = r.id
    group by 1, 2, 3`.execute(db);
  return assessmentsOfCheck(rows);
}

/** @returns requirements with their titles, in the catalogue's order */
async function titled(
  db: Kysely<Database>,
  catalog: string,
  ids: readonly string[],
): Promise<MigrationState['left_behind']> {
  const { rows } = await sql<{ requirement: string; title: string }>`
    select id as requirement, title from requirement
    where catalog_id = ${catalog} and id = any(${ids}::text[]) order by position`.execute(db);
  return rows;
}
