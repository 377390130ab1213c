import { type Kysely, sql } from 'kysely';
import type { Assessment } from '../contract/check.js';
import { GrundwachtError } from '../contract/errors.js';
import type { AskedRequirement } from '../isms/check/answer.js';
import { assessmentsOf, toAssessment } from './assessment-rows.js';
import type { DomainKey } from './structure-history.js';
import type { Database } from './tables.js';

/** What an answer is about. */
export interface AskedAnswer {
  requirement: string;
  /** null: the whole domain. */
  object: string | null;
  /** JSON pointer of the input, for errors. */
  pointer: string;
}

export interface Asked extends AskedRequirement {
  baustein: string;
}

/** @returns what tells answers of a domain apart */
export const answerKey = (requirement: string, object: string | null): string => `${object} ${requirement}`;

/**
 * @returns what is asked, by requirement
 * @throws GrundwachtError VALIDATION for a requirement that the catalogue does not have or has withdrawn
 */
export async function askedRequirements(
  db: Kysely<Database>,
  catalog: string,
  answers: readonly AskedAnswer[],
): Promise<Map<string, Asked>> {
  const ids = [...new Set(answers.map(({ requirement }) => requirement))];
  const { rows } = await sql<Asked & { id: string }>`
    select r.id, r.sheet_id as baustein, r.sheet_level as level, r.baustein_id is null as binary,
      array(select s.id from sub_requirement s
        where s.catalog_id = r.catalog_id and s.requirement_id = r.id) as "subRequirements"
    from requirement r where r.catalog_id = ${catalog} and r.id = any(${ids}::text[]) and not r.withdrawn
      and r.sheet_id is not null`.execute(db);
  const asked = new Map(rows.map((row) => [row.id, row]));
  const unknown = answers.find(({ requirement }) => !asked.has(requirement));
  if (unknown === undefined) return asked;
  throw new GrundwachtError('VALIDATION', {
    pointer: `${unknown.pointer}/requirement`,
    message: 'the catalogue {catalog} has no valid requirement {requirement}',
    values: { catalog, requirement: unknown.requirement },
  });
}

/**
 * A Baustein is asked for where it is accepted; of a member, also where its group has it and it has not rejected it.
 * @throws GrundwachtError VALIDATION for a scope that its Baustein is not applied to
 */
export async function mustApply(
  db: Kysely<Database>,
  { tenant, domain }: DomainKey,
  catalog: string,
  answers: readonly AskedAnswer[],
  asked: ReadonlyMap<string, Asked>,
): Promise<void> {
  const pair = (scope: string, baustein: string): string => `${scope} ${baustein}`;
  const wanted = answers.map(({ requirement, object }) => ({
    scope: object ?? domain,
    baustein: asked.get(requirement)!.baustein,
  }));
  const unique = [...new Map(wanted.map((each) => [pair(each.scope, each.baustein), each])).values()];
  const { rows } = await sql<{ scope: string; baustein: string }>`
    select t.scope, t.baustein
    from unnest(${unique.map(({ scope }) => scope)}::uuid[], ${unique.map(({ baustein }) => baustein)}::text[])
      t(scope, baustein)
    left join target_object o on o.id = t.scope
    left join baustein_assignment own on own.scope_id = t.scope and own.catalog_id = ${catalog}
      and own.baustein_id = t.baustein and own.tenant_id = ${tenant} and own.domain_id = ${domain}
    left join baustein_assignment up on up.scope_id = o.group_id and up.catalog_id = ${catalog}
      and up.baustein_id = t.baustein and up.tenant_id = ${tenant} and up.domain_id = ${domain}
    where own.state = 'accepted' or (coalesce(own.state, 'proposed') = 'proposed' and up.state = 'accepted')`.execute(
    db,
  );
  const applied = new Set(rows.map(({ scope, baustein }) => pair(scope, baustein)));
  const at = wanted.findIndex(({ scope, baustein }) => !applied.has(pair(scope, baustein)));
  if (at === -1) return;
  throw new GrundwachtError('VALIDATION', {
    pointer: `${answers[at]!.pointer}/requirement`,
    message: '{baustein} is not applied here; accept it in the modelling first',
    values: { baustein: wanted[at]!.baustein },
  });
}

/** @returns the groups of those that are members */
export async function groupsOf(
  db: Kysely<Database>,
  answers: readonly Pick<AskedAnswer, 'object'>[],
): Promise<Map<string | null, string>> {
  const objects = [...new Set(answers.map(({ object }) => object))].filter((id) => id !== null);
  const { rows } = await sql<{ id: string; group: string }>`
    select id, group_id as group from target_object where id = any(${objects}::uuid[]) and group_id is not null`.execute(
    db,
  );
  return new Map(rows.map(({ id, group }) => [id, group]));
}

/** @returns what is said, by {@link answerKey} */
export async function currentOf(
  db: Kysely<Database>,
  key: DomainKey,
  catalog: string,
  answers: readonly Pick<AskedAnswer, 'requirement' | 'object'>[],
): Promise<Map<string, Assessment>> {
  const scopes = answers.map(({ object }) => object ?? key.domain);
  const requirements = answers.map(({ requirement }) => requirement);
  const rows = await assessmentsOf(db, key, catalog)
    .where(
      sql<boolean>`(scope_id, requirement_id) in (
        select s, r from unnest(${scopes}::uuid[], ${requirements}::text[]) t(s, r))`,
    )
    .execute();
  return new Map(rows.map((row) => [answerKey(row.requirement, row.target_object), toAssessment(row)]));
}
