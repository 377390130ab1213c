import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import type {
  CaseEvidence,
  CaseTask,
  CaseTaskChange,
  NewCaseEvidence,
  NewCaseTask,
} from '../contract/case.js';
import { GrundwachtError } from '../contract/errors.js';
import type { EventDocument } from '../contract/event.js';
import { openCase, touchCase } from './case-lock.js';
import type { CaseTaskTable } from './case-tables.js';
import { type CaseKey, noteTimeline } from './case-timeline.js';
import { mustBeCurrent } from './plan-history.js';
import type { Author } from './structure-history.js';
import type { Database } from './tables.js';

/** @throws GrundwachtError NOT_FOUND, CONFLICT of a closed case */
export async function addTask(
  trx: Transaction<Database>,
  id: string,
  { title, assignee = null, due = null }: NewCaseTask,
  author: Author,
): Promise<CaseKey> {
  const { key } = await openCase(trx, id);
  await trx
    .insertInto('case_task')
    .values({
      tenant_id: key.tenant,
      case_id: id,
      title,
      assignee,
      due,
      created_at: new Date(author.now),
      created_by: author.by,
      version: 1,
    })
    .execute();
  await noteTimeline(trx, key, author, [{ kind: 'task_added', facts: { title, assignee } }]);
  await touchCase(trx, key, author);
  return key;
}

/** @throws GrundwachtError NOT_FOUND, CONFLICT */
export async function changeTask(
  trx: Transaction<Database>,
  id: string,
  task: string,
  { version, done, ...change }: CaseTaskChange,
  author: Author,
): Promise<CaseKey> {
  const { key } = await openCase(trx, id);
  const row = await trx
    .selectFrom('case_task')
    .selectAll()
    .where('case_id', '=', id)
    .where('id', '=', task)
    .executeTakeFirst();
  if (row === undefined)
    throw new GrundwachtError('NOT_FOUND', { message: 'the case has no task {task}', values: { task } });
  mustBeCurrent({ message: 'the task "{title}"', values: { title: row.title } }, row.version, version);
  const turned = done !== undefined && done !== (row.done_at !== null);
  const doneAt = done ? new Date(author.now) : null;
  await trx
    .updateTable('case_task')
    .set({
      ...change,
      ...(turned ? { done_at: doneAt, done_by: done ? author.by : null } : {}),
      version: version + 1,
    })
    .where('id', '=', task)
    .execute();
  if (turned) {
    const facts = { title: change.title ?? row.title };
    await noteTimeline(trx, key, author, [{ kind: done ? 'task_done' : 'task_reopened', facts }]);
  }
  await touchCase(trx, key, author);
  return key;
}

/** @returns the tasks of a case, open ones first, by when they are due */
export async function readTasks(db: Kysely<Database>, id: string): Promise<CaseTask[]> {
  const rows = await db
    .selectFrom('case_task')
    .selectAll()
    .select(sql<string | null>`due::text`.as('due_day'))
    .where('case_id', '=', id)
    .orderBy(sql`done_at is not null`)
    .orderBy(sql`due nulls last`)
    .orderBy('created_at')
    .execute();
  return rows.map(toTask);
}

function toTask(row: Selectable<CaseTaskTable> & { due_day: string | null }): CaseTask {
  const { id, title, assignee, due_day, done_at, done_by, created_at, created_by, version } = row;
  return {
    id,
    title,
    assignee,
    due: due_day,
    done_at: done_at?.toISOString() ?? null,
    done_by,
    created_at: created_at.toISOString(),
    created_by,
    version,
  };
}

/**
 * Keeps an event with a case, or links an item of the evidence of the ISMS to it; what is there already stays.
 * @param event the one that `input` names
 * @throws GrundwachtError NOT_FOUND, CONFLICT of a closed case, VALIDATION of an item that the tenant does not have
 */
export async function addEvidence(
  trx: Transaction<Database>,
  id: string,
  { item, note = '' }: NewCaseEvidence,
  event: EventDocument | undefined,
  author: Author,
): Promise<CaseKey> {
  const { key } = await openCase(trx, id);
  const found = item === undefined ? undefined : await foundItem(trx, key, item);
  const added = await trx
    .insertInto('case_evidence')
    .values({
      tenant_id: key.tenant,
      case_id: id,
      event_id: event?.id ?? null,
      document: event === undefined ? null : JSON.stringify(event),
      domain_id: found?.domain_id ?? null,
      evidence_id: found?.id ?? null,
      note,
      added_at: new Date(author.now),
      added_by: author.by,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .execute();
  if (added.length === 0) return key;
  const facts = { item: found?.title ?? null, event: event?.id ?? null };
  await noteTimeline(trx, key, author, [{ kind: 'evidence_added', text: note, facts }]);
  await touchCase(trx, key, author);
  return key;
}

async function foundItem(trx: Transaction<Database>, { tenant }: CaseKey, item: string) {
  const row = await trx
    .selectFrom('evidence')
    .select(['id', 'domain_id', 'title'])
    .where('tenant_id', '=', tenant)
    .where('id', '=', item)
    .executeTakeFirst();
  if (row === undefined)
    throw new GrundwachtError('VALIDATION', {
      pointer: '/item',
      message: 'the tenant has no evidence {item}',
      values: { item },
    });
  return row;
}

/** @returns what was kept with a case, in the order of keeping */
export async function readEvidence(db: Kysely<Database>, id: string): Promise<CaseEvidence[]> {
  const rows = await db
    .selectFrom('case_evidence as c')
    .leftJoin('evidence as e', 'e.id', 'c.evidence_id')
    .select(['c.document', 'c.evidence_id', 'e.title', 'c.note', 'c.added_at', 'c.added_by'])
    .where('c.case_id', '=', id)
    .orderBy('c.added_at')
    .orderBy('c.id')
    .execute();
  return rows.map(({ document, evidence_id, title, note, added_at, added_by }) => ({
    event: document,
    item: evidence_id === null ? null : { id: evidence_id, title: title ?? '' },
    note,
    added_at: added_at.toISOString(),
    added_by,
  }));
}
