import { type Kysely, sql, type Transaction } from 'kysely';
import type { Assessment, AssessmentBulk, AssessmentChange, AssessmentInput } from '../contract/check.js';
import { GrundwachtError } from '../contract/errors.js';
import {
  type AnswerValues,
  type AskedRequirement,
  answerProblems,
  normaliseAnswer,
} from '../isms/check/answer.js';
import { assessmentsOf, toAssessment } from './assessment-rows.js';
import { type CheckChange, noteCheck } from './check-history.js';
import { lockDomain } from './domains.js';
import { upsertRows } from './rows.js';
import type { Author, DomainKey } from './structure-history.js';
import type { Database } from './tables.js';

/** An answer to be stored. */
interface Answer {
  requirement: string;
  /** null: the whole domain. */
  object: string | null;
  /** That the change was made from; 0: there was none. */
  version: number;
  /** JSON pointer of the input, for errors. */
  pointer: string;
  /** @returns what is said now; before: what was said here or, for a member, by its group; undefined: nothing */
  next(before: Assessment | undefined): AssessmentInput;
}

interface Asked extends AskedRequirement {
  baustein: string;
}

const nothing: AssessmentInput = { status: 'open' };

/**
 * Says how a requirement is met in a scope (BSI-Standard 200-2, 8.4.2). The summary follows.
 * @param catalog that the domain is assessed by
 * @throws GrundwachtError CONFLICT when somebody else has answered since, VALIDATION with the pointer of every fault,
 * also for a requirement whose Baustein is not applied to the scope
 */
export async function setAssessment(
  trx: Transaction<Database>,
  key: DomainKey,
  catalog: string,
  { requirement, target_object, version, ...input }: AssessmentChange,
  author: Author,
): Promise<Assessment> {
  const answer = { requirement, object: target_object, version, pointer: '', next: () => input };
  const [stored] = await storeAnswers(trx, key, catalog, [answer], author);
  return stored!;
}

/**
 * Changes the given fields of many answers; what is not given stays as it was said.
 * @returns the answers
 * @throws GrundwachtError as {@link setAssessment}; nothing is stored then
 */
export async function setAssessments(
  trx: Transaction<Database>,
  key: DomainKey,
  catalog: string,
  { items, change }: AssessmentBulk,
  author: Author,
): Promise<Assessment[]> {
  const withoutGround = change.status !== undefined && change.status !== 'dispensable';
  const answers = items.map(({ requirement, target_object, version }, at): Answer => {
    const next = (before: Assessment | undefined): AssessmentInput => {
      const said = { ...nothing, ...(before && saidIn(before)), ...change };
      return withoutGround ? { ...said, dispensable_as: null } : said;
    };
    return { requirement, object: target_object, version, pointer: `/items/${at}`, next };
  });
  return storeAnswers(trx, key, catalog, answers, author);
}

/**
 * Takes back what was said: a member has its group's answer again, anything else is open.
 * @throws GrundwachtError NOT_FOUND, CONFLICT
 */
export async function removeAssessment(
  trx: Transaction<Database>,
  key: DomainKey,
  catalog: string,
  requirement: string,
  object: string | null,
  version: number,
  author: Author,
): Promise<void> {
  await lockDomain(trx, key);
  const before = (await currentOf(trx, key, catalog, [{ requirement, object }])).get(
    keyOf(requirement, object),
  );
  if (before === undefined) throw new GrundwachtError('NOT_FOUND', `nothing is said of ${requirement} here`);
  mustBeAt(before, { requirement, version, pointer: '' });
  await trx
    .deleteFrom('assessment')
    .where('tenant_id', '=', key.tenant)
    .where('scope_id', '=', object ?? key.domain)
    .where('catalog_id', '=', catalog)
    .where('requirement_id', '=', requirement)
    .execute();
  await noteCheck(trx, key, author, [
    { subject: 'assessment', what: requirement, object, action: 'delete', old: saidIn(before), new: null },
  ]);
}

async function storeAnswers(
  trx: Transaction<Database>,
  key: DomainKey,
  catalog: string,
  answers: readonly Answer[],
  author: Author,
): Promise<Assessment[]> {
  await lockDomain(trx, key);
  const asked = await askedRequirements(trx, catalog, answers);
  await mustApply(trx, key, catalog, answers, asked);
  const before = await currentOf(trx, key, catalog, answers);
  const groups = await groupsOf(trx, answers);
  const groupAnswers = await currentOf(
    trx,
    key,
    catalog,
    answers.flatMap(({ requirement, object }) => {
      const group = groups.get(object);
      return group === undefined ? [] : [{ requirement, object: group }];
    }),
  );
  const seen = new Set<string>();
  const problems: string[] = [];
  const rows: object[] = [];
  const changes: CheckChange[] = [];
  for (const answer of answers) {
    const { requirement, object, pointer } = answer;
    const id = keyOf(requirement, object);
    if (seen.has(id)) problems.push(`${pointer}: ${requirement} is asked for twice`);
    seen.add(id);
    const current = before.get(id);
    mustBeAt(current, answer);
    const question = asked.get(requirement)!;
    const inherited = groupAnswers.get(keyOf(requirement, groups.get(object) ?? null));
    const values = normaliseAnswer(answer.next(current ?? (groups.has(object) ? inherited : undefined)));
    for (const fault of answerProblems(values, question)) {
      problems.push(`${pointer}${fault.pointer}: ${fault.message}`);
    }
    rows.push(toRow(key, catalog, answer, question.baustein, values, author));
    const action = current === undefined ? 'create' : 'change';
    const old = current === undefined ? null : saidIn(current);
    changes.push({ subject: 'assessment', what: requirement, object, action, old, new: values });
  }
  if (problems.length > 0) throw new GrundwachtError('VALIDATION', problems.slice(0, 20).join('; '));
  await upsertRows(trx, 'assessment', ['scope_id', 'catalog_id', 'requirement_id'], rows);
  await noteCheck(trx, key, author, changes);
  const after = await currentOf(trx, key, catalog, answers);
  return answers.map(({ requirement, object }) => after.get(keyOf(requirement, object))!);
}

function toRow(
  { tenant, domain }: DomainKey,
  catalog: string,
  { requirement, object, version }: Answer,
  baustein: string,
  values: AnswerValues,
  { by, now }: Author,
) {
  return {
    tenant_id: tenant,
    domain_id: domain,
    catalog_id: catalog,
    baustein_id: baustein,
    target_object_id: object,
    requirement_id: requirement,
    ...values,
    version: version + 1,
    updated_at: new Date(now).toISOString(),
    updated_by: by,
  };
}

function saidIn({
  requirement: _requirement,
  baustein: _baustein,
  target_object: _object,
  version: _version,
  updated_at: _at,
  updated_by: _by,
  ...said
}: Assessment): AnswerValues {
  return said;
}

const keyOf = (requirement: string, object: string | null): string => `${object} ${requirement}`;

function mustBeAt(
  current: Assessment | undefined,
  { requirement, version, pointer }: Pick<Answer, 'requirement' | 'version' | 'pointer'>,
): void {
  if ((current?.version ?? 0) === version) return;
  const now = current ? `version ${current.version} by ${current.updated_by}` : 'no answer any more';
  throw new GrundwachtError(
    'CONFLICT',
    `${pointer}/version: ${requirement} has ${now}, the change was made from version ${version}; ` +
      'reload it and make the change again',
  );
}

async function askedRequirements(
  db: Kysely<Database>,
  catalog: string,
  answers: readonly Answer[],
): Promise<Map<string, Asked>> {
  const ids = [...new Set(answers.map(({ requirement }) => requirement))];
  const { rows } = await sql<Asked & { id: string }>`
    select r.id, r.baustein_id as baustein, r.level,
      array(select s.id from sub_requirement s
        where s.catalog_id = r.catalog_id and s.requirement_id = r.id) as "subRequirements"
    from requirement r where r.catalog_id = ${catalog} and r.id = any(${ids}::text[]) and not r.withdrawn
      and r.baustein_id is not null`.execute(db);
  const asked = new Map(rows.map((row) => [row.id, row]));
  const unknown = answers.find(({ requirement }) => !asked.has(requirement));
  if (unknown === undefined) return asked;
  throw new GrundwachtError(
    'VALIDATION',
    `${unknown.pointer}/requirement: the catalogue ${catalog} has no valid requirement ${unknown.requirement}`,
  );
}

/** A Baustein is asked for where it is accepted; in a member's case, where its group has it and it has not rejected. */
async function mustApply(
  db: Kysely<Database>,
  { tenant, domain }: DomainKey,
  catalog: string,
  answers: readonly Answer[],
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
  throw new GrundwachtError(
    'VALIDATION',
    `${answers[at]!.pointer}/requirement: ${wanted[at]!.baustein} is not applied here; accept it in the modelling first`,
  );
}

/** @returns the groups of those that are members */
async function groupsOf(
  db: Kysely<Database>,
  answers: readonly Pick<Answer, 'object'>[],
): Promise<Map<string | null, string>> {
  const objects = [...new Set(answers.map(({ object }) => object))].filter((id) => id !== null);
  const { rows } = await sql<{ id: string; group: string }>`
    select id, group_id as group from target_object where id = any(${objects}::uuid[]) and group_id is not null`.execute(
    db,
  );
  return new Map(rows.map(({ id, group }) => [id, group]));
}

async function currentOf(
  db: Kysely<Database>,
  key: DomainKey,
  catalog: string,
  answers: readonly Pick<Answer, 'requirement' | 'object'>[],
): Promise<Map<string, Assessment>> {
  const scopes = answers.map(({ object }) => object ?? key.domain);
  const requirements = answers.map(({ requirement }) => requirement);
  const rows = await assessmentsOf(db, key, catalog)
    .where(
      sql<boolean>`(scope_id, requirement_id) in (
        select s, r from unnest(${scopes}::uuid[], ${requirements}::text[]) t(s, r))`,
    )
    .execute();
  return new Map(rows.map((row) => [keyOf(row.requirement, row.target_object), toAssessment(row)]));
}
