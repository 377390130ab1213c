import { randomUUID } from 'node:crypto';
import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import { checkChange, type TriageState, triage } from '../alert/triage.js';
import type { Alert, AlertChange, AlertHistoryEntry } from '../contract/alert.js';
import { GrundwachtError } from '../contract/errors.js';
import { checkAssignee } from './alert-assignees.js';
import { lockAlerts, storeRevision } from './alert-revision.js';
import type { AlertTable } from './alert-tables.js';
import { toAlert } from './alerts.js';
import type { Database } from './tables.js';

/** Who changes alerts, and when. */
export interface Triager {
  /** User name. */
  by: string;
  /** Milliseconds since the epoch. */
  now: number;
}

/**
 * Changes an alert's state or assignee for a person and notes it in the alert's history.
 * @param change its `revision`, where given: no person may have changed the alert after it
 * @param by user name
 * @param now milliseconds since the epoch
 * @returns the alert as it is now
 * @throws GrundwachtError NOT_FOUND, CONFLICT (somebody changed it since that revision), TRANSITION_INVALID, VALIDATION
 */
export async function changeAlert(
  trx: Transaction<Database>,
  id: string,
  { revision: seen, ...change }: AlertChange,
  by: string,
  now: number,
): Promise<Alert> {
  checkChange(change);
  const revision = await lockAlerts(trx);
  const current = await trx.selectFrom('alert').selectAll().where('id', '=', id).executeTakeFirst();
  if (current === undefined)
    throw new GrundwachtError('NOT_FOUND', { message: 'there is no alert {id}', values: { id } });
  if (seen !== undefined && current.decided_revision > seen) {
    throw new GrundwachtError('CONFLICT', {
      pointer: '/revision',
      message: 'the alert was changed at revision {decided_revision}, the change is based on {seen}',
      values: { decided_revision: current.decided_revision, seen },
    });
  }
  await checkAssignee(trx, change.assignee, [current.tenant_id]);
  const decision = { current, next: triage(current, change, by) };
  const { alerts } = await storeDecisions(trx, [decision], { by, now, revision, comment: change.comment });
  return alerts[0]!;
}

/** What of one alert changes. */
export interface Decision {
  current: Pick<Selectable<AlertTable>, 'id' | 'tenant_id' | keyof TriageState>;
  next: TriageState;
}

interface Storing extends Triager {
  /** Latest one given out; the caller holds its lock. */
  revision: number;
  comment?: string | undefined;
}

/**
 * Changes alerts and notes it in their histories, as one act. The number of statements does not depend on the number
 * of alerts.
 * @param decisions at least one
 * @returns the act's id, and the alerts as they are now, in the order of the decisions
 */
export async function storeDecisions(
  trx: Transaction<Database>,
  decisions: readonly Decision[],
  { by, now, revision, comment = '' }: Storing,
): Promise<{ act: string; alerts: Alert[] }> {
  const act = randomUUID();
  const rows = decisions.map(({ current, next }, index) => ({
    alert_id: current.id,
    tenant_id: current.tenant_id,
    revision: revision + index + 1,
    from_state: current.state,
    from_reason: current.close_reason,
    from_assignee: current.assignee,
    to_state: next.state,
    reason: next.close_reason,
    to_assignee: next.assignee,
  }));
  const given = sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as decided (alert_id uuid, tenant_id text,
    revision bigint, from_state text, from_reason text, from_assignee text, to_state text, reason text,
    to_assignee text)`;
  const { rows: changed } = await sql<Selectable<AlertTable>>`
    update alert set state = decided.to_state, close_reason = decided.reason, assignee = decided.to_assignee,
      revision = decided.revision, decided_revision = decided.revision
    from ${given} where alert.id = decided.alert_id returning alert.*`.execute(trx);
  await sql`
    insert into alert_history (alert_id, tenant_id, at, by, from_state, to_state, reason, comment, act, revision,
      from_reason, from_assignee, to_assignee)
    select alert_id, tenant_id, ${new Date(now)}::timestamptz, ${by}::text, from_state, to_state, reason,
      nullif(${comment}::text, ''), ${act}::uuid, revision, from_reason, from_assignee, to_assignee
    from ${given} order by revision`.execute(trx);
  await storeRevision(trx, revision + rows.length);
  const alerts = changed.toSorted((a, b) => a.revision - b.revision).map(toAlert);
  return { act, alerts };
}

/** @returns what people did with an alert, oldest first */
export async function alertHistory(db: Kysely<Database>, id: string): Promise<AlertHistoryEntry[]> {
  const rows = await db
    .selectFrom('alert_history')
    .selectAll()
    .where('alert_id', '=', id)
    .orderBy('id')
    .execute();
  return rows.map((row) => ({
    at: row.at.toISOString(),
    by: row.by,
    from: row.from_state,
    to: row.to_state,
    reason: row.reason,
    comment: row.comment,
    ...(row.from_assignee !== row.to_assignee && { assignee: row.to_assignee }),
  }));
}
