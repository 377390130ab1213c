import { type Kysely, sql, type Transaction } from 'kysely';
import type { NewPseudonym, PseudonymKind } from '../contract/pseudonym-state.js';
import type { Database } from './tables.js';

type Executor = Kysely<Database> | Transaction<Database>;

/** The key of a period as it is stored, under the installation's key. */
export interface StoredKey {
  period: string;
  /** Milliseconds since the epoch. */
  from: number;
  sealed: Buffer;
}

/** @returns the keys of a tenant, oldest first */
export async function listPeriodKeys(db: Executor, tenant: string): Promise<StoredKey[]> {
  const rows = await db
    .selectFrom('pseudonym_key')
    .select(['period', 'starts_at', 'sealed'])
    .where('tenant_id', '=', tenant)
    .orderBy('starts_at')
    .orderBy('period')
    .execute();
  return rows.map(({ period, starts_at, sealed }) => ({ period, from: starts_at.getTime(), sealed }));
}

/** @returns tenants that have keys, whether pseudonyms are given there now or were once */
export async function tenantsWithKeys(db: Executor): Promise<string[]> {
  const rows = await db
    .selectFrom('pseudonym_key')
    .select('tenant_id')
    .distinct()
    .orderBy('tenant_id')
    .execute();
  return rows.map(({ tenant_id }) => tenant_id);
}

/** Adds the key of a period unless there is one; a key is never replaced. */
export async function addPeriodKey(db: Executor, tenant: string, key: StoredKey, now: number): Promise<void> {
  const { period, from, sealed } = key;
  await db
    .insertInto('pseudonym_key')
    .values({ tenant_id: tenant, period, starts_at: new Date(from), sealed, created_at: new Date(now) })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'period']).doNothing())
    .execute();
}

/** Keeps what pseudonyms stand for, sealed; what is known stays as it is. One statement for all of them. */
export async function keepPseudonyms(db: Executor, news: readonly NewPseudonym[]): Promise<void> {
  if (news.length === 0) return;
  await sql`
    insert into pseudonym (tenant_id, pseudonym, kind, period, sealed)
    select * from unnest(
      ${news.map(({ tenant }) => tenant)}::text[], ${news.map(({ pseudonym }) => pseudonym)}::text[],
      ${news.map(({ kind }) => kind)}::text[], ${news.map(({ period }) => period)}::text[],
      ${news.map(({ sealed }) => Buffer.from(sealed))}::bytea[]
    )
    on conflict (tenant_id, pseudonym) do nothing`.execute(db);
}

export interface StoredPseudonym {
  pseudonym: string;
  kind: PseudonymKind;
  period: string;
  sealed: Buffer;
}

/** @returns those of the pseudonyms that were given in the tenant */
export async function findPseudonyms(
  db: Executor,
  tenant: string,
  names: readonly string[],
): Promise<StoredPseudonym[]> {
  if (names.length === 0) return [];
  return db
    .selectFrom('pseudonym')
    .select(['pseudonym', 'kind', 'period', 'sealed'])
    .where('tenant_id', '=', tenant)
    .where('pseudonym', 'in', [...names])
    .orderBy('pseudonym')
    .execute();
}

/**
 * Deletes keys of periods that are over, and what their pseudonyms stand for, when no event and no alert of the time
 * is there any more: then nobody can tell who they were.
 * @param periods those that are over, with their ends
 * @returns what was deleted
 */
export async function dropUnusedPeriods(
  trx: Transaction<Database>,
  tenant: string,
  periods: readonly { period: string; to: number }[],
): Promise<{ period: string; pseudonyms: number }[]> {
  const oldest = await oldestReceipt(trx, tenant);
  const dropped: { period: string; pseudonyms: number }[] = [];
  for (const { period, to } of periods) {
    if (to > oldest) continue;
    const mapped = trx.deleteFrom('pseudonym').where('tenant_id', '=', tenant).where('period', '=', period);
    const { numDeletedRows } = await mapped.executeTakeFirstOrThrow();
    await trx
      .deleteFrom('pseudonym_key')
      .where('tenant_id', '=', tenant)
      .where('period', '=', period)
      .execute();
    dropped.push({ period, pseudonyms: Number(numDeletedRows) });
  }
  return dropped;
}

/** @returns receipt of the oldest event or making of the oldest alert, milliseconds; what is unsealed is newer */
async function oldestReceipt(db: Executor, tenant: string): Promise<number> {
  const segment = await db
    .selectFrom('event_segment')
    .select((select) => select.fn.min('received_from').as('at'))
    .where('tenant_id', '=', tenant)
    .executeTakeFirst();
  const alert = await db
    .selectFrom('alert')
    .select((select) => select.fn.min('created_at').as('at'))
    .where('tenant_id', '=', tenant)
    .executeTakeFirst();
  const times = [segment?.at, alert?.at].flatMap((at) => (at == null ? [] : [new Date(at).getTime()]));
  return Math.min(Number.POSITIVE_INFINITY, ...times);
}
