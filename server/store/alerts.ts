import { type Kysely, type Selectable, type SelectQueryBuilder, sql } from 'kysely';
import type { Alert, AlertQuery } from '../contract/alert.js';
import type { EventDocument } from '../contract/event.js';
import { decodeCursor, encodeCursor } from './cursor.js';
import type { AlertTable, Database } from './tables.js';

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
    revision: row.revision,
  };
}

type AlertSelect = SelectQueryBuilder<Database, 'alert', Selectable<AlertTable>>;

/**
 * Alerts, latest first (last_seen, then id), by keyset: alerts that arrive while one pages never shift the pages.
 * @param query filters; limit: rows at most
 * @returns a page, and the cursor of the next one or null
 * @throws GrundwachtError CURSOR_INVALID
 */
export async function listAlerts(
  db: Kysely<Database>,
  query: AlertQuery & { limit: number; cursor?: string },
): Promise<{ items: Alert[]; next: string | null }> {
  let select: AlertSelect = filtered(db.selectFrom('alert').selectAll(), query);
  if (query.cursor !== undefined) {
    const { time, id } = decodeCursor(query.cursor);
    select = select.where(sql<boolean>`(last_seen, id) < (${new Date(time)}, ${id}::uuid)`);
  }
  const rows = await select
    .orderBy('last_seen', 'desc')
    .orderBy('id', 'desc')
    .limit(query.limit + 1)
    .execute();
  const page = rows.slice(0, query.limit);
  const end = page.at(-1);
  const more = rows.length > query.limit && end !== undefined;
  return {
    items: page.map(toAlert),
    next: more ? encodeCursor({ time: end.last_seen.getTime(), id: end.id }) : null,
  };
}

function filtered(select: AlertSelect, query: AlertQuery): AlertSelect {
  const { state, level, rule, entity, q, from, to, tenant } = query;
  let out = select;
  if (tenant !== undefined) out = out.where('tenant_id', '=', tenant);
  if (state !== undefined && state.length > 0) out = out.where('state', 'in', state);
  if (level !== undefined && level.length > 0) out = out.where('rule_level', 'in', level);
  if (rule !== undefined) out = out.where('rule_id', '=', rule);
  if (entity !== undefined) out = out.where('entity_value', '=', entity);
  if (from !== undefined) out = out.where('last_seen', '>=', new Date(from));
  if (to !== undefined) out = out.where('last_seen', '<', new Date(to));
  if (q !== undefined && q !== '') {
    const pattern = `%${q.replace(/[\\%_]/g, '\\$&')}%`;
    out = out.where((where) =>
      where.or([
        where('rule_title', 'ilike', pattern),
        where('rule_title_de', 'ilike', pattern),
        where('entity_value', 'ilike', pattern),
      ]),
    );
  }
  return out;
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
