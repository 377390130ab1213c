import type { Kysely, Selectable } from 'kysely';
import type { Alert, AlertQuery, AlertSelection } from '../contract/alert.js';
import type { AlertCount } from '../contract/alert-bulk.js';
import type { EventDocument } from '../contract/event.js';
import { orderOf } from './alert-order.js';
import { latestRevision } from './alert-revision.js';
import { filtered } from './alert-selection.js';
import type { AlertTable } from './alert-tables.js';
import { decodeCursor, encodeCursor } from './cursor.js';
import type { Database } from './tables.js';

/** @returns the row in the API's form */
export function toAlert(row: Selectable<AlertTable>): Alert {
  return {
    id: row.id,
    tenant: row.tenant_id,
    rule: {
      id: row.rule_id,
      title: row.rule_title,
      title_de: row.rule_title_de,
      level: row.rule_level,
      tags: row.rule_tags,
    },
    state: row.state,
    close_reason: row.close_reason,
    count: row.count,
    first_seen: row.first_seen.toISOString(),
    last_seen: row.last_seen.toISOString(),
    created_at: row.created_at.toISOString(),
    entity: { type: row.entity_type, value: row.entity_value },
    assignee: row.assignee,
    comments: row.comments,
    revision: row.revision,
  };
}

/**
 * Alerts in an order that ends with the id, by keyset: alerts that arrive while one pages never shift the pages.
 * @param query filters and order; limit: rows at most
 * @param asker user name of who `assigned: me` means
 * @returns a page, and the cursor of the next one or null
 * @throws GrundwachtError CURSOR_INVALID, VALIDATION
 */
export async function listAlerts(
  db: Kysely<Database>,
  query: AlertQuery & { limit: number; cursor?: string },
  asker = '',
): Promise<{ items: Alert[]; next: string | null }> {
  const order = orderOf(query.order);
  let select = filtered(db.selectFrom('alert').selectAll(), query, asker);
  if (query.as_of !== undefined) select = select.where('created_revision', '<=', query.as_of);
  if (query.cursor !== undefined) select = order.after(select, decodeCursor(query.cursor));
  const rows = await order
    .sort(select)
    .limit(query.limit + 1)
    .execute();
  const page = rows.slice(0, query.limit);
  const end = page.at(-1);
  const more = rows.length > query.limit && end !== undefined;
  return { items: page.map(toAlert), next: more ? encodeCursor(order.keyset(end)) : null };
}

/**
 * @param asker user name of who `assigned: me` means
 * @returns how many alerts there are of a selection, as of a revision: none that is counted came after it
 */
export async function countAlerts(
  db: Kysely<Database>,
  selection: AlertSelection,
  asker: string,
): Promise<AlertCount> {
  const revision = await latestRevision(db);
  const { count } = await filtered(db.selectFrom('alert'), selection, asker)
    .where('created_revision', '<=', revision)
    .select((select) => select.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return { count, revision };
}

/**
 * Alerts that changed after a revision, in the order of their changes.
 * @param limit rows at most; fewer came back when there are no more
 */
export async function alertsAfter(db: Kysely<Database>, revision: number, limit: number): Promise<Alert[]> {
  const rows = await db
    .selectFrom('alert')
    .selectAll()
    .where('revision', '>', revision)
    .orderBy('revision')
    .limit(limit)
    .execute();
  return rows.map(toAlert);
}

/** @returns the alert and how many events caused it; undefined when there is none with this id */
export async function findAlert(
  db: Kysely<Database>,
  id: string,
): Promise<{ alert: Alert; eventsTotal: number } | undefined> {
  const row = await db.selectFrom('alert').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? undefined : { alert: toAlert(row), eventsTotal: row.events_total };
}

/** @returns the first and the latest events of an alert, oldest first */
export async function alertEvents(db: Kysely<Database>, id: string): Promise<EventDocument[]> {
  const rows = await db
    .selectFrom('alert_event')
    .select('document')
    .where('alert_id', '=', id)
    .orderBy('occurred_at')
    .orderBy('ordinal')
    .execute();
  return rows.map((row) => row.document);
}
