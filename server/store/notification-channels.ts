import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import type { Channel, ChannelInput } from '../contract/notification-channels.js';
import type { NotificationChannelTable } from './notification-tables.js';
import type { Database } from './tables.js';

type Executor = Kysely<Database> | Transaction<Database>;
export type ChannelRow = Selectable<NotificationChannelTable>;

/** A channel as it is to be stored: its secrets sealed. */
export interface StoredChannel extends Omit<ChannelInput, 'secrets' | 'version'> {
  id: string;
  secrets: Buffer | null;
  secretNames: readonly string[];
  /** Where messages go, without anything secret. */
  place: string;
}

/** Longest error that is kept and shown. */
const errorLength = 500;

interface Waiting {
  id: string;
  held: number;
  digest: number;
  queued: number;
  dead: number;
}

/** @returns a tenant's channels by name, with their health and what waits for them */
export async function listChannels(db: Executor, tenant: string): Promise<Channel[]> {
  const [channels, waiting] = await Promise.all([
    db
      .selectFrom('notification_channel')
      .selectAll()
      .where('tenant_id', '=', tenant)
      .orderBy('name')
      .execute(),
    sql<Waiting>`
      select c.id,
        (select count(*) from notification_notice n
          where n.channel_id = c.id and n.letter_id is null and not n.digest) as held,
        (select count(*) from notification_notice n
          where n.channel_id = c.id and n.letter_id is null and n.digest) as digest,
        (select count(*) from notification_letter l where l.channel_id = c.id and l.state = 'queued') as queued,
        (select count(*) from notification_letter l where l.channel_id = c.id and l.state = 'dead') as dead
      from notification_channel c where c.tenant_id = ${tenant}`.execute(db),
  ]);
  const counts = new Map(waiting.rows.map((row) => [row.id, row]));
  return channels.map((row) => toChannel(row, counts.get(row.id)));
}

function toChannel(row: ChannelRow, waiting: Waiting | undefined): Channel {
  const { id, name, enabled, detail, language, burst, per_hour, settings, place, version } = row;
  const { held = 0, digest = 0, queued = 0, dead = 0 } = waiting ?? {};
  return {
    ...{ id, name, enabled, detail, language, burst, per_hour, settings, place, version },
    secrets_set: row.secret_names,
    updated_at: row.updated_at.toISOString(),
    updated_by: row.updated_by,
    last_ok_at: row.last_ok_at?.toISOString() ?? null,
    last_error_at: row.last_error_at?.toISOString() ?? null,
    last_error: row.last_error,
    ...{ held, digest, queued, dead },
  };
}

/**
 * @returns the channel with its sealed secrets
 * @throws GrundwachtError NOT_FOUND
 */
export async function findChannel(db: Executor, tenant: string, id: string): Promise<ChannelRow> {
  const row = await db
    .selectFrom('notification_channel')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined)
    throw new GrundwachtError('NOT_FOUND', { message: 'there is no channel {id}', values: { id } });
  return row;
}

/** @returns channels of any tenant, by id */
export async function channelsById(db: Executor, ids: readonly string[]): Promise<Map<string, ChannelRow>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom('notification_channel')
    .selectAll()
    .where(sql<boolean>`id = any(${ids}::uuid[])`)
    .execute();
  return new Map(rows.map((row) => [row.id, row]));
}

/** Who changes it, and when, milliseconds since the epoch. */
export interface Change {
  by: string;
  now: number;
}

/**
 * Stores a channel; a new one begins with a full bucket.
 * @param version that the change is based on; undefined: it is new
 * @throws GrundwachtError ALREADY_EXISTS (the name), CONFLICT, NOT_FOUND
 */
export async function storeChannel(
  trx: Transaction<Database>,
  tenant: string,
  channel: StoredChannel,
  version: number | undefined,
  { by, now }: Change,
): Promise<void> {
  const { id, secrets, secretNames, settings, name, enabled, detail, language, burst, per_hour, place } =
    channel;
  const same = await trx
    .selectFrom('notification_channel')
    .select('id')
    .where('tenant_id', '=', tenant)
    .where('name', '=', name)
    .where('id', '<>', id)
    .executeTakeFirst();
  if (same !== undefined)
    throw new GrundwachtError('ALREADY_EXISTS', {
      pointer: '/name',
      message: 'there is a channel "{name}" already',
      values: { name },
    });
  const row = {
    ...{ name, enabled, detail, language, burst, per_hour, place, secrets },
    settings: JSON.stringify(settings),
    secret_names: [...secretNames],
    updated_at: new Date(now),
    updated_by: by,
  };
  if (version === undefined) {
    const fresh = { id, tenant_id: tenant, tokens: burst, tokens_at: new Date(now), version: 1 };
    await trx
      .insertInto('notification_channel')
      .values({ ...fresh, ...row })
      .execute();
    return;
  }
  const { numUpdatedRows } = await trx
    .updateTable('notification_channel')
    .set({ ...row, version: version + 1 })
    .where('tenant_id', '=', tenant)
    .where('id', '=', id)
    .where('version', '=', version)
    .executeTakeFirstOrThrow();
  if (numUpdatedRows === 0n)
    throw new GrundwachtError('CONFLICT', {
      pointer: '/version',
      message: 'the channel is no longer at {version}',
      values: { version },
    });
}

/** @throws GrundwachtError NOT_FOUND */
export async function removeChannel(db: Executor, tenant: string, id: string): Promise<void> {
  const { numDeletedRows } = await db
    .deleteFrom('notification_channel')
    .where('tenant_id', '=', tenant)
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  if (numDeletedRows === 0n)
    throw new GrundwachtError('NOT_FOUND', { message: 'there is no channel {id}', values: { id } });
}

/**
 * Notes how a message fared.
 * @param error why it was not taken; undefined: it was
 * @param now milliseconds since the epoch
 */
export async function noteHealth(
  db: Executor,
  id: string,
  error: string | undefined,
  now: number,
): Promise<void> {
  const at = new Date(now);
  await db
    .updateTable('notification_channel')
    .set(
      error === undefined
        ? { last_ok_at: at }
        : { last_error_at: at, last_error: error.slice(0, errorLength) },
    )
    .where('id', '=', id)
    .execute();
}

/** @returns the channel, which nobody else bundles for before the transaction ends; undefined: it is gone or paused */
export async function lockChannel(trx: Transaction<Database>, id: string): Promise<ChannelRow | undefined> {
  return trx
    .selectFrom('notification_channel')
    .selectAll()
    .where('id', '=', id)
    .where('enabled', '=', true)
    .forNoKeyUpdate()
    .executeTakeFirst();
}

/** Notes what the rate limit leaves; `now` in milliseconds since the epoch. */
export async function storeTokens(
  trx: Transaction<Database>,
  id: string,
  tokens: number,
  now: number,
): Promise<void> {
  await trx
    .updateTable('notification_channel')
    .set({ tokens, tokens_at: new Date(now) })
    .where('id', '=', id)
    .execute();
}
