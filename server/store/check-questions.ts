import { type Kysely, sql } from 'kysely';
import type { CheckQuestion, CheckSheet } from '../contract/check.js';
import { GrundwachtError } from '../contract/errors.js';
import { withOpen } from '../isms/check/tally.js';
import { assessmentsOf, toAssessment } from './assessment-rows.js';
import { listRequirements } from './catalogs.js';
import type { DomainKey } from './structure-history.js';
import type { Database } from './tables.js';

/**
 * The interview about one Baustein in one scope: its valid requirements in the catalogue's order, with their texts
 * where installed, what was said here and what the group says (BSI-Standard 200-2, 8.4).
 * @param object null: the whole domain
 * @throws GrundwachtError NOT_FOUND for an unknown Baustein or target object
 */
export async function checkQuestions(
  db: Kysely<Database>,
  key: DomainKey,
  catalog: string,
  baustein: string,
  object: string | null,
): Promise<CheckQuestion[]> {
  const group = object === null ? null : await groupOf(db, key, object);
  const requirements = await listRequirements(db, catalog, baustein);
  const scopes = [object ?? key.domain, ...(group === null ? [] : [group])];
  const rows = await assessmentsOf(db, key, catalog)
    .where('baustein_id', '=', baustein)
    .where('scope_id', 'in', scopes)
    .execute();
  const answers = rows.map(toAssessment);
  return requirements
    .filter(({ withdrawn }) => !withdrawn)
    .map((requirement) => {
      const of = answers.filter((answer) => answer.requirement === requirement.id);
      const own = of.find((answer) => answer.target_object === object) ?? null;
      const inherited = of.find((answer) => answer.target_object !== object) ?? null;
      return { requirement, own, inherited, status: (own ?? inherited)?.status ?? 'open' };
    });
}

/** Which sheets: those of one Baustein, of one scope, or all. */
export interface SheetFilter {
  baustein?: string | undefined;
  /** null: the whole domain as a scope. */
  object?: string | null | undefined;
  /** Only requirements of these levels count; undefined: all. */
  levels?: readonly string[] | undefined;
}

/** @returns what is counted of the check, a sheet for each Baustein of each scope, in the catalogue's order */
export async function listSheets(
  db: Kysely<Database>,
  { tenant, domain }: DomainKey,
  catalog: string,
  { baustein, object, levels }: SheetFilter,
): Promise<CheckSheet[]> {
  const { rows } = await sql<Omit<CheckSheet, 'open'>>`
    select s.baustein_id as baustein, s.target_object_id as target_object, sum(total)::int as total,
      sum(yes)::int as yes, sum(partial)::int as partial, sum(no)::int as no, sum(dispensable)::int as dispensable
    from check_summary s
    join baustein b on b.catalog_id = s.catalog_id and b.id = s.baustein_id
    left join target_object o on o.id = s.target_object_id
    where s.tenant_id = ${tenant} and s.domain_id = ${domain} and s.catalog_id = ${catalog}
      ${baustein === undefined ? sql`` : sql`and s.baustein_id = ${baustein}`}
      ${object === undefined ? sql`` : sql`and s.scope_id = ${object ?? domain}`}
      ${levels === undefined ? sql`` : sql`and s.level = any(${levels}::text[])`}
    group by b.position, s.baustein_id, o.key, s.target_object_id
    order by b.position, o.key collate "C" nulls first`.execute(db);
  return rows.map((row) => ({ ...row, ...withOpen(row) }));
}

async function groupOf(
  db: Kysely<Database>,
  { tenant, domain }: DomainKey,
  object: string,
): Promise<string | null> {
  const row = await db
    .selectFrom('target_object')
    .select('group_id')
    .where('tenant_id', '=', tenant)
    .where('domain_id', '=', domain)
    .where('id', '=', object)
    .executeTakeFirst();
  if (row !== undefined) return row.group_id;
  throw new GrundwachtError('NOT_FOUND', `the domain has no target object ${object}`);
}
