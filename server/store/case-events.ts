import { type Kysely, sql, type Transaction } from 'kysely';
import type { Database } from './tables.js';

/**
 * Events that belong to a case: those of its alerts, however these were closed, and those that were kept with it. They
 * stay while the case is open, and as long after its end as events that alerts refer to do.
 * @param range of event ids, both inclusive
 * @param closedSince milliseconds since the epoch: cases that were closed before keep nothing
 */
export async function eventsOfCases(
  db: Kysely<Database> | Transaction<Database>,
  tenant: string,
  { idFrom, idTo }: { idFrom: string; idTo: string },
  closedSince: number,
): Promise<string[]> {
  const { rows } = await sql<{ event_id: string }>`
    with counting as (
      select id from incident_case
      where tenant_id = ${tenant} and (closed_at is null or closed_at >= ${new Date(closedSince)})
    )
    select e.event_id from counting c
    join case_alert a on a.tenant_id = ${tenant} and a.case_id = c.id
    join alert_event e on e.alert_id = a.alert_id
    where e.event_id collate "C" between ${idFrom} and ${idTo}
    union
    select k.event_id from counting c
    join case_evidence k on k.tenant_id = ${tenant} and k.case_id = c.id
    where k.event_id collate "C" between ${idFrom} and ${idTo}`.execute(db);
  return rows.map(({ event_id }) => event_id);
}
