import type { Kysely, Transaction } from 'kysely';
import type { Alert, AlertComment } from '../contract/alert.js';
import { GrundwachtError } from '../contract/errors.js';
import { lockAlerts, storeRevision } from './alert-revision.js';
import type { Triager } from './alert-triage.js';
import { toAlert } from './alerts.js';
import type { Database } from './tables.js';

/**
 * Keeps what somebody writes to an alert. The alert gets a new revision, so that everybody hears of it; whoever is just
 * deciding it is not refused for that.
 * @returns the alert as it is now
 * @throws GrundwachtError NOT_FOUND
 */
export async function commentAlert(
  trx: Transaction<Database>,
  id: string,
  text: string,
  { by, now }: Triager,
): Promise<Alert> {
  const revision = (await lockAlerts(trx)) + 1;
  const row = await trx
    .updateTable('alert')
    .set((set) => ({ comments: set('comments', '+', 1), revision }))
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst();
  if (row === undefined)
    throw new GrundwachtError('NOT_FOUND', { message: 'there is no alert {id}', values: { id } });
  await trx
    .insertInto('alert_comment')
    .values({ tenant_id: row.tenant_id, alert_id: id, at: new Date(now), by, text: text.trim() })
    .execute();
  await storeRevision(trx, revision);
  return toAlert(row);
}

/** @returns what people wrote to an alert, oldest first */
export async function alertComments(db: Kysely<Database>, id: string): Promise<AlertComment[]> {
  const rows = await db
    .selectFrom('alert_comment')
    .select(['at', 'by', 'text'])
    .where('alert_id', '=', id)
    .orderBy('id')
    .execute();
  return rows.map(({ at, ...row }) => ({ at: at.toISOString(), ...row }));
}
