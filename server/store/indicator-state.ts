import type { Kysely, Selectable } from 'kysely';
import type { IndicatorState, LiveIndicator, LiveIndicatorList } from '../contract/indicator-state.js';
import type { ListKey } from './indicator-hits.js';
import type { IndicatorListTable } from './indicator-tables.js';
import type { Database } from './tables.js';

/**
 * @param now milliseconds since the epoch: what has expired is left out
 * @returns what events are compared with as they come
 */
export async function readIndicatorState(db: Kysely<Database>, now: number): Promise<IndicatorState> {
  const at = new Date(now);
  const lists = await db
    .selectFrom('indicator_list')
    .selectAll()
    .where('live', '=', true)
    .where((where) => where.or([where('expires_at', 'is', null), where('expires_at', '>', at)]))
    .orderBy('tenant_id')
    .orderBy('name')
    .execute();
  const byTenant = new Map<string, LiveIndicatorList[]>();
  for (const row of lists) {
    const indicators = await readLive(db, { tenant: row.tenant_id, list: row.id }, at);
    if (indicators.length === 0) continue;
    byTenant.set(row.tenant_id, [...(byTenant.get(row.tenant_id) ?? []), liveList(row, indicators)]);
  }
  return [...byTenant].map(([tenant, lists]) => ({ tenant, lists }));
}

/** @returns a list with all its indicators, valid now or not; undefined: it is gone */
export async function readLiveList(
  db: Kysely<Database>,
  key: ListKey,
): Promise<LiveIndicatorList | undefined> {
  const row = await db
    .selectFrom('indicator_list')
    .selectAll()
    .where('tenant_id', '=', key.tenant)
    .where('id', '=', key.list)
    .executeTakeFirst();
  return row && liveList(row, await readLive(db, key));
}

function liveList(
  { id, name, level, tlp, source, expires_at }: Selectable<IndicatorListTable>,
  indicators: LiveIndicator[],
): LiveIndicatorList {
  return { id, name, level, tlp, source, expires: expires_at?.getTime() ?? null, indicators };
}

async function readLive(
  db: Kysely<Database>,
  { tenant, list }: ListKey,
  validAt?: Date,
): Promise<LiveIndicator[]> {
  const rows = await db
    .selectFrom('indicator')
    .select(['kind', 'value', 'valid_from', 'valid_until'])
    .where('tenant_id', '=', tenant)
    .where('list_id', '=', list)
    .$if(validAt !== undefined, (select) =>
      select.where((where) =>
        where.or([where('valid_until', 'is', null), where('valid_until', '>', validAt!)]),
      ),
    )
    .execute();
  return rows.map(({ kind, value, valid_from, valid_until }) => [
    kind,
    value,
    valid_from?.getTime() ?? null,
    valid_until?.getTime() ?? null,
  ]);
}
