import { type Kysely, sql, type Transaction } from 'kysely';
import { coverRows } from './covered-rows.js';
import { each } from './each.js';
import type { Database } from './tables.js';

/** Days that every observation is kept. */
export const wholeDays = 90;
const dayMs = 86_400_000;

/**
 * Thins observations that are older than {@link wholeDays} days. Of each day (UTC), signal and scope stay: the first and
 * the last; the last before and the first after a change of verdict, strength or definition; whatever a leaf of the log
 * stands for, because a decision or evidence rests on it; what a finding was raised by, a scan, and the latest. The rest
 * is deleted, and a leaf says of which day, how many, and the digest of what they said: SHA-256 of the lines
 * `id signal scope observed_at verdict strength figures`, in order of time and id.
 * @param now milliseconds since the epoch
 * @returns how many were deleted
 */
export async function thinObservations(db: Kysely<Database>, now: number): Promise<number> {
  const before = new Date(Math.floor(now / dayMs) * dayMs - wholeDays * dayMs);
  const days = await openDays(db, before);
  let removed = 0;
  await each(days, async ({ tenant, day }) => {
    removed += await db.transaction().execute((trx) => thinDay(trx, tenant, day, now));
  });
  return removed;
}

/** @returns days with observations, from the last one on that was thinned; that one again, for scans come late */
async function openDays(db: Kysely<Database>, before: Date): Promise<{ tenant: string; day: string }[]> {
  const { rows } = await sql<{ tenant: string; day: string }>`
    select t.id as tenant, d.day::text as day
    from tenant t
    cross join lateral (
      select distinct (o.observed_at at time zone 'UTC')::date as day from observation o
      where o.tenant_id = t.id and o.observed_at < ${before}
        and o.observed_at >= coalesce((select max(x.day) from observation_thinning x where x.tenant_id = t.id),
          '-infinity'::date)::timestamp at time zone 'UTC'
    ) d
    order by t.id, d.day`.execute(db);
  return rows;
}

async function thinDay(
  trx: Transaction<Database>,
  tenant: string,
  day: string,
  now: number,
): Promise<number> {
  const { rows } = await sql<{ ids: string[] | null; kept: number; digest: string | null }>`
    with of_day as (
      select o.*, row_number() over w as n,
        count(*) over (partition by o.domain_id, o.signal_id, o.scope_id) as total,
        lag(o.verdict || o.strength || o.signal_version) over w as earlier,
        lead(o.verdict || o.strength || o.signal_version) over w as later
      from observation o
      where o.tenant_id = ${tenant} and o.observed_at >= ${day}::timestamp at time zone 'UTC'
        and o.observed_at < (${day}::date + 1)::timestamp at time zone 'UTC'
      window w as (partition by o.domain_id, o.signal_id, o.scope_id order by o.observed_at, o.id)),
    going as (
      select * from of_day o
      where o.n > 1 and o.n < o.total
        and o.earlier = o.verdict || o.strength || o.signal_version
        and o.later = o.verdict || o.strength || o.signal_version
        and o.scan_import_id is null
        and not exists (select from merkle_leaf l
          where l.tenant_id = ${tenant} and l.kind = 'observation' and l.reference = o.id::text)
        and not exists (select from signal_finding f where f.observation_id = o.id)
        and not exists (select from evidence e where e.observation_id = o.id)
        and not exists (select from signal_state s where s.observation_id = o.id))
    select array_agg(id) as ids, (select count(*)::int from of_day) - count(*)::int as kept,
      encode(sha256(convert_to(string_agg(concat_ws(' ', id, signal_id, scope_id,
        (extract(epoch from observed_at) * 1000)::bigint, verdict, strength, figures), e'\\n'
        order by observed_at, id), 'UTF8')), 'hex') as digest
    from going`.execute(trx);
  const { ids, kept, digest } = rows[0]!;
  if (ids === null || digest === null) return 0;
  // The trigger that keeps observations lets this transaction through.
  await sql`select set_config('grundwacht.thinning', 'on', true)`.execute(trx);
  await sql`delete from observation where id = any(${ids}::uuid[])`.execute(trx);
  const { id } = await trx
    .insertInto('observation_thinning')
    .values({
      tenant_id: tenant,
      day,
      removed: ids.length,
      kept,
      removed_sha256: digest,
      thinned_at: new Date(now),
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  await coverRows(trx, [
    {
      tenantId: tenant,
      kind: 'removal',
      reference: `observations/${day}/${id}`,
      rows: [{ table: 'observation_thinning', key: { id } }],
    },
  ]);
  return ids.length;
}
