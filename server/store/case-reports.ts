import type { Kysely, Selectable, Transaction } from 'kysely';
import { isLawDuty } from '../case/duties.js';
import type { CaseDuty, CaseReport, NewCaseReport, NewDutyDecision } from '../contract/case-duty.js';
import { GrundwachtError } from '../contract/errors.js';
import { dutiesOf } from './case-duties.js';
import { type CaseRow, openCase, touchCase } from './case-lock.js';
import type { CaseReportTable } from './case-tables.js';
import { type CaseKey, coverCase, noteTimeline } from './case-timeline.js';
import type { Author } from './structure-history.js';
import type { Database } from './tables.js';

/**
 * Notes that a person decided whether a duty to report holds in a case, and since when the knowledge is there.
 * @throws GrundwachtError NOT_FOUND, CONFLICT of a closed case, VALIDATION of a duty that there is not, or without the
 * time of the knowledge where the duty runs from it
 */
export async function decideDuty(
  trx: Transaction<Database>,
  id: string,
  { duty, applies, reason, aware_at, statement }: NewDutyDecision,
  author: Author,
): Promise<CaseKey> {
  const { key, row } = await openCase(trx, id);
  const known = await knownDuty(trx, row, duty, author.now);
  const needsTime = applies === 'yes' && known.starts === 'aware';
  if (needsTime && aware_at === undefined)
    throw new GrundwachtError('VALIDATION', {
      pointer: '/aware_at',
      message: 'say since when the knowledge is there',
    });
  if (aware_at !== undefined && Date.parse(aware_at) > author.now)
    throw new GrundwachtError('VALIDATION', {
      pointer: '/aware_at',
      message: 'nobody knows of it before now',
    });
  const aware = needsTime && aware_at !== undefined ? new Date(aware_at) : null;
  const decision = await trx
    .insertInto('case_duty')
    .values({
      tenant_id: key.tenant,
      case_id: id,
      duty,
      applies,
      reason,
      aware_at: aware,
      statement: statement ?? '',
      own: isLawDuty(duty) ? JSON.stringify(null) : JSON.stringify(await ownFacts(trx, id, duty)),
      at: new Date(author.now),
      by: author.by,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  await coverCase(trx, key, 'case_duty', [decision.id]);
  await noteTimeline(trx, key, author, [
    {
      kind: 'duty_decided',
      text: reason,
      facts: { name: known.name.en, name_de: known.name.de, applies, aware_at: aware?.toISOString() ?? null },
    },
  ]);
  await touchCase(trx, key, author);
  return key;
}

/** What an own deadline is now, or was when it was first decided on. */
async function ownFacts(trx: Transaction<Database>, id: string, duty: string) {
  const before = await trx
    .selectFrom('case_duty')
    .select('own')
    .where('case_id', '=', id)
    .where('duty', '=', duty)
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
  if (before?.own) return before.own;
  return trx
    .selectFrom('case_deadline')
    .select(['name', 'recipient', 'basis', 'hours', 'starts'])
    .where('id', '=', duty)
    .executeTakeFirstOrThrow();
}

async function knownDuty(
  trx: Transaction<Database>,
  row: CaseRow,
  duty: string,
  now: number,
): Promise<CaseDuty> {
  const duties = (await dutiesOf(trx, [row], now)).get(row.id) ?? [];
  const found = duties.find((each) => each.duty === duty);
  if (found === undefined)
    throw new GrundwachtError('VALIDATION', {
      pointer: '/duty',
      message: 'the case has no duty {duty}',
      values: { duty },
    });
  return found;
}

/**
 * Records a report that was made.
 * @throws GrundwachtError NOT_FOUND, CONFLICT of a closed case, VALIDATION of a step that the duty does not have, of a
 * duty that does not hold, of a time to come or before the knowledge, or without the reason of a delay where the law asks for it
 */
export async function recordReport(
  trx: Transaction<Database>,
  id: string,
  input: NewCaseReport,
  author: Author,
): Promise<CaseKey> {
  const { key, row } = await openCase(trx, id);
  const duty = await knownDuty(trx, row, input.duty, author.now);
  const clock = duty.clocks.find(({ step }) => step === input.step);
  if (clock === undefined)
    throw new GrundwachtError('VALIDATION', {
      pointer: '/step',
      message: '{en} has no {step}',
      values: { en: duty.name.en, step: input.step },
    });
  if (duty.applies !== 'yes')
    throw new GrundwachtError('VALIDATION', {
      pointer: '/duty',
      message: 'decide first that the duty holds',
    });
  const submitted = new Date(input.submitted_at);
  if (submitted.getTime() > author.now)
    throw new GrundwachtError('VALIDATION', {
      pointer: '/submitted_at',
      message: 'the report is made first, then recorded',
    });
  const aware = duty.decisions[0]?.aware_at ?? null;
  if (duty.starts === 'aware' && aware !== null && submitted.getTime() < Date.parse(aware))
    throw new GrundwachtError('VALIDATION', {
      pointer: '/submitted_at',
      message: 'lies before the knowledge that the duty runs from',
    });
  const late = clock.due_at !== null && submitted.getTime() > Date.parse(clock.due_at);
  const reason = input.late_reason?.trim() ?? '';
  // Article 33 (1) GDPR, second sentence.
  if (late && clock.reported_at === null && isLawDuty(input.duty) && reason === '')
    throw new GrundwachtError('VALIDATION', {
      pointer: '/late_reason',
      message: 'a report after the end says why it is late',
    });
  const made = await trx
    .insertInto('case_report')
    .values({
      tenant_id: key.tenant,
      case_id: id,
      duty: input.duty,
      step: input.step,
      submitted_at: submitted,
      submitted_by: input.submitted_by,
      recipient: input.recipient,
      channel: input.channel ?? '',
      receipt: input.receipt ?? '',
      late_reason: reason,
      content: input.content ?? '',
      due_at: clock.due_at === null ? null : new Date(clock.due_at),
      recorded_at: new Date(author.now),
      recorded_by: author.by,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  await coverCase(trx, key, 'case_report', [made.id]);
  await noteTimeline(trx, key, author, [
    {
      kind: 'reported',
      happenedAt: submitted,
      facts: {
        name: clock.name.en,
        name_de: clock.name.de,
        duty: duty.name.en,
        duty_de: duty.name.de,
        submitted_by: input.submitted_by,
        recipient: input.recipient,
        receipt: input.receipt ?? '',
      },
    },
  ]);
  await touchCase(trx, key, author);
  return key;
}

/** Withdraws a report that was recorded by mistake; its clock runs again. @throws GrundwachtError NOT_FOUND, CONFLICT */
export async function withdrawReport(
  trx: Transaction<Database>,
  id: string,
  report: string,
  reason: string,
  author: Author,
): Promise<CaseKey> {
  const { key } = await openCase(trx, id);
  const row = await trx
    .updateTable('case_report')
    .set({ withdrawn_at: new Date(author.now), withdrawn_by: author.by, withdrawn_reason: reason })
    .where('case_id', '=', id)
    .where('id', '=', report)
    .where('withdrawn_at', 'is', null)
    .returning(['recipient', 'receipt'])
    .executeTakeFirst();
  if (row === undefined)
    throw new GrundwachtError('NOT_FOUND', {
      message: 'the case has no report {report}, or it is withdrawn already',
      values: { report },
    });
  await coverCase(trx, key, 'case_report', [report]);
  await noteTimeline(trx, key, author, [{ kind: 'report_withdrawn', text: reason, facts: row }]);
  await touchCase(trx, key, author);
  return key;
}

/** @returns the reports of a case, latest first */
export async function readReports(db: Kysely<Database>, id: string): Promise<CaseReport[]> {
  const rows = await db
    .selectFrom('case_report')
    .selectAll()
    .where('case_id', '=', id)
    .orderBy('submitted_at', 'desc')
    .orderBy('id')
    .execute();
  return rows.map(toReport);
}

function toReport(row: Selectable<CaseReportTable>): CaseReport {
  const {
    tenant_id: _tenant,
    case_id: _case,
    submitted_at,
    due_at,
    recorded_at,
    withdrawn_at,
    ...rest
  } = row;
  return {
    ...rest,
    submitted_at: submitted_at.toISOString(),
    due_at: due_at?.toISOString() ?? null,
    recorded_at: recorded_at.toISOString(),
    withdrawn_at: withdrawn_at?.toISOString() ?? null,
  };
}
