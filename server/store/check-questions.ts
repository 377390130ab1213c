import type { Kysely } from 'kysely';
import type { CheckQuestion, ControlFacts } from '../contract/check.js';
import { GrundwachtError } from '../contract/errors.js';
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
  const controls = await controlFacts(db, catalog, baustein);
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
      const control = controls.get(requirement.id) ?? null;
      return { requirement, control, own, inherited, status: (own ?? inherited)?.status ?? 'open' };
    });
}

async function controlFacts(
  db: Kysely<Database>,
  catalog: string,
  sheet: string,
): Promise<Map<string, ControlFacts>> {
  const rows = await db
    .selectFrom('requirement')
    .select(['id', 'modal_verb', 'sec_level', 'effort_level', 'target_objects'])
    .where('catalog_id', '=', catalog)
    .where('sheet_id', '=', sheet)
    .where('baustein_id', 'is', null)
    .execute();
  return new Map(rows.map(({ id, ...facts }) => [id, facts]));
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
  throw new GrundwachtError('NOT_FOUND', {
    message: 'the domain has no target object {object}',
    values: { object },
  });
}
