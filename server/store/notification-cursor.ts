import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import type { Alert } from '../contract/alert.js';
import type { AlertTable } from './alert-tables.js';
import { toAlert } from './alerts.js';
import type { NotificationAlertTable } from './notification-tables.js';
import type { Database } from './tables.js';

export type AlertMemory = Selectable<NotificationAlertTable>;

/** An alert, and whether it is of a fire drill. */
export interface ToldAlert {
  alert: Alert;
  drill: boolean;
}

const toTold = (row: Selectable<AlertTable>): ToldAlert => ({
  alert: toAlert(row),
  drill: row.drill_id !== null || row.close_reason === 'test',
});

/** How far changes of alerts (revision), reminders (id in the plan's history) and warnings of cases have become notices. */
export interface Cursor {
  revision: number;
  reminder: number;
  escalation: number;
}

/** @returns the cursor, which nobody else moves before the transaction ends */
export async function lockCursor(trx: Transaction<Database>): Promise<Cursor> {
  return trx
    .selectFrom('notification_cursor')
    .select(['revision', 'reminder', 'escalation'])
    .forUpdate()
    .executeTakeFirstOrThrow();
}

/** Moves the cursor in the transaction that stores what became of the changes. */
export async function moveCursor(trx: Transaction<Database>, cursor: Partial<Cursor>): Promise<void> {
  await trx.updateTable('notification_cursor').set(cursor).execute();
}

/** @returns alerts that changed after a revision, in the order of their latest changes */
export async function changedAlerts(
  trx: Transaction<Database>,
  revision: number,
  limit: number,
): Promise<ToldAlert[]> {
  const rows = await trx
    .selectFrom('alert')
    .selectAll()
    .where('revision', '>', revision)
    .orderBy('revision')
    .limit(limit)
    .execute();
  return rows.map(toTold);
}

/** @returns what was told of these alerts, by id */
export async function memoriesOf(
  trx: Transaction<Database>,
  ids: readonly string[],
): Promise<Map<string, AlertMemory>> {
  if (ids.length === 0) return new Map();
  const rows = await trx
    .selectFrom('notification_alert')
    .selectAll()
    .where(sql<boolean>`alert_id = any(${ids}::uuid[])`)
    .execute();
  return new Map(rows.map((row) => [row.alert_id, row]));
}

/** @returns alerts of which something is due by now: an update, or that nobody has acknowledged them */
export async function dueMemories(
  trx: Transaction<Database>,
  now: number,
  limit: number,
): Promise<{ memory: AlertMemory; told: ToldAlert | undefined }[]> {
  const at = new Date(now);
  const memories = await trx
    .selectFrom('notification_alert')
    .selectAll()
    .where((where) => where.or([where('owed_at', '<=', at), where('acknowledge_by', '<=', at)]))
    .limit(limit)
    .execute();
  if (memories.length === 0) return [];
  const rows = await trx
    .selectFrom('alert')
    .selectAll()
    .where(sql<boolean>`id = any(${memories.map(({ alert_id }) => alert_id)}::uuid[])`)
    .execute();
  const alerts = new Map(rows.map((row) => [row.id, toTold(row)]));
  return memories.map((memory) => ({ memory, told: alerts.get(memory.alert_id) }));
}

/** Remembers what was told of alerts, each of them once among `memories`. */
export async function storeMemories(
  trx: Transaction<Database>,
  memories: readonly AlertMemory[],
): Promise<void> {
  if (memories.length === 0) return;
  await sql`
    insert into notification_alert (alert_id, tenant_id, count, closed, told_at, owed_at, acknowledge_by)
    select * from unnest(
      ${memories.map((m) => m.alert_id)}::uuid[], ${memories.map((m) => m.tenant_id)}::text[],
      ${memories.map((m) => m.count)}::bigint[], ${memories.map((m) => m.closed)}::boolean[],
      ${memories.map((m) => m.told_at)}::timestamptz[], ${memories.map((m) => m.owed_at)}::timestamptz[],
      ${memories.map((m) => m.acknowledge_by)}::timestamptz[])
    on conflict (alert_id) do update set count = excluded.count, closed = excluded.closed,
      told_at = excluded.told_at, owed_at = excluded.owed_at, acknowledge_by = excluded.acknowledge_by`.execute(
    trx,
  );
}

/** A measure or evidence that was called to mind; see noteReminders and noteEvidenceReminders. */
export interface Reminder {
  id: number;
  tenant_id: string;
  subject: 'measure' | 'evidence';
  subject_id: string;
  at: Date;
  /** `soon`, or `overdue` / `expired`. */
  due: string;
  /** YYYY-MM-DD. */
  deadline: string;
  title: string;
}

/** @returns reminders after one, in order; only one writer makes them, so none appears before one that was seen */
export async function remindersAfter(
  trx: Transaction<Database>,
  id: number,
  limit: number,
): Promise<Reminder[]> {
  const { rows } = await sql<Reminder>`
    select h.id, h.tenant_id, h.subject, h.subject_id, h.at, h.new ->> 'due' as due,
      coalesce(h.new ->> 'deadline', h.new ->> 'valid_until', '') as deadline,
      coalesce(h.new ->> 'title', m.title, h.subject_id) as title
    from plan_history h
    left join measure m on h.subject = 'measure' and m.id::text = h.subject_id and m.tenant_id = h.tenant_id
    where h.id > ${id} and h.action = 'remind' and h.subject in ('measure', 'evidence')
    order by h.id limit ${limit}`.execute(trx);
  return rows;
}

/** Rank of a protection need, 1 normal to 3 very high. */
export type ProtectionRank = 1 | 2 | 3;

/**
 * @param asked tenants and entities of alerts
 * @returns the highest need of the target object that has the entity as name, host name or address; by the JSON of
 * tenant and entity
 */
export async function protectionOfEntities(
  db: Kysely<Database> | Transaction<Database>,
  asked: readonly { tenant: string; entity: string }[],
): Promise<Map<string, ProtectionRank>> {
  if (asked.length === 0) return new Map();
  const rank = (column: string) =>
    sql`case ${sql.ref(column)} when 'very_high' then 3 when 'high' then 2 else 1 end`;
  const { rows } = await sql<{ tenant: string; entity: string; rank: ProtectionRank }>`
    with named as (
      select o.tenant_id, lower(n.name) as name,
        greatest(${rank('e.confidentiality')}, ${rank('e.integrity')}, ${rank('e.availability')}) as rank
      from target_object o
      join protection_need_effective e
        on e.tenant_id = o.tenant_id and e.domain_id = o.domain_id and e.target_object_id = o.id
      cross join lateral unnest(o.hostnames || o.addresses || array[o.name]) as n (name)
      where o.tenant_id = any(${[...new Set(asked.map(({ tenant }) => tenant))]}::text[])
    )
    select a.tenant, a.entity, max(named.rank) as rank
    from unnest(${asked.map(({ tenant }) => tenant)}::text[], ${asked.map(({ entity }) => entity)}::text[])
      as a (tenant, entity)
    join named on named.tenant_id = a.tenant and named.name = lower(a.entity)
    group by a.tenant, a.entity`.execute(db);
  return new Map(rows.map(({ tenant, entity, rank }) => [JSON.stringify([tenant, entity]), rank]));
}
