import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import type { Hunt, HuntRequest } from '../contract/indicator.js';
import type { ListKey } from './indicator-hits.js';
import type { IndicatorHuntTable } from './indicator-tables.js';
import type { Author } from './rule-state-history.js';
import type { Database } from './tables.js';

type Executor = Kysely<Database> | Transaction<Database>;

/** Hunts of a tenant that wait or run at once; those of all tenants run one after the other. */
const mostOpen = 20;

export interface HuntKey {
  tenant: string;
  hunt: string;
}

function toHunt(row: Selectable<IndicatorHuntTable>): Hunt {
  const { tenant_id: _tenant, list_id, time_from, time_to, started_at, ended_at, ...rest } = row;
  return {
    ...rest,
    list: list_id,
    from: time_from?.toISOString() ?? null,
    to: time_to?.toISOString() ?? null,
    started_at: started_at.toISOString(),
    ended_at: ended_at?.toISOString() ?? null,
  };
}

/**
 * @returns a hunt that waits for its turn
 * @throws GrundwachtError NOT_FOUND for the list, CONFLICT while another hunt of it is open, RATE_LIMITED
 */
export async function createHunt(
  db: Kysely<Database>,
  { tenant, list }: ListKey,
  { from, to }: HuntRequest,
  { by, now }: Author,
): Promise<Hunt> {
  return db.transaction().execute(async (trx) => {
    const found = await trx
      .selectFrom('indicator_list')
      .select('id')
      .where('tenant_id', '=', tenant)
      .where('id', '=', list)
      .forNoKeyUpdate()
      .executeTakeFirst();
    if (found === undefined)
      throw new GrundwachtError('NOT_FOUND', {
        message: 'there is no list of indicators {list}',
        values: { list },
      });
    const open = (await openHunts(trx)).filter((hunt) => hunt.tenant === tenant);
    if (open.some((hunt) => hunt.list === list)) {
      throw new GrundwachtError('CONFLICT', 'a hunt for this list is not over; wait for it, or cancel it');
    }
    if (open.length >= mostOpen) {
      throw new GrundwachtError(
        'RATE_LIMITED',
        {
          message: '{count} hunts are not over; wait for one, or cancel one',
          values: { count: open.length },
        },
        {
          retryAfterSeconds: 60,
        },
      );
    }
    const row = await trx
      .insertInto('indicator_hunt')
      .values({
        tenant_id: tenant,
        list_id: list,
        by,
        state: 'waiting',
        time_from: from === undefined ? null : new Date(from),
        time_to: to === undefined ? null : new Date(to),
        started_at: new Date(now),
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    return toHunt(row);
  });
}

/** @returns hunts that are not over: the one that runs, then those that wait; tenants take turns */
export async function openHunts(db: Executor): Promise<(Hunt & { tenant: string })[]> {
  const rows = await db
    .selectFrom('indicator_hunt')
    .selectAll()
    .where('state', 'in', ['waiting', 'running'])
    .orderBy('state')
    .orderBy(
      sql`(select max(other.ended_at) from indicator_hunt other
        where other.tenant_id = indicator_hunt.tenant_id) nulls first`,
    )
    .orderBy('started_at')
    .orderBy('id')
    .execute();
  return rows.map((row) => ({ ...toHunt(row), tenant: row.tenant_id }));
}

/** @throws GrundwachtError NOT_FOUND */
export async function getHunt(db: Executor, { tenant, hunt }: HuntKey): Promise<Hunt> {
  const row = await db
    .selectFrom('indicator_hunt')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .where('id', '=', hunt)
    .executeTakeFirst();
  if (row === undefined)
    throw new GrundwachtError('NOT_FOUND', { message: 'there is no hunt {hunt}', values: { hunt } });
  return toHunt(row);
}

/** @returns a list's hunts, the latest first */
export async function listHunts(db: Executor, { tenant, list }: ListKey): Promise<Hunt[]> {
  const rows = await db
    .selectFrom('indicator_hunt')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .where('list_id', '=', list)
    .orderBy('started_at', 'desc')
    .limit(50)
    .execute();
  return rows.map(toHunt);
}

/** @returns the latest hunt of each list that has one */
export async function latestHunts(db: Executor, tenant: string): Promise<Map<string, Hunt>> {
  const rows = await db
    .selectFrom('indicator_hunt')
    .distinctOn('list_id')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .orderBy('list_id')
    .orderBy('started_at', 'desc')
    .execute();
  return new Map(rows.map((row) => [row.list_id, toHunt(row)]));
}

/** @returns segments of the event store that the hunt has looked at */
export async function huntedSegments(db: Executor, { hunt }: HuntKey): Promise<Set<string>> {
  const rows = await db
    .selectFrom('indicator_hunt_segment')
    .select('segment_id')
    .where('hunt_id', '=', hunt)
    .execute();
  return new Set(rows.map(({ segment_id }) => segment_id));
}

/** Notes what there is to be looked at altogether. */
export async function beginHunt(
  db: Executor,
  { hunt }: HuntKey,
  { segments, events }: { segments: number; events: number },
): Promise<void> {
  await db
    .updateTable('indicator_hunt')
    .set({ state: 'running', segments, events })
    .where('id', '=', hunt)
    .where('state', 'in', ['waiting', 'running'])
    .execute();
}

/** Notes hits, and that a segment is done where one is named. */
export async function advanceHunt(
  db: Executor,
  { tenant, hunt }: HuntKey,
  { hits, segment }: { hits: number; segment?: { id: string; events: number; skipped: boolean } | undefined },
): Promise<void> {
  const add = (column: string, count: number) => sql<number>`${sql.ref(column)} + ${count}`;
  if (segment !== undefined) {
    await db
      .insertInto('indicator_hunt_segment')
      .values({ tenant_id: tenant, hunt_id: hunt, segment_id: segment.id })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
  await db
    .updateTable('indicator_hunt')
    .set({
      hits: add('hits', hits),
      ...(segment && {
        segments_done: add('segments_done', 1),
        segments_skipped: add('segments_skipped', segment.skipped ? 1 : 0),
        events_done: add('events_done', segment.events),
      }),
    })
    .where('id', '=', hunt)
    .execute();
}

/** Ends a hunt that is not over; one that is stays as it is. */
export async function endHunt(
  db: Executor,
  { hunt }: HuntKey,
  end: { state: 'done' | 'cancelled' | 'failed'; limited?: boolean; error?: string },
  now: number,
): Promise<void> {
  const { state, limited = false, error } = end;
  await db
    .updateTable('indicator_hunt')
    .set({ state, limited, ended_at: new Date(now), ...(error === undefined ? {} : { error }) })
    .where('id', '=', hunt)
    .where('state', 'in', ['waiting', 'running'])
    .execute();
  await db.deleteFrom('indicator_hunt_segment').where('hunt_id', '=', hunt).execute();
}
