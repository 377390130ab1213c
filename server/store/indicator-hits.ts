import { type Kysely, sql, type Transaction } from 'kysely';
import type { AlertDraft } from '../alert/alert.js';
import { storableText } from '../alert/storable-text.js';
import { GrundwachtError } from '../contract/errors.js';
import type { IndicatorHit } from '../contract/indicator.js';
import type { IndicatorMatch } from '../contract/indicator-state.js';
import type { IndicatorHitTable } from './indicator-tables.js';
import type { Database } from './tables.js';

export type HitOrigin = IndicatorHitTable['origin'];

/** Events that are kept of one list; further ones only raise alerts and are counted. */
export const mostHits = 100_000;

type IndicatorDraft = AlertDraft & { indicator: IndicatorMatch };

/**
 * Notes which events have an indicator.
 * @param drafts of rules, too, which stay as they are
 * @param now milliseconds since the epoch
 * @returns the drafts without those whose event was noted before, by a hunt or as it came, or whose list is gone
 */
export async function recordHits(
  trx: Transaction<Database>,
  drafts: readonly AlertDraft[],
  origin: HitOrigin,
  now: number,
): Promise<readonly AlertDraft[]> {
  const found = drafts.filter((draft): draft is IndicatorDraft => draft.indicator !== undefined);
  if (found.length === 0) return drafts;
  const lists = await trx
    .selectFrom('indicator_list')
    .select(['tenant_id', 'id', 'hits'])
    .where('id', 'in', [...new Set(found.map(({ indicator }) => indicator.list))])
    .forNoKeyUpdate()
    .execute();
  const hits = new Map(lists.map((list) => [`${list.tenant_id} ${list.id}`, list.hits]));
  const hitsOf = ({ tenant, indicator }: IndicatorDraft) => hits.get(`${tenant} ${indicator.list}`);
  const known = found.filter((draft) => hitsOf(draft) !== undefined);
  const kept = new Set(known.filter((draft) => hitsOf(draft)! < mostHits));
  const inserted = await insertHits(trx, [...kept], origin, now);
  const fresh = known.filter((draft) => !kept.has(draft) || inserted.has(keyOf(draft)));
  await countHits(trx, fresh);
  const recorded = new Set<AlertDraft>(fresh);
  return drafts.filter((draft) => draft.indicator === undefined || recorded.has(draft));
}

const eventOf = (draft: AlertDraft) => draft.events.at(-1)!;
const keyOf = (draft: IndicatorDraft): string => {
  const { list, kind, value } = draft.indicator;
  return JSON.stringify([draft.tenant, list, eventOf(draft).id, kind, value]);
};

/** @returns keys of the drafts that were not noted before */
async function insertHits(
  trx: Transaction<Database>,
  drafts: readonly IndicatorDraft[],
  origin: HitOrigin,
  now: number,
): Promise<Set<string>> {
  if (drafts.length === 0) return new Set();
  const rows = drafts.map((draft) => ({ ...draft.indicator, tenant: draft.tenant, event: eventOf(draft) }));
  const { rows: inserted } = await sql<{
    tenant_id: string;
    list_id: string;
    event_id: string;
    kind: string;
    value: string;
  }>`
    insert into indicator_hit (tenant_id, list_id, event_id, kind, value, event_time, field, host, dataset, origin,
      found_at)
    select *, ${origin}, ${new Date(now)}::timestamptz from unnest(
      ${rows.map(({ tenant }) => tenant)}::text[], ${rows.map(({ list }) => list)}::uuid[],
      ${rows.map(({ event }) => event.id)}::text[], ${rows.map(({ kind }) => kind)}::text[],
      ${rows.map(({ value }) => value)}::text[],
      ${rows.map(({ event }) => new Date(event['@timestamp']))}::timestamptz[],
      ${rows.map(({ field }) => storableText(field).slice(0, 200))}::text[],
      ${rows.map(({ event }) => hostOf(event['host.name']))}::text[],
      ${rows.map(({ event }) => storableText(event['event.dataset']))}::text[]
    )
    on conflict do nothing
    returning tenant_id, list_id, event_id, kind, value`.execute(trx);
  return new Set(
    inserted.map((row) => JSON.stringify([row.tenant_id, row.list_id, row.event_id, row.kind, row.value])),
  );
}

const hostOf = (name: string | undefined): string | null =>
  name === undefined ? null : storableText(name).slice(0, 300);

async function countHits(trx: Transaction<Database>, drafts: readonly IndicatorDraft[]): Promise<void> {
  const counts = new Map<string, { tenant: string; list: string; count: number; last: number }>();
  for (const { tenant, indicator, last } of drafts) {
    const key = `${tenant} ${indicator.list}`;
    const sum = counts.get(key) ?? { tenant, list: indicator.list, count: 0, last };
    counts.set(key, { ...sum, count: sum.count + 1, last: Math.max(sum.last, last) });
  }
  for (const { tenant, list, count, last } of counts.values()) {
    await trx
      .updateTable('indicator_list')
      .set({
        hits: sql<number>`hits + ${count}`,
        last_hit: sql<Date>`greatest(last_hit, ${new Date(last)}::timestamptz)`,
      })
      .where('tenant_id', '=', tenant)
      .where('id', '=', list)
      .execute();
  }
}

export interface ListKey {
  tenant: string;
  list: string;
}

/**
 * Events with an indicator of a list, latest first, by keyset over event time, event, kind and value.
 * @throws GrundwachtError CURSOR_INVALID
 */
export async function listHits(
  db: Kysely<Database>,
  { tenant, list }: ListKey,
  { limit, cursor }: { limit: number; cursor?: string },
): Promise<{ items: IndicatorHit[]; next: string | null }> {
  let select = db
    .selectFrom('indicator_hit')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .where('list_id', '=', list);
  if (cursor !== undefined) {
    const [time, event, kind, value] = decodeHit(cursor);
    select = select.where(
      sql<boolean>`(event_time, event_id, kind, value) < (${new Date(time)}, ${event}, ${kind}, ${value})`,
    );
  }
  const rows = await select
    .orderBy('event_time', 'desc')
    .orderBy('event_id', 'desc')
    .orderBy('kind', 'desc')
    .orderBy('value', 'desc')
    .limit(limit + 1)
    .execute();
  const page = rows.slice(0, limit);
  const end = page.at(-1);
  return {
    items: page.map(({ tenant_id: _tenant, list_id: _list, event_time, found_at, ...row }) => ({
      ...row,
      event_time: event_time.toISOString(),
      found_at: found_at.toISOString(),
    })),
    next:
      rows.length > limit && end
        ? encode([end.event_time.getTime(), end.event_id, end.kind, end.value])
        : null,
  };
}

const encode = (parts: readonly unknown[]): string =>
  Buffer.from(JSON.stringify(parts)).toString('base64url');

function decodeHit(cursor: string): [number, string, string, string] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(parts) && parts.length === 4) {
      const [time, ...texts] = parts as unknown[];
      const timed = typeof time === 'number' && !Number.isNaN(new Date(time).getTime());
      if (timed && texts.every((text) => typeof text === 'string' && !text.includes('\0'))) {
        return parts as [number, string, string, string];
      }
    }
  } catch {
    // Told below.
  }
  throw new GrundwachtError('CURSOR_INVALID', {
    pointer: '/cursor',
    message: 'take the value of `next` from the page before',
  });
}
