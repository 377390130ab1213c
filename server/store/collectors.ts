import { type Kysely, type Selectable, sql } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import type { Collector } from '../contract/identity.js';
import {
  type Credential,
  dropCredentials,
  giveCredential,
  newCollectorToken,
} from './collector-credentials.js';
import type { CollectorTable, Database } from './tables.js';

/** A collector together with its token where it has one, which is given out once and never stored. */
export interface IssuedCollector {
  collector: Collector;
  /** `gw_` and 256 random bits. */
  token?: string;
}

/**
 * Registers a collector.
 * @param collector networks: addresses and networks that it may send from; none: all
 * @param credential undefined: a token is made up
 * @param now milliseconds since the epoch
 * @throws GrundwachtError ALREADY_EXISTS when the id is taken (by a revoked collector too: its events keep the id)
 */
export async function createCollector(
  db: Kysely<Database>,
  { id, tenant, networks = [] }: { id: string; tenant: string; networks?: readonly string[] },
  now: number,
  credential: Credential = newCollectorToken(),
): Promise<IssuedCollector> {
  return db.transaction().execute(async (trx) => {
    const row = await trx
      .insertInto('collector')
      .values({ id, tenant_id: tenant, created_at: new Date(now), networks: [...networks] })
      .onConflict((conflict) => conflict.column('id').doNothing())
      .returning('id')
      .executeTakeFirst();
    if (row === undefined)
      throw new GrundwachtError('ALREADY_EXISTS', {
        pointer: '/id',
        message: 'a collector {id} exists',
        values: { id },
      });
    await giveCredential(trx, { id, tenant }, credential, { now });
    return issued((await findCollector(trx, id))!, credential);
  });
}

/** @returns the collector, and its token where it has one */
const issued = (collector: Collector, credential: Credential): IssuedCollector => ({
  collector,
  ...(credential.kind === 'token' && { token: credential.token }),
});

/**
 * Gives a collector that this process runs itself a fresh token, and registers it on the first start.
 * @param now milliseconds since the epoch
 */
export async function renewCollector(
  db: Kysely<Database>,
  { id, tenant }: { id: string; tenant: string },
  now: number,
): Promise<Required<IssuedCollector>> {
  const credential = newCollectorToken();
  return db.transaction().execute(async (trx) => {
    await trx
      .insertInto('collector')
      .values({ id, tenant_id: tenant, created_at: new Date(now) })
      .onConflict((conflict) =>
        conflict.column('id').doUpdateSet({ tenant_id: tenant, revoked_at: null, networks: [] }),
      )
      .execute();
    await giveCredential(trx, { id, tenant }, credential, { now });
    return { collector: (await findCollector(trx, id))!, token: credential.token };
  });
}

const credentials = sql<Collector['credentials']>`coalesce((
  select json_agg(json_build_object(
    'kind', kind,
    'subject', subject,
    'fingerprint', case when kind = 'certificate' then encode(hash, 'hex') end,
    'created_at', to_char(created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'ends_at', to_char(ends_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
  ) order by ends_at desc nulls first, created_at)
  from collector_credential where collector_id = collector.id
), '[]')`.as('credentials');

/** @returns the collector with this id, revoked or not */
export async function findCollector(db: Kysely<Database>, id: string): Promise<Collector | undefined> {
  const row = await db
    .selectFrom('collector')
    .selectAll()
    .select(credentials)
    .where('id', '=', id)
    .executeTakeFirst();
  return row && toCollector(row);
}

/**
 * Gives a collector another token or certificate.
 * @param overlapMs for how long the one before is still valid, milliseconds
 * @param now milliseconds since the epoch
 * @throws GrundwachtError NOT_FOUND for none and a revoked one; ALREADY_EXISTS of the certificate
 */
export async function renewCredential(
  db: Kysely<Database>,
  id: string,
  { credential, overlapMs }: { credential: Credential; overlapMs: number },
  now: number,
): Promise<IssuedCollector> {
  return db.transaction().execute(async (trx) => {
    const row = await trx
      .selectFrom('collector')
      .select('tenant_id')
      .where('id', '=', id)
      .where('revoked_at', 'is', null)
      .forUpdate()
      .executeTakeFirst();
    if (row === undefined)
      throw new GrundwachtError('NOT_FOUND', {
        message: 'there is no collector {id} in use',
        values: { id },
      });
    await giveCredential(trx, { id, tenant: row.tenant_id }, credential, { now, overlapMs });
    return issued((await findCollector(trx, id))!, credential);
  });
}

/**
 * Says from where a collector may send.
 * @param networks addresses and networks; empty: all
 * @returns undefined when there is no such collector
 */
export async function setNetworks(
  db: Kysely<Database>,
  id: string,
  networks: readonly string[],
): Promise<Collector | undefined> {
  await db
    .updateTable('collector')
    .set({ networks: [...networks] })
    .where('id', '=', id)
    .execute();
  return findCollector(db, id);
}

/**
 * Counts calls of collectors that were refused because of where they came from.
 * @param refused of a collector: how many, when the last, and its address
 */
export async function countRefused(
  db: Kysely<Database>,
  collector: string,
  refused: { calls: number; at: number; from: string },
): Promise<void> {
  await db
    .updateTable('collector')
    .set((set) => ({
      refused: set('refused', '+', refused.calls),
      refused_at: new Date(refused.at),
      refused_from: refused.from,
    }))
    .where('id', '=', collector)
    .execute();
}

/** @returns all collectors, revoked ones too, by id */
export async function listCollectors(db: Kysely<Database>): Promise<Collector[]> {
  const rows = await db.selectFrom('collector').selectAll().select(credentials).orderBy('id').execute();
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
 * Makes a collector's token or certificate worthless. The collector stays listed, because its events name it.
 * @param now milliseconds since the epoch
 * @returns false when there is no such collector
 */
export async function revokeCollector(db: Kysely<Database>, id: string, now: number): Promise<boolean> {
  const result = await db
    .updateTable('collector')
    .set((set) => ({ revoked_at: set.fn.coalesce('revoked_at', set.val(new Date(now))) }))
    .where('id', '=', id)
    .executeTakeFirst();
  await dropCredentials(db, { collector: id });
  return result.numUpdatedRows > 0n;
}

/**
 * Makes the tokens and certificates of all collectors of a tenant worthless, before its events are removed.
 * @param now milliseconds since the epoch
 */
export async function revokeCollectorsOf(db: Kysely<Database>, tenant: string, now: number): Promise<void> {
  await db
    .updateTable('collector')
    .set({ revoked_at: new Date(now) })
    .where('tenant_id', '=', tenant)
    .where('revoked_at', 'is', null)
    .execute();
  await dropCredentials(db, { tenant });
}

const toCollector = (
  row: Selectable<CollectorTable> & { credentials: Collector['credentials'] },
): Collector => ({
  id: row.id,
  tenant: row.tenant_id,
  created_at: row.created_at.toISOString(),
  last_seen: row.last_seen?.toISOString() ?? null,
  revoked: row.revoked_at !== null,
  networks: row.networks,
  credentials: row.credentials,
  refused: row.refused,
  refused_at: row.refused_at?.toISOString() ?? null,
  refused_from: row.refused_from,
  inputs_version: row.inputs_version,
  health: row.health,
  health_at: row.health_at?.toISOString() ?? null,
});
