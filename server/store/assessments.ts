import type { Transaction } from 'kysely';
import type { Assessment, AssessmentBulk, AssessmentChange, AssessmentInput } from '../contract/check.js';
import { GrundwachtError } from '../contract/errors.js';
import {
  type AnswerProblem,
  type AnswerValues,
  answerProblems,
  normaliseAnswer,
} from '../isms/check/answer.js';
import {
  type AskedAnswer,
  answerKey,
  askedRequirements,
  currentOf,
  groupsOf,
  mustApply,
} from './assessment-asked.js';
import { type CheckChange, noteCheck } from './check-history.js';
import { lockDomain } from './domains.js';
import { signalsOf } from './observations.js';
import { upsertRows } from './rows.js';
import type { Author, DomainKey } from './structure-history.js';
import type { Database } from './tables.js';

/** An answer to be stored. */
interface Answer extends AskedAnswer {
  /** That the change was made from; 0: there was none. */
  version: number;
  /** @returns what is said now; before: what was said here or, for a member, by its group; undefined: nothing */
  next(before: Assessment | undefined): AssessmentInput;
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
  change: AssessmentChange,
  author: Author,
): Promise<Assessment> {
  const [stored] = await storeAnswers(trx, key, catalog, [wholeAnswer(change, '')], author);
  return stored!;
}

/**
 * Says how several requirements are met, of each something else.
 * @throws GrundwachtError as {@link setAssessment}; nothing is stored then
 */
export async function setEachAssessment(
  trx: Transaction<Database>,
  key: DomainKey,
  catalog: string,
  changes: readonly AssessmentChange[],
  author: Author,
): Promise<Assessment[]> {
  const answers = changes.map((change, at) => wholeAnswer(change, `/${at}`));
  return storeAnswers(trx, key, catalog, answers, author);
}

/** What is left out of it is empty. */
function wholeAnswer(
  { requirement, target_object: object, version, ...input }: AssessmentChange,
  pointer: string,
): Answer {
  return { requirement, object, version, pointer, next: () => input };
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
    answerKey(requirement, object),
  );
  if (before === undefined)
    throw new GrundwachtError('NOT_FOUND', {
      message: 'nothing is said of {requirement} here',
      values: { requirement },
    });
  mustBeAt(before, { requirement, version, pointer: '' });
  await trx
    .deleteFrom('assessment')
    .where('tenant_id', '=', key.tenant)
    .where('scope_id', '=', object ?? key.domain)
    .where('catalog_id', '=', catalog)
    .where('requirement_id', '=', requirement)
    .execute();
  await noteCheck(trx, key, author, [
    {
      subject: 'assessment',
      what: requirement,
      object,
      catalog,
      action: 'delete',
      old: saidIn(before),
      new: null,
    },
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
  const said = await saidBefore(trx, key, catalog, answers);
  const seen = new Set<string>();
  const problems: AnswerProblem[] = [];
  const rows: object[] = [];
  const changes: CheckChange[] = [];
  for (const answer of answers) {
    const { requirement, object, pointer } = answer;
    const id = answerKey(requirement, object);
    if (seen.has(id))
      problems.push({ pointer, message: '{requirement} is asked for twice', values: { requirement } });
    seen.add(id);
    const { own, base } = said(answer);
    mustBeAt(own, answer);
    const question = asked.get(requirement)!;
    const values = normaliseAnswer(answer.next(base));
    for (const fault of answerProblems(values, question)) {
      problems.push({ ...fault, pointer: `${pointer}${fault.pointer}` });
    }
    rows.push(toRow(key, catalog, answer, question.baustein, values, author));
    const action = own === undefined ? 'create' : 'change';
    const old = own === undefined ? null : saidIn(own);
    changes.push({ subject: 'assessment', what: requirement, object, catalog, action, old, new: values });
  }
  if (problems.length > 0) throw new GrundwachtError('VALIDATION', problems.slice(0, 20));
  await upsertRows(trx, 'assessment', ['scope_id', 'catalog_id', 'requirement_id'], rows);
  const signals = await signalsOf(trx, key, catalog, answers, author.now);
  await noteCheck(
    trx,
    key,
    author,
    changes.map((change, at) => ({ ...change, signals: signals[at]! })),
  );
  const after = await currentOf(trx, key, catalog, answers);
  return answers.map(({ requirement, object }) => after.get(answerKey(requirement, object))!);
}

/** @returns what was said of an answer's scope itself, and what a change goes out from: that or the group's answer */
async function saidBefore(
  trx: Transaction<Database>,
  key: DomainKey,
  catalog: string,
  answers: readonly Answer[],
): Promise<(answer: Answer) => { own: Assessment | undefined; base: Assessment | undefined }> {
  const groups = await groupsOf(trx, answers);
  const ofGroups = answers.flatMap(({ requirement, object }) => {
    const group = groups.get(object);
    return group === undefined ? [] : [{ requirement, object: group }];
  });
  const said = await currentOf(trx, key, catalog, [...answers, ...ofGroups]);
  return ({ requirement, object }) => {
    const own = said.get(answerKey(requirement, object));
    const group = groups.get(object);
    return { own, base: own ?? (group === undefined ? undefined : said.get(answerKey(requirement, group))) };
  };
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

function mustBeAt(
  current: Assessment | undefined,
  { requirement, version, pointer }: Pick<Answer, 'requirement' | 'version' | 'pointer'>,
): void {
  if ((current?.version ?? 0) === version) return;
  const now = current ? `version ${current.version} by ${current.updated_by}` : 'no answer any more';
  throw new GrundwachtError('CONFLICT', {
    pointer: `${pointer}/version`,
    message:
      '{requirement} has {now}, the change was made from version {version}; reload it and make the change again',
    values: { requirement, now, version },
  });
}
