import { type Kysely, sql } from 'kysely';
import type { Database } from './tables.js';

/** A head that is to be stamped. */
export interface UnstampedHead {
  tenant: string;
  size: number;
  note: string;
}

/**
 * @param now milliseconds since the epoch
 * @returns each tenant's newest head, when it has no time stamp, none was given within the hour, and the last attempt
 * is long enough ago: one minute, then twice as long each time, up to an hour
 */
export async function unstampedHeads(db: Kysely<Database>, now: number): Promise<UnstampedHead[]> {
  const at = new Date(now);
  const { rows } = await sql<UnstampedHead>`
    select h.tenant_id as tenant, h.size, h.note
    from (select distinct on (tenant_id) * from tree_head order by tenant_id, size desc) h
    where h.token is null
      and (h.token_tried_at is null or h.token_tried_at
        < ${at}::timestamptz - least(60, power(2, least(h.token_attempts, 10))) * interval '1 minute')
      and not exists (select from tree_head s where s.tenant_id = h.tenant_id and s.token is not null
        and s.at > ${at}::timestamptz - interval '1 hour')
    order by 1`.execute(db);
  return rows;
}

/** Keeps the reply of a time-stamping service. */
export async function storeStamp(
  db: Kysely<Database>,
  { tenant, size }: UnstampedHead,
  token: Buffer,
  time: Date,
): Promise<void> {
  await db
    .updateTable('tree_head')
    .set({ token, token_time: time, token_error: null })
    .where('tenant_id', '=', tenant)
    .where('size', '=', size)
    .execute();
}

/** Keeps why there is no time stamp, to be shown; the head itself is as good as it was. */
export async function noteStampFailure(
  db: Kysely<Database>,
  { tenant, size }: UnstampedHead,
  reason: string,
  now: number,
): Promise<void> {
  await db
    .updateTable('tree_head')
    .set(({ eb }) => ({
      token_error: reason.slice(0, 500),
      token_attempts: eb('token_attempts', '+', 1),
      token_tried_at: new Date(now),
    }))
    .where('tenant_id', '=', tenant)
    .where('size', '=', size)
    .execute();
}
