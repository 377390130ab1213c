import { type Kysely, sql } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import type { StoredIndicator } from '../contract/indicator.js';
import type { ListKey } from './indicator-hits.js';
import type { Database } from './tables.js';

/**
 * A list's indicators, those with most hits first, then by kind and value.
 * @param query.q text in value or description
 * @param query.cursor how many to pass over, as `next` gave it
 * @throws GrundwachtError CURSOR_INVALID
 */
export async function listIndicators(
  db: Kysely<Database>,
  { tenant, list }: ListKey,
  { limit, cursor = '0', q = '' }: { limit: number; cursor?: string; q?: string },
): Promise<{ items: StoredIndicator[]; next: string | null }> {
  if (!/^\d{1,7}$/.test(cursor)) {
    throw new GrundwachtError('CURSOR_INVALID', {
      pointer: '/cursor',
      message: 'take the value of `next` from the page before',
    });
  }
  const pattern = `%${q.replace(/[\\%_]/g, '\\$&')}%`;
  const offset = Number(cursor);
  const { rows } = await sql<
    Omit<StoredIndicator, 'valid_from' | 'valid_until'> & {
      valid_from: Date | null;
      valid_until: Date | null;
    }
  >`
    select i.kind, i.value, i.description, i.tlp, i.valid_from, i.valid_until, coalesce(h.hits, 0) as hits
    from indicator i left join (
      select kind, value, count(*) as hits from indicator_hit
      where tenant_id = ${tenant} and list_id = ${list}::uuid group by kind, value
    ) h using (kind, value)
    where i.tenant_id = ${tenant} and i.list_id = ${list}::uuid
      and (i.value ilike ${pattern} or i.description ilike ${pattern})
    order by coalesce(h.hits, 0) desc, i.kind, i.value
    limit ${limit + 1} offset ${offset}`.execute(db);
  return {
    items: rows.slice(0, limit).map((row) => ({
      ...row,
      valid_from: row.valid_from?.toISOString() ?? null,
      valid_until: row.valid_until?.toISOString() ?? null,
    })),
    next: rows.length > limit ? String(offset + limit) : null,
  };
}
