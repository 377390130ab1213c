import { sql, type Transaction } from 'kysely';
import type { Event } from '../contract/event.js';
import { toDocument } from '../contract/event-document.js';
import type { Database } from './tables.js';

/** Of each alert the first and the latest events are kept; those of the middle are only counted. */
export const keptFirst = 10;
export const keptLatest = 40;

/** Events to append to one alert. */
export interface Append {
  alert: string;
  tenant: string;
  /** Events that the alert had before. */
  total: number;
  events: readonly Event[];
}

/** @returns ids of the kept events, by alert */
export async function keptEventIds(
  trx: Transaction<Database>,
  alerts: readonly string[],
): Promise<Map<string, Set<string>>> {
  const kept = new Map<string, Set<string>>(alerts.map((id) => [id, new Set()]));
  if (alerts.length === 0) return kept;
  const rows = await trx
    .selectFrom('alert_event')
    .select(['alert_id', 'event_id'])
    .where(sql<boolean>`alert_id = any(${alerts}::uuid[])`)
    .execute();
  for (const row of rows) kept.get(row.alert_id)?.add(row.event_id);
  return kept;
}

/** Appends events to alerts and drops what is then neither among the first nor among the latest. */
export async function appendEvents(trx: Transaction<Database>, appends: readonly Append[]): Promise<void> {
  const rows = appends.flatMap(rowsOf);
  if (rows.length > 0) {
    await sql`
      insert into alert_event (alert_id, tenant_id, ordinal, event_id, occurred_at, document)
      select alert_id, tenant_id, ordinal, event_id, occurred_at, document::json
      from unnest(
        ${rows.map((row) => row.alert)}::uuid[], ${rows.map((row) => row.tenant)}::text[],
        ${rows.map((row) => row.ordinal)}::bigint[], ${rows.map((row) => row.event.id)}::text[],
        ${rows.map((row) => new Date(row.event['@timestamp']))}::timestamptz[],
        ${rows.map((row) => JSON.stringify(toDocument(row.event)))}::text[]
      ) as added (alert_id, tenant_id, ordinal, event_id, occurred_at, document)`.execute(trx);
  }
  const crowded = appends.filter(({ total, events }) => total > 0 && total + events.length > keptFirst);
  if (crowded.length === 0) return;
  await sql`
    delete from alert_event as kept
    using unnest(
      ${crowded.map(({ alert }) => alert)}::uuid[],
      ${crowded.map(({ total, events }) => total + events.length - keptLatest)}::bigint[]
    ) as bound (alert_id, ordinal)
    where kept.alert_id = bound.alert_id and kept.ordinal > ${keptFirst} and kept.ordinal <= bound.ordinal
  `.execute(trx);
}

function rowsOf({ alert, tenant, total, events }: Append) {
  const end = total + events.length;
  return events.flatMap((event, index) => {
    const ordinal = total + index + 1;
    return ordinal <= keptFirst || ordinal > end - keptLatest ? [{ alert, tenant, ordinal, event }] : [];
  });
}
