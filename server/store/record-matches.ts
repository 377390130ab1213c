import { sql, type Transaction } from 'kysely';
import type { AlertDraft } from '../alert/alert.js';
import { type AlertUpdate, deduplicate, defaultWindow } from '../alert/deduplicate.js';
import type { Alert } from '../contract/alert.js';
import { appendEvents, keptEventIds } from './alert-events.js';
import { lockAlerts, storeRevision } from './alert-revision.js';
import type { AlertTable } from './alert-tables.js';
import { toAlert } from './alerts.js';
import { type HitOrigin, recordHits } from './indicator-hits.js';
import { getPipelinePosition, setPipelinePosition } from './pipeline-positions.js';
import type { Database } from './tables.js';

/** Name of the pipeline position up to which matches have become alerts. */
export const alertedPosition = 'alerted';

/** What became of the drafts: recorded + replayed + orphaned = drafts given. */
export interface Recorded {
  /** New and changed alerts, by revision. */
  alerts: Alert[];
  recorded: number;
  /** Known from before a restart. */
  replayed: number;
  /** Of a tenant that was removed meanwhile. */
  orphaned: number;
}

/**
 * Makes alerts of matches, exactly once: the position moves in the same transaction, and what lies at or before it
 * was recorded earlier. The number of statements does not depend on the number of matches.
 * @param drafts in journal order
 * @param position journal position behind the last event that was examined, with or without a match
 * @param now milliseconds since the epoch
 * @param window of deduplication, milliseconds of event time
 */
export async function recordMatches(
  trx: Transaction<Database>,
  drafts: readonly AlertDraft[],
  position: number,
  now: number,
  window: number = defaultWindow,
): Promise<Recorded> {
  const revision = await lockAlerts(trx);
  const done = await getPipelinePosition(trx, alertedPosition);
  const later = drafts.filter((draft) => draft.position > done);
  const { replayed, ...recorded } = await recordDrafts(trx, later, { revision, now, window, origin: 'live' });
  if (position > done) await setPipelinePosition(trx, alertedPosition, position, now);
  return { ...recorded, replayed: replayed + drafts.length - later.length };
}

/**
 * Makes alerts of what a hunt found in stored events; what is known already stays as it is.
 * @param now milliseconds since the epoch
 * @param window of deduplication, milliseconds of event time
 */
export async function recordFound(
  trx: Transaction<Database>,
  drafts: readonly AlertDraft[],
  now: number,
  window: number,
): Promise<Recorded> {
  const revision = await lockAlerts(trx);
  return recordDrafts(trx, drafts, { revision, now, window, origin: 'hunt' });
}

interface Recording {
  /** Latest one given out; the caller holds its lock. */
  revision: number;
  now: number;
  window: number;
  origin: HitOrigin;
}

async function recordDrafts(
  trx: Transaction<Database>,
  drafts: readonly AlertDraft[],
  { revision, now, window, origin }: Recording,
): Promise<Recorded> {
  const unknown = await withoutKnown(trx, drafts);
  const owned = await withTenant(trx, unknown);
  const fresh = await recordHits(trx, owned, origin, now);
  const updates = await deduplicated(trx, fresh, window);
  const alerts = await store(trx, updates, revision, now);
  if (alerts.length > 0) await storeRevision(trx, revision + alerts.length);
  return {
    alerts,
    recorded: fresh.length,
    replayed: drafts.length - unknown.length + (owned.length - fresh.length),
    orphaned: unknown.length - owned.length,
  };
}

/** A draft whose id an alert has was recorded: the id comes from the completing event. */
async function withoutKnown(trx: Transaction<Database>, drafts: readonly AlertDraft[]) {
  if (drafts.length === 0) return drafts;
  const rows = await trx
    .selectFrom('alert')
    .select('id')
    .where(sql<boolean>`id = any(${drafts.map((draft) => draft.id)}::uuid[])`)
    .execute();
  const known = new Set(rows.map((row) => row.id));
  return known.size === 0 ? drafts : drafts.filter((draft) => !known.has(draft.id));
}

async function withTenant(trx: Transaction<Database>, drafts: readonly AlertDraft[]) {
  if (drafts.length === 0) return drafts;
  const tenants = [...new Set(drafts.map((draft) => draft.tenant))];
  const rows = await trx.selectFrom('tenant').select('id').where('id', 'in', tenants).forShare().execute();
  const present = new Set(rows.map((row) => row.id));
  return drafts.filter((draft) => present.has(draft.tenant));
}

async function deduplicated(trx: Transaction<Database>, drafts: readonly AlertDraft[], window: number) {
  if (drafts.length === 0) return [];
  const spans = new Map<string, { first: number; last: number }>();
  for (const { key, first, last } of drafts) {
    const span = spans.get(key);
    if (span === undefined) spans.set(key, { first, last });
    else {
      span.first = Math.min(span.first, first);
      span.last = Math.max(span.last, last);
    }
  }
  const list = [...spans.values()];
  const { rows } = await sql<Pick<AlertTable, 'id'> & { key: string; first_seen: Date; last_seen: Date }>`
    select alert.id, encode(alert.dedup_key, 'hex') as key, alert.first_seen, alert.last_seen
    from unnest(
      ${[...spans.keys()]}::text[],
      ${list.map(({ first }) => new Date(first - window))}::timestamptz[],
      ${list.map(({ last }) => new Date(last + window))}::timestamptz[]
    ) as span (key, low, high)
    join alert on alert.dedup_key = decode(span.key, 'hex')
      and alert.state <> 'closed' and alert.last_seen >= span.low and alert.first_seen <= span.high
    order by alert.last_seen, alert.id`.execute(trx);
  const open = rows.map(({ id, key, first_seen, last_seen }) => ({
    id,
    key,
    first: first_seen.getTime(),
    last: last_seen.getTime(),
  }));
  return deduplicate(drafts, open, window);
}

/** @returns the stored alerts by revision, of which the first is `revision` + 1 */
async function store(
  trx: Transaction<Database>,
  updates: readonly AlertUpdate[],
  revision: number,
  now: number,
): Promise<Alert[]> {
  if (updates.length === 0) return [];
  const kept = await keptEventIds(
    trx,
    updates.flatMap(({ created, id }) => (created === undefined ? [id] : [])),
  );
  const numbered = updates.map((update, index) => ({
    ...update,
    events: update.events.filter((event) => !kept.get(update.id)?.has(event.id)),
    revision: revision + index + 1,
  }));
  const rows = [
    ...(await insertCreated(trx, numbered, now)),
    ...(await updateFolded(
      trx,
      numbered.filter(({ created }) => created === undefined),
    )),
  ].sort((a, b) => a.revision - b.revision);
  await appendEvents(
    trx,
    rows.map((row) => {
      const { events } = numbered[row.revision - revision - 1]!;
      return { alert: row.id, tenant: row.tenant_id, total: row.events_total - events.length, events };
    }),
  );
  return rows.map(toAlert);
}

type Numbered = AlertUpdate & { revision: number };

/** PostgreSQL takes 65,535 parameters a statement; an alert has 21. */
const alertsPerStatement = 1000;

async function insertCreated(trx: Transaction<Database>, updates: readonly Numbered[], now: number) {
  const values = updates.flatMap(({ created, ...update }) =>
    created === undefined ? [] : [rowOf(created, update, now)],
  );
  const rows = [];
  for (let at = 0; at < values.length; at += alertsPerStatement) {
    const chunk = values.slice(at, at + alertsPerStatement);
    rows.push(...(await trx.insertInto('alert').values(chunk).returningAll().execute()));
  }
  return rows;
}

function rowOf(draft: AlertDraft, update: Omit<Numbered, 'created'>, now: number) {
  return {
    id: draft.id,
    tenant_id: draft.tenant,
    dedup_key: Buffer.from(draft.key, 'hex'),
    rule_id: draft.rule.id,
    rule_title: draft.rule.title,
    rule_title_de: draft.rule.title_de,
    rule_level: draft.rule.level,
    rule_tags: draft.rule.tags,
    // Nobody is to look into a drill.
    state: draft.drill === undefined ? ('new' as const) : ('closed' as const),
    close_reason: draft.drill === undefined ? null : ('test' as const),
    drill_id: draft.drill ?? null,
    assignee: null,
    entity_type: draft.entity.type,
    entity_value: draft.entity.value,
    count: update.count,
    events_total: update.events.length,
    first_seen: new Date(update.first),
    last_seen: new Date(update.last),
    created_at: new Date(now),
    revision: update.revision,
    created_revision: update.revision,
  };
}

async function updateFolded(trx: Transaction<Database>, updates: readonly Numbered[]) {
  if (updates.length === 0) return [];
  return trx
    .updateTable('alert')
    .from(
      sql<{ id: string; count: number; events: number; first: Date; last: Date; revision: number }>`unnest(
        ${updates.map(({ id }) => id)}::uuid[], ${updates.map(({ count }) => count)}::bigint[],
        ${updates.map(({ events }) => events.length)}::bigint[],
        ${updates.map(({ first }) => new Date(first))}::timestamptz[],
        ${updates.map(({ last }) => new Date(last))}::timestamptz[],
        ${updates.map(({ revision }) => revision)}::bigint[]
      )`.as<'folded'>(sql`folded (id, count, events, first, last, revision)`),
    )
    .set((set) => ({
      count: sql<number>`alert.count + folded.count`,
      events_total: sql<number>`alert.events_total + folded.events`,
      first_seen: sql<Date>`folded.first`,
      last_seen: sql<Date>`folded.last`,
      revision: set.ref('folded.revision'),
    }))
    .whereRef('alert.id', '=', 'folded.id')
    .returningAll('alert')
    .execute();
}
