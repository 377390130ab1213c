import { type Selectable, sql, type Transaction } from 'kysely';
import { checkChange, triage } from '../alert/triage.js';
import {
  type AlertBulk,
  type AlertBulkReply,
  type AlertRefusal,
  mostAtOnce,
} from '../contract/alert-bulk.js';
import { GrundwachtError } from '../contract/errors.js';
import { checkAssignee } from './alert-assignees.js';
import { lockAlerts } from './alert-revision.js';
import { filtered } from './alert-selection.js';
import type { AlertHistoryTable, AlertTable } from './alert-tables.js';
import { type Decision, storeDecisions, type Triager } from './alert-triage.js';
import { toAlert } from './alerts.js';
import type { Database } from './tables.js';

type Row = Selectable<AlertTable>;

/** All that was changed; the API gives out the first of them. */
export type BulkResult = AlertBulkReply;

/**
 * Changes many alerts for a person, in one transaction. What cannot be changed is refused alert by alert, and the others
 * are changed all the same.
 * @returns every alert that was changed, and why others were not
 * @throws GrundwachtError VALIDATION, of what is wrong with all of them
 */
export async function changeManyAlerts(
  trx: Transaction<Database>,
  { change, alerts: named, selection, except = [], revision: seen }: AlertBulk,
  triager: Triager,
): Promise<BulkResult> {
  checkChange(change);
  if ((named === undefined) === (selection === undefined)) {
    throw new GrundwachtError('VALIDATION', {
      pointer: '/',
      message: 'give /alerts or /selection, one of them',
    });
  }
  const revision = await lockAlerts(trx);
  const rows = named
    ? await rowsOf(
        trx,
        named.map(({ id }) => id),
      )
    : await selected(trx, { selection: selection!, except, revision: seen ?? revision }, triager.by);
  await checkAssignee(trx, change.assignee, [...new Set(rows.map((row) => row.tenant_id))]);
  const seenOf = new Map(named?.map(({ id, revision }) => [id, revision]));
  const found = new Set(rows.map(({ id }) => id));
  const missing = [...seenOf.keys()].filter((id) => !found.has(id));
  const sorting: Sorting = { decisions: [], refused: missing.map(notFound) };
  for (const row of rows) {
    const limit = named ? seenOf.get(row.id) : seen;
    if (limit !== undefined && row.decided_revision > limit) sorting.refused.push(refusal(row, 'CONFLICT'));
    else decide(row, sorting, () => triage(row, change, triager.by));
  }
  return finish(trx, sorting, { ...triager, revision, comment: change.comment });
}

/**
 * Takes back what somebody did to alerts in one act, where nobody has changed them since.
 * @throws GrundwachtError NOT_FOUND when the person did no such act
 */
export async function undoAct(
  trx: Transaction<Database>,
  act: string,
  triager: Triager,
): Promise<BulkResult> {
  const revision = await lockAlerts(trx);
  const steps = await trx
    .selectFrom('alert_history')
    .selectAll()
    .where('act', '=', act)
    .where('by', '=', triager.by)
    .execute();
  if (steps.length === 0)
    throw new GrundwachtError('NOT_FOUND', { message: 'you did no act {act}', values: { act } });
  const before = new Map(steps.map((step) => [step.alert_id, step]));
  const touched = await changedByOthers(trx, act, triager.by);
  const sorting: Sorting = { decisions: [], refused: [] };
  for (const row of await rowsOf(trx, [...before.keys()])) {
    const step = before.get(row.id)!;
    const { from_state, from_reason, from_assignee } = step;
    if (touched.has(row.id) || !isAfter(row, step)) sorting.refused.push(refusal(row, 'CONFLICT'));
    else {
      const next = { state: from_state, close_reason: from_reason, assignee: from_assignee };
      sorting.decisions.push({ current: row, next });
    }
  }
  return finish(trx, sorting, { ...triager, revision });
}

/** Whether an alert is as a step left it: what the same person did later was taken back. */
function isAfter(row: Row, step: Selectable<AlertHistoryTable>): boolean {
  return (
    row.decided_revision === step.revision ||
    (row.state === step.to_state && row.close_reason === step.reason && row.assignee === step.to_assignee)
  );
}

/** @returns ids of the alerts of an act that somebody else has changed since */
async function changedByOthers(trx: Transaction<Database>, act: string, by: string): Promise<Set<string>> {
  const rows = await trx
    .selectFrom('alert_history as step')
    .innerJoin('alert_history as later', (join) =>
      join.onRef('later.alert_id', '=', 'step.alert_id').onRef('later.revision', '>', 'step.revision'),
    )
    .select('step.alert_id')
    .distinct()
    .where('step.act', '=', act)
    .where('later.by', '<>', by)
    .execute();
  return new Set(rows.map(({ alert_id }) => alert_id));
}

interface Sorting {
  decisions: Decision[];
  refused: AlertRefusal[];
}

function decide(row: Row, { decisions, refused }: Sorting, next: () => Decision['next']): void {
  try {
    decisions.push({ current: row, next: next() });
  } catch (error) {
    if (!(error instanceof GrundwachtError) || error.code !== 'TRANSITION_INVALID') throw error;
    refused.push(refusal(row, 'TRANSITION_INVALID'));
  }
}

const notFound = (id: string): AlertRefusal => ({ id, code: 'NOT_FOUND', by: null, alert: null });
const refusal = (row: Row, code: 'CONFLICT' | 'TRANSITION_INVALID'): AlertRefusal => ({
  id: row.id,
  code,
  by: null,
  alert: toAlert(row),
});

async function finish(
  trx: Transaction<Database>,
  { decisions, refused }: Sorting,
  storing: Parameters<typeof storeDecisions>[2],
): Promise<BulkResult> {
  await nameDeciders(trx, refused);
  if (decisions.length === 0) return { act: null, changed: 0, alerts: [], refused };
  const { act, alerts } = await storeDecisions(trx, decisions, storing);
  return { act, changed: alerts.length, alerts, refused };
}

/** Says who was faster. */
async function nameDeciders(trx: Transaction<Database>, refused: AlertRefusal[]): Promise<void> {
  const ids = refused.flatMap(({ id, code }) => (code === 'CONFLICT' ? [id] : []));
  if (ids.length === 0) return;
  const rows = await trx
    .selectFrom('alert_history')
    .distinctOn('alert_id')
    .select(['alert_id', 'by'])
    .where('alert_id', '=', sql<string>`any(${ids}::uuid[])`)
    .orderBy('alert_id')
    .orderBy('id', 'desc')
    .execute();
  const deciders = new Map(rows.map((row) => [row.alert_id, row.by]));
  for (const each of refused) each.by = deciders.get(each.id) ?? null;
}

async function rowsOf(trx: Transaction<Database>, ids: readonly string[]): Promise<Row[]> {
  return trx.selectFrom('alert').selectAll().where('id', '=', sql<string>`any(${ids}::uuid[])`).execute();
}

/** Alerts that came after the revision were not seen by who decides. */
async function selected(
  trx: Transaction<Database>,
  { selection, except, revision }: Required<Pick<AlertBulk, 'selection' | 'except' | 'revision'>>,
  asker: string,
): Promise<Row[]> {
  const rows = await filtered(trx.selectFrom('alert').selectAll(), selection, asker)
    .where('created_revision', '<=', revision)
    .where(sql<boolean>`id <> all(${except}::uuid[])`)
    .limit(mostAtOnce + 1)
    .execute();
  if (rows.length > mostAtOnce) {
    throw new GrundwachtError('VALIDATION', {
      pointer: '/selection',
      message: 'these are more than {mostAtOnce} alerts; narrow it',
      values: { mostAtOnce },
    });
  }
  return rows;
}
