import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import type {
  Indicator,
  IndicatorKind,
  IndicatorList,
  IndicatorListChange,
  IndicatorListInput,
} from '../contract/indicator.js';
import type { ListKey } from './indicator-hits.js';
import { latestHunts } from './indicator-hunts.js';
import type { IndicatorListTable } from './indicator-tables.js';
import type { Author } from './rule-state-history.js';
import type { Database } from './tables.js';

type Executor = Kysely<Database> | Transaction<Database>;

/** What a tenant may have: each detection thread holds all that are live. */
export const indicatorLimits = { lists: 200, indicators: 500_000 } as const;

/** @returns the tenant's lists, by name */
export async function listIndicatorLists(db: Executor, tenant: string): Promise<IndicatorList[]> {
  return readLists(db, tenant);
}

/** @throws GrundwachtError NOT_FOUND */
export async function getIndicatorList(db: Executor, { tenant, list }: ListKey): Promise<IndicatorList> {
  const [found] = await readLists(db, tenant, list);
  if (found === undefined) throw noList(list);
  return found;
}

const noList = (list: string): GrundwachtError =>
  new GrundwachtError('NOT_FOUND', { message: 'there is no list of indicators {list}', values: { list } });

async function readLists(db: Executor, tenant: string, list?: string): Promise<IndicatorList[]> {
  const rows = await db
    .selectFrom('indicator_list')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .$if(list !== undefined, (select) => select.where('id', '=', list!))
    .orderBy('name')
    .execute();
  if (rows.length === 0) return [];
  const counts = await db
    .selectFrom('indicator')
    .select(({ fn }) => ['list_id', 'kind', fn.countAll<number>().as('count')])
    .where('tenant_id', '=', tenant)
    .$if(list !== undefined, (select) => select.where('list_id', '=', list!))
    .groupBy(['list_id', 'kind'])
    .orderBy('count', 'desc')
    .orderBy('kind')
    .execute();
  const hunts = await latestHunts(db, tenant);
  return rows.map((row) => ({
    ...listOf(
      row,
      counts.filter(({ list_id }) => list_id === row.id).map(({ kind, count }) => ({ kind, count })),
    ),
    hunt: hunts.get(row.id) ?? null,
  }));
}

function listOf(
  row: Selectable<IndicatorListTable>,
  kinds: { kind: IndicatorKind; count: number }[],
): Omit<IndicatorList, 'hunt'> {
  const { tenant_id, id, name, source, description, tlp, level, live, version, created_by, hits } = row;
  return {
    id,
    tenant: tenant_id,
    name,
    source,
    description,
    tlp,
    level,
    live,
    expires_at: row.expires_at?.toISOString() ?? null,
    version,
    created_at: row.created_at.toISOString(),
    created_by,
    updated_at: row.updated_at.toISOString(),
    indicators: kinds.reduce((sum, { count }) => sum + count, 0),
    kinds,
    hits,
    last_hit: row.last_hit?.toISOString() ?? null,
  };
}

/**
 * Stores a list with its indicators, or in the place of another; what was found by that one stays.
 * @param replace id of the list to be replaced
 * @returns id of the list
 * @throws GrundwachtError NOT_FOUND; ALREADY_EXISTS for a name that another has; VALIDATION past the limits
 */
export async function storeIndicatorList(
  trx: Transaction<Database>,
  { tenant, replace }: { tenant: string; replace: string | undefined },
  list: IndicatorListInput,
  indicators: readonly Indicator[],
  { by, now }: Author,
): Promise<string> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`indicators ${tenant}`}, 0))`.execute(trx);
  await checkName(trx, tenant, list.name, replace);
  const at = new Date(now);
  const facts = { ...factsOf(list), updated_at: at };
  const row =
    replace === undefined
      ? await trx
          .insertInto('indicator_list')
          .values({ tenant_id: tenant, ...facts, version: 1, created_at: at, created_by: by })
          .returning('id')
          .executeTakeFirstOrThrow()
      : await trx
          .updateTable('indicator_list')
          .set({ ...facts, version: sql<number>`version + 1` })
          .where('tenant_id', '=', tenant)
          .where('id', '=', replace)
          .returning('id')
          .executeTakeFirst();
  if (row === undefined) throw noList(replace!);
  const key = { tenant, list: row.id };
  if (replace !== undefined) await removeIndicators(trx, key);
  await insertIndicators(trx, key, indicators);
  await checkLimits(trx, tenant);
  return row.id;
}

function factsOf({ name, source, description, tlp, level, live, expires_at }: IndicatorListInput) {
  const expires = expires_at === null ? null : new Date(expires_at);
  return { name: name.trim(), source: source.trim(), description, tlp, level, live, expires_at: expires };
}

async function removeIndicators(trx: Transaction<Database>, { tenant, list }: ListKey): Promise<void> {
  await trx.deleteFrom('indicator').where('tenant_id', '=', tenant).where('list_id', '=', list).execute();
}

async function checkName(trx: Transaction<Database>, tenant: string, name: string, own: string | undefined) {
  const same = await trx
    .selectFrom('indicator_list')
    .select('id')
    .where('tenant_id', '=', tenant)
    .where('name', '=', name.trim())
    .executeTakeFirst();
  if (same === undefined || same.id === own) return;
  throw new GrundwachtError('ALREADY_EXISTS', {
    pointer: '/name',
    message: 'there is a list {name}; replace it, or take another name',
    values: { name: name.trim() },
  });
}

async function checkLimits(trx: Transaction<Database>, tenant: string): Promise<void> {
  const { lists, indicators } = await trx
    .selectNoFrom(({ selectFrom }) => [
      selectFrom('indicator_list')
        .select(({ fn }) => fn.countAll<number>().as('n'))
        .where('tenant_id', '=', tenant)
        .as('lists'),
      selectFrom('indicator')
        .select(({ fn }) => fn.countAll<number>().as('n'))
        .where('tenant_id', '=', tenant)
        .as('indicators'),
    ])
    .executeTakeFirstOrThrow();
  if ((lists ?? 0) <= indicatorLimits.lists && (indicators ?? 0) <= indicatorLimits.indicators) return;
  throw new GrundwachtError('VALIDATION', {
    message: 'a tenant has up to {lists} lists with {indicators} indicators: remove some first',
    values: { lists: indicatorLimits.lists, indicators: indicatorLimits.indicators },
  });
}

const rowsPerStatement = 10_000;

async function insertIndicators(
  trx: Transaction<Database>,
  { tenant, list }: ListKey,
  indicators: readonly Indicator[],
): Promise<void> {
  for (let at = 0; at < indicators.length; at += rowsPerStatement) {
    const rows = indicators.slice(at, at + rowsPerStatement);
    await sql`
      insert into indicator (tenant_id, list_id, kind, value, description, tlp, valid_from, valid_until)
      select ${tenant}, ${list}::uuid, * from unnest(
        ${rows.map(({ kind }) => kind)}::text[], ${rows.map(({ value }) => value)}::text[],
        ${rows.map(({ description }) => description)}::text[], ${rows.map(({ tlp }) => tlp)}::text[],
        ${rows.map(({ valid_from }) => valid_from)}::timestamptz[],
        ${rows.map(({ valid_until }) => valid_until)}::timestamptz[]
      )`.execute(trx);
  }
}

/**
 * Changes a list's facts.
 * @throws GrundwachtError NOT_FOUND, CONFLICT when `version` is not the stored one, ALREADY_EXISTS for the name
 */
export async function changeIndicatorList(
  trx: Transaction<Database>,
  key: ListKey,
  { version, ...change }: IndicatorListChange,
  now: number,
): Promise<IndicatorList> {
  const { tenant, list } = key;
  const old = await getIndicatorList(trx, key);
  const facts = factsOf({ ...old, ...change });
  await checkName(trx, tenant, facts.name, list);
  const { numUpdatedRows } = await trx
    .updateTable('indicator_list')
    .set({ ...facts, version: version + 1, updated_at: new Date(now) })
    .where('tenant_id', '=', tenant)
    .where('id', '=', list)
    .where('version', '=', version)
    .executeTakeFirstOrThrow();
  if (numUpdatedRows === 0n) throw new GrundwachtError('CONFLICT');
  return getIndicatorList(trx, key);
}

/** Removes a list with what it has found; alerts stay. @throws GrundwachtError NOT_FOUND */
export async function removeIndicatorList(db: Executor, { tenant, list }: ListKey): Promise<void> {
  const { numDeletedRows } = await db
    .deleteFrom('indicator_list')
    .where('tenant_id', '=', tenant)
    .where('id', '=', list)
    .executeTakeFirstOrThrow();
  if (numDeletedRows === 0n) throw noList(list);
}
