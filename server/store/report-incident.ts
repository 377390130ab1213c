import type { Kysely } from 'kysely';
import type { AlertHistoryEntry } from '../contract/alert.js';
import { GrundwachtError } from '../contract/errors.js';
import type { IncidentFacts } from '../isms/report/incident.js';
import { alertEvents, findAlert } from './alerts.js';
import type { Database } from './tables.js';

/** @throws GrundwachtError NOT_FOUND when the tenant has no such alert */
export async function incidentFacts(
  db: Kysely<Database>,
  tenant: string,
  id: string,
): Promise<IncidentFacts> {
  const found = await findAlert(db, id);
  if (found === undefined || found.alert.tenant !== tenant) {
    throw new GrundwachtError('NOT_FOUND', { message: 'the tenant has no alert {id}', values: { id } });
  }
  const rows = await db
    .selectFrom('alert_history')
    .select(['at', 'by', 'from_state as from', 'to_state as to', 'reason', 'comment'])
    .where('alert_id', '=', id)
    // Who was to work on it is no step of the incident.
    .where((where) =>
      where.or([where('from_state', '<>', where.ref('to_state')), where('comment', 'is not', null)]),
    )
    .orderBy('alert_history.id')
    .execute();
  const history = rows.map((row): AlertHistoryEntry => ({ ...row, at: row.at.toISOString() }));
  return { ...found, history, events: await alertEvents(db, id) };
}
