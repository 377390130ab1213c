import type { Kysely, Transaction } from 'kysely';
import { triage } from '../alert/triage.js';
import type { Alert, AlertChange, AlertHistoryEntry } from '../contract/alert.js';
import { GrundwachtError } from '../contract/errors.js';
import { lockAlerts, storeRevision } from './alert-revision.js';
import { toAlert } from './alerts.js';
import type { Database } from './tables.js';

/**
 * Changes an alert's state for a person and notes it in the alert's history.
 * @param change the new state; its `revision`, where given, must still be the alert's
 * @param by user name
 * @param now milliseconds since the epoch
 * @returns the alert as it is now
 * @throws GrundwachtError NOT_FOUND, CONFLICT (changed since that revision), TRANSITION_INVALID, VALIDATION
 */
export async function changeAlert(
  trx: Transaction<Database>,
  id: string,
  change: AlertChange,
  by: string,
  now: number,
): Promise<Alert> {
  const revision = (await lockAlerts(trx)) + 1;
  const current = await trx.selectFrom('alert').selectAll().where('id', '=', id).executeTakeFirst();
  if (current === undefined) throw new GrundwachtError('NOT_FOUND', `there is no alert ${id}`);
  if (change.revision !== undefined && change.revision !== current.revision) {
    throw new GrundwachtError(
      'CONFLICT',
      `/revision: the alert is at revision ${current.revision}, the change is based on ${change.revision}`,
    );
  }
  const next = triage(current, change, by);
  const row = await trx
    .updateTable('alert')
    .set({ ...next, revision })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
  await trx
    .insertInto('alert_history')
    .values({
      alert_id: id,
      tenant_id: current.tenant_id,
      at: new Date(now),
      by,
      from_state: current.state,
      to_state: next.state,
      reason: next.close_reason,
      comment: change.comment ?? null,
    })
    .execute();
  await storeRevision(trx, revision);
  return toAlert(row);
}

/** @returns what people did with an alert, oldest first */
export async function alertHistory(db: Kysely<Database>, id: string): Promise<AlertHistoryEntry[]> {
  const rows = await db
    .selectFrom('alert_history')
    .select(['at', 'by', 'from_state', 'to_state', 'reason', 'comment'])
    .where('alert_id', '=', id)
    .orderBy('id')
    .execute();
  return rows.map(({ at, from_state, to_state, ...rest }) => ({
    ...rest,
    at: at.toISOString(),
    from: from_state,
    to: to_state,
  }));
}
