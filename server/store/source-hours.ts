import { type Kysely, sql, type Transaction } from 'kysely';
import type { SourceHour } from '../contract/source.js';
import { sourceName } from '../signal/match-sources.js';
import type { SourceDelta } from './source-delta.js';
import type { Database } from './tables.js';

const hourMs = 3_600_000;
/** So long the hours of a source are kept. */
export const keptHours = 14 * 24;
/** Hours that the list of sources shows. */
export const shownHours = 24;

/** Adds to the hours in which the last of the records was received; of tenants that are gone they are ignored. */
export async function addSourceHours(
  trx: Transaction<Database>,
  deltas: readonly SourceDelta[],
): Promise<void> {
  await sql`
    insert into source_hour as h (tenant_id, name, hour, received, stored, rejected, unparsed)
    select added.tenant_id, name, hour, sum(received), sum(stored), sum(rejected), sum(unparsed)
    from unnest(
      ${deltas.map((d) => d.tenant)}::text[], ${deltas.map(sourceName)}::text[],
      ${deltas.map((d) => new Date(Math.floor(d.last / hourMs) * hourMs))}::timestamptz[],
      ${deltas.map((d) => d.received)}::bigint[], ${deltas.map((d) => d.stored)}::bigint[],
      ${deltas.map((d) => d.rejected)}::bigint[], ${deltas.map((d) => d.unparsed)}::bigint[]
    ) as added (tenant_id, name, hour, received, stored, rejected, unparsed)
    join tenant on tenant.id = added.tenant_id
    group by added.tenant_id, name, hour
    order by added.tenant_id, name, hour
    on conflict (tenant_id, name, hour) do update set
      received = h.received + excluded.received,
      stored = h.stored + excluded.stored,
      rejected = h.rejected + excluded.rejected,
      unparsed = h.unparsed + excluded.unparsed`.execute(trx);
}

/** Forgets the hours that are older than {@link keptHours}. @param now milliseconds since the epoch */
export async function forgetSourceHours(db: Kysely<Database>, now: number): Promise<void> {
  await db
    .deleteFrom('source_hour')
    .where('hour', '<', new Date(now - keptHours * hourMs))
    .execute();
}

/**
 * @param now milliseconds since the epoch
 * @returns what was received in each of the last {@link shownHours} hours, the current one last, by tenant and name
 */
export async function lastHours(
  db: Kysely<Database>,
  now: number,
  tenant?: string,
): Promise<Map<string, number[]>> {
  const first = Math.floor(now / hourMs) - shownHours + 1;
  const { rows } = await sql<{ tenant: string; name: string; at: number[]; received: number[] }>`
    select tenant_id as tenant, name,
      array_agg((extract(epoch from hour) / 3600 - ${first}::bigint)::int) as at,
      array_agg(received::float8) as received
    from source_hour
    where hour >= ${new Date(first * hourMs)} and (${tenant ?? null}::text is null or tenant_id = ${tenant ?? null})
    group by tenant_id, name`.execute(db);
  const hours = new Map<string, number[]>();
  for (const { tenant: of, name, at, received } of rows) {
    const counts = new Array<number>(shownHours).fill(0);
    for (const [n, hour] of at.entries()) if (hour < shownHours) counts[hour] = received[n]!;
    hours.set(hoursKey(of, name), counts);
  }
  return hours;
}

export const hoursKey = (tenant: string, name: string): string => `${tenant} ${name}`;

/** @returns the hours of one source that are kept, oldest first */
export async function historyOf(db: Kysely<Database>, tenant: string, name: string): Promise<SourceHour[]> {
  const rows = await db
    .selectFrom('source_hour')
    .select(['hour', 'received', 'stored', 'rejected', 'unparsed'])
    .where('tenant_id', '=', tenant)
    .where('name', '=', name)
    .orderBy('hour')
    .execute();
  return rows.map(({ hour, ...counts }) => ({ hour: hour.toISOString(), ...counts }));
}

/** Gaps that are told of. */
const mostGaps = 100;

/**
 * @param history oldest first
 * @returns whole hours without a record between hours with some, the latest first
 */
export function gapsOf(history: readonly SourceHour[]): { from: string; to: string }[] {
  const gaps: { from: string; to: string }[] = [];
  for (let n = 1; n < history.length; n++) {
    const from = Date.parse(history[n - 1]!.hour) + hourMs;
    const to = Date.parse(history[n]!.hour);
    if (to > from) gaps.push({ from: new Date(from).toISOString(), to: new Date(to).toISOString() });
  }
  return gaps.reverse().slice(0, mostGaps);
}
