import { timingSafeEqual } from 'node:crypto';
import type { Kysely, Selectable } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import type { Collector } from '../contract/identity.js';
import type { CollectorTable, Database } from './tables.js';
import { randomToken, tokenHash } from './tokens.js';

/** A collector together with its token, which is given out once and never stored. */
export interface NewCollector {
  collector: Collector;
  /** `gw_` and 256 random bits. */
  token: string;
}

/**
 * Registers a collector.
 * @param now milliseconds since the epoch
 * @throws GrundwachtError ALREADY_EXISTS when the id is taken (by a revoked collector too: its events keep the id)
 */
export async function createCollector(
  db: Kysely<Database>,
  collector: { id: string; tenant: string },
  now: number,
): Promise<NewCollector> {
  const token = newToken();
  const row = await db
    .insertInto('collector')
    .values(rowOf(collector, token, now))
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returningAll()
    .executeTakeFirst();
  if (row === undefined)
    throw new GrundwachtError('ALREADY_EXISTS', `/id: a collector ${collector.id} exists`);
  return { collector: toCollector(row), token };
}

/**
 * Gives a collector that this process runs itself a fresh token, and registers it on the first start.
 * @param now milliseconds since the epoch
 */
export async function renewCollector(
  db: Kysely<Database>,
  collector: { id: string; tenant: string },
  now: number,
): Promise<NewCollector> {
  const token = newToken();
  const row = await db
    .insertInto('collector')
    .values(rowOf(collector, token, now))
    .onConflict((conflict) =>
      conflict
        .column('id')
        .doUpdateSet({ token_hash: tokenHash(token), tenant_id: collector.tenant, revoked_at: null }),
    )
    .returningAll()
    .executeTakeFirstOrThrow();
  return { collector: toCollector(row), token };
}

/**
 * @param token as the collector sent it
 * @returns the collector; undefined when no collector has this token or it is revoked
 */
export async function findCollectorByToken(
  db: Kysely<Database>,
  token: string,
): Promise<Collector | undefined> {
  const hash = tokenHash(token);
  const row = await db
    .selectFrom('collector')
    .selectAll()
    .where('token_hash', '=', hash)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  return row !== undefined && timingSafeEqual(row.token_hash, hash) ? toCollector(row) : undefined;
}

/** @returns all collectors, revoked ones too, by id */
export async function listCollectors(db: Kysely<Database>): Promise<Collector[]> {
  const rows = await db.selectFrom('collector').selectAll().orderBy('id').execute();
  return rows.map(toCollector);
}

/**
 * Notes that collectors shipped something.
 * @param now milliseconds since the epoch
 */
export async function touchCollectors(
  db: Kysely<Database>,
  ids: readonly string[],
  now: number,
): Promise<void> {
  if (ids.length === 0) return;
  await db
    .updateTable('collector')
    .set({ last_seen: new Date(now) })
    .where('id', 'in', ids)
    .execute();
}

/**
 * Makes a collector's token worthless. The collector stays listed, because its events name it.
 * @param now milliseconds since the epoch
 * @returns false when there is no such collector
 */
export async function revokeCollector(db: Kysely<Database>, id: string, now: number): Promise<boolean> {
  const result = await db
    .updateTable('collector')
    .set((set) => ({ revoked_at: set.fn.coalesce('revoked_at', set.val(new Date(now))) }))
    .where('id', '=', id)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/**
 * Makes the tokens of all collectors of a tenant worthless, before its events are removed.
 * @param now milliseconds since the epoch
 */
export async function revokeCollectorsOf(db: Kysely<Database>, tenant: string, now: number): Promise<void> {
  await db
    .updateTable('collector')
    .set({ revoked_at: new Date(now) })
    .where('tenant_id', '=', tenant)
    .where('revoked_at', 'is', null)
    .execute();
}

const newToken = (): string => `gw_${randomToken()}`;

const rowOf = (collector: { id: string; tenant: string }, token: string, now: number) => ({
  id: collector.id,
  tenant_id: collector.tenant,
  token_hash: tokenHash(token),
  created_at: new Date(now),
});

const toCollector = (row: Selectable<CollectorTable>): Collector => ({
  id: row.id,
  tenant: row.tenant_id,
  created_at: row.created_at.toISOString(),
  last_seen: row.last_seen?.toISOString() ?? null,
  revoked: row.revoked_at !== null,
  inputs_version: row.inputs_version,
  health: row.health,
  health_at: row.health_at?.toISOString() ?? null,
});
