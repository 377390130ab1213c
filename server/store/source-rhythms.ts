import { type Kysely, sql } from 'kysely';
import { matchedSources } from './source-matches.js';
import type { Database } from './tables.js';
import { listTenants } from './tenants.js';

/** A source that somebody has matched to a target object, and how regularly it sends. */
export interface SourceRhythm {
  tenant: string;
  /** Host, or the sender's address. */
  name: string;
  /** Milliseconds since the epoch: since when it is watched, and when it was last heard. */
  since: number;
  lastSeen: number;
  /** Longest pause, milliseconds. */
  longestMs: number;
  gaps: number;
}

const minute = 60_000;
/** A source is learned for a week, so that its weekends are known, and has at least half an hour. */
const learnMs = 7 * 24 * 60 * minute;
const leastMs = 30 * minute;
const leastGaps = 20;

/** @returns after how much silence a source is told of; undefined: it is still being learned */
export function silenceOf(
  { since, longestMs, gaps }: Pick<SourceRhythm, 'since' | 'longestMs' | 'gaps'>,
  now: number,
): number | undefined {
  if (now - since < learnMs || gaps < leastGaps) return undefined;
  return Math.max(leastMs, 1.5 * longestMs);
}

/**
 * Notes when matched sources were last heard, and how long their pauses are. A pause that was long once fades: to half
 * of it in a month.
 * @param now milliseconds since the epoch
 */
export async function followRhythms(db: Kysely<Database>, now: number): Promise<SourceRhythm[]> {
  const found: SourceRhythm[] = [];
  for (const tenant of await listTenants(db)) {
    const names = new Map<string, number>();
    for (const { sources } of await matchedSources(db, tenant)) {
      for (const { name, state, lastSeen } of sources) {
        if (state === 'matched') names.set(name, Math.max(lastSeen, names.get(name) ?? 0));
      }
    }
    found.push(...(await follow(db, tenant, [...names], now)));
  }
  return found;
}

async function follow(
  db: Kysely<Database>,
  tenant: string,
  heard: readonly (readonly [name: string, lastSeen: number])[],
  now: number,
): Promise<SourceRhythm[]> {
  const names = heard.map(([name]) => name);
  // One that is matched no more begins anew when it is matched again.
  await db
    .deleteFrom('source_rhythm')
    .where('tenant_id', '=', tenant)
    .where((eb) => eb.not(eb('name', '=', eb.fn.any(eb.val(names)))))
    .execute();
  if (heard.length === 0) return [];
  const { rows } = await sql<{
    name: string;
    since: Date;
    last_seen: Date;
    longest_ms: number;
    gaps: number;
  }>`
    insert into source_rhythm as r (tenant_id, name, since, last_seen)
    select ${tenant}, name, ${new Date(now)}::timestamptz, seen
    from unnest(${names}::text[], ${heard.map(([, seen]) => new Date(seen))}::timestamptz[]) as h (name, seen)
    on conflict (tenant_id, name) do update set
      last_seen = greatest(r.last_seen, excluded.last_seen),
      gaps = r.gaps + case when excluded.last_seen > r.last_seen then 1 else 0 end,
      longest_ms = greatest(
        extract(epoch from excluded.last_seen - r.last_seen) * 1000,
        case when excluded.last_seen > r.last_seen
          then r.longest_ms * power(0.5, extract(epoch from excluded.last_seen - r.last_seen) / 2592000)
          else r.longest_ms end)::bigint
    returning name, since, last_seen, longest_ms, gaps`.execute(db);
  return rows.map((row) => ({
    tenant,
    name: row.name,
    since: row.since.getTime(),
    lastSeen: row.last_seen.getTime(),
    longestMs: row.longest_ms,
    gaps: row.gaps,
  }));
}
