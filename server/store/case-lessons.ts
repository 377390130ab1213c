import type { Kysely, Selectable, Transaction } from 'kysely';
import type { CaseLesson, LessonRaise, NewCaseLesson } from '../contract/case.js';
import { GrundwachtError } from '../contract/errors.js';
import { dayOf } from '../contract/german-day.js';
import { normaliseAudit, normaliseFinding } from '../isms/iso/stated.js';
import { normaliseMeasure } from '../isms/plan/stated-measure.js';
import { createAudit } from './audit-programme.js';
import { type CaseRow, lockedCase, touchCase } from './case-lock.js';
import type { CaseLessonTable } from './case-tables.js';
import { type CaseKey, noteTimeline } from './case-timeline.js';
import { findDomain } from './domains.js';
import { createFinding } from './findings.js';
import { createMeasure } from './measures.js';
import type { Author, DomainKey } from './structure-history.js';
import type { Database } from './tables.js';

/** Adds a lesson, also to a closed case: what is learned is often learned later. @throws GrundwachtError NOT_FOUND */
export async function addLesson(
  trx: Transaction<Database>,
  id: string,
  { title, text = '' }: NewCaseLesson,
  author: Author,
): Promise<CaseKey> {
  const { key } = await lockedCase(trx, id, undefined);
  await trx
    .insertInto('case_lesson')
    .values({
      tenant_id: key.tenant,
      case_id: id,
      title,
      text,
      created_at: new Date(author.now),
      created_by: author.by,
    })
    .execute();
  await noteTimeline(trx, key, author, [{ kind: 'lesson_added', facts: { title } }]);
  await touchCase(trx, key, author);
  return key;
}

/**
 * Makes of a lesson a finding, which stands in an audit of its own for the case, or a measure of the implementation
 * plan (DER.2.1.A17 and A18; ISO/IEC 27001:2022, 10.2).
 * @throws GrundwachtError NOT_FOUND, CONFLICT of a lesson that was raised before, VALIDATION of a domain
 */
export async function raiseLesson(
  trx: Transaction<Database>,
  id: string,
  lesson: string,
  raise: LessonRaise,
  author: Author,
): Promise<CaseKey> {
  const { key, row } = await lockedCase(trx, id, undefined);
  const found = await trx
    .selectFrom('case_lesson')
    .selectAll()
    .where('case_id', '=', id)
    .where('id', '=', lesson)
    .executeTakeFirst();
  if (found === undefined)
    throw new GrundwachtError('NOT_FOUND', {
      message: 'the case has no lesson {lesson}',
      values: { lesson },
    });
  if (found.raised_as !== null)
    throw new GrundwachtError('CONFLICT', {
      message: 'the lesson became a {raised_as} already',
      values: { raised_as: found.raised_as },
    });
  const domain = await findDomain(trx, key.tenant, raise.domain);
  const made = await (raise.as === 'finding' ? asFinding : asMeasure)(
    trx,
    domain,
    { row, found, raise },
    author,
  );
  await trx
    .updateTable('case_lesson')
    .set({
      raised_as: raise.as,
      raised_id: made.id,
      raised_audit_id: made.audit,
      raised_at: new Date(author.now),
      raised_by: author.by,
    })
    .where('id', '=', lesson)
    .execute();
  await noteTimeline(trx, key, author, [
    { kind: 'lesson_raised', facts: { title: found.title, as: raise.as } },
  ]);
  await touchCase(trx, key, author);
  return key;
}

interface Raised {
  row: CaseRow;
  found: Selectable<CaseLessonTable>;
  raise: LessonRaise;
}

async function asMeasure(
  trx: Transaction<Database>,
  domain: DomainKey,
  { row, found, raise }: Raised,
  author: Author,
) {
  const measure = normaliseMeasure({
    title: found.title,
    description: described(row, found),
    ...(raise.responsible === undefined ? {} : { responsible: raise.responsible }),
    ...(raise.deadline === undefined ? {} : { deadline: raise.deadline }),
  });
  const { id } = await createMeasure(trx, domain, measure, {}, author);
  return { id, audit: null };
}

async function asFinding(
  trx: Transaction<Database>,
  domain: DomainKey,
  { row, found, raise }: Raised,
  author: Author,
) {
  const audit = await reviewOf(trx, domain, row, author);
  const finding = normaliseFinding({
    kind: raise.kind ?? 'minor',
    title: found.title,
    description: described(row, found),
  });
  const { id } = await createFinding(trx, audit, finding, author);
  return { id, audit };
}

const described = ({ key, title }: CaseRow, { text }: Selectable<CaseLessonTable>): string =>
  `${text}\n\n${key}: ${title}`.trim();

/** The audit that the findings of a case stand in; the first of them makes it. */
async function reviewOf(
  trx: Transaction<Database>,
  domain: DomainKey,
  row: CaseRow,
  author: Author,
): Promise<string> {
  if (row.review_audit_id !== null) {
    const known = await trx
      .selectFrom('audit')
      .select('id')
      .where('id', '=', row.review_audit_id)
      .where('domain_id', '=', domain.domain)
      .executeTakeFirst();
    if (known !== undefined) return known.id;
  }
  // en-CA writes YYYY-MM-DD.
  const day = dayOf(author.now);
  const stated = normaliseAudit({
    title: `Nachbereitung ${row.key}: ${row.title}`.slice(0, 200),
    scope: `Sicherheitsvorfall ${row.key}`,
    criteria: 'DER.2.1.A17, DER.2.1.A18; ISO/IEC 27001:2022, 10.2',
    auditor: author.by,
    starts: day,
    ends: day,
    state: 'running',
  });
  const { id } = await createAudit(trx, domain, stated, author);
  await trx.updateTable('incident_case').set({ review_audit_id: id }).where('id', '=', row.id).execute();
  return id;
}

/** @returns the lessons of a case, in the order in which they were learned */
export async function readLessons(db: Kysely<Database>, id: string): Promise<CaseLesson[]> {
  const rows = await db
    .selectFrom('case_lesson')
    .selectAll()
    .where('case_id', '=', id)
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  return rows.map(toLesson);
}

function toLesson(row: Selectable<CaseLessonTable>): CaseLesson {
  const { raised_as, raised_id, raised_audit_id, raised_at, raised_by } = row;
  return {
    id: row.id,
    title: row.title,
    text: row.text,
    created_at: row.created_at.toISOString(),
    created_by: row.created_by,
    raised:
      raised_as === null || raised_id === null || raised_at === null || raised_by === null
        ? null
        : {
            as: raised_as,
            id: raised_id,
            audit: raised_audit_id,
            at: raised_at.toISOString(),
            by: raised_by,
          },
  };
}
