import type { Kysely } from 'kysely';
import type { ApiToken } from '../contract/api-token.js';
import type { Database } from './tables.js';

const tokens = (db: Kysely<Database>) =>
  db
    .selectFrom('api_token')
    .innerJoin('account', 'account.id', 'api_token.account_id')
    .select([
      'api_token.id',
      'api_token.name',
      'account.username as owner',
      'api_token.tenant_id as tenant',
      'api_token.scopes',
      'api_token.networks',
      'api_token.created_at',
      'api_token.expires_at',
      'api_token.last_used_at',
      'api_token.revoked_at',
      'api_token.revoked_by',
      'api_token.account_id',
    ]);
type Row = Awaited<ReturnType<ReturnType<typeof tokens>['execute']>>[number];

const toToken = ({ account_id: _, ...row }: Row): ApiToken => ({
  ...row,
  created_at: row.created_at.toISOString(),
  expires_at: row.expires_at.toISOString(),
  last_used_at: row.last_used_at?.toISOString() ?? null,
  revoked_at: row.revoked_at?.toISOString() ?? null,
});

/**
 * Stores a token.
 * @param token hash: SHA-256 of it, which alone is stored; expires: milliseconds since the epoch
 * @param now milliseconds since the epoch
 */
export async function createApiToken(
  db: Kysely<Database>,
  token: {
    tenant: string;
    account: string;
    name: string;
    hash: Buffer;
    scopes: readonly string[];
    networks: readonly string[];
    expires: number;
  },
  now: number,
): Promise<ApiToken> {
  const { id } = await db
    .insertInto('api_token')
    .values({
      tenant_id: token.tenant,
      account_id: token.account,
      name: token.name,
      hash: token.hash,
      scopes: [...token.scopes],
      networks: [...token.networks],
      created_at: new Date(now),
      expires_at: new Date(token.expires),
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return toToken(await tokens(db).where('api_token.id', '=', id).executeTakeFirstOrThrow());
}

/** A token that may be good; times in milliseconds since the epoch. */
export interface StoredApiToken {
  id: string;
  name: string;
  accountId: string;
  tenant: string;
  scopes: string[];
  networks: string[];
  expires: number;
  /** 0: never. */
  lastUsed: number;
}

/** @returns the token with this hash, over or not; undefined where there is none or it was revoked */
export async function findApiToken(db: Kysely<Database>, hash: Buffer): Promise<StoredApiToken | undefined> {
  const row = await tokens(db)
    .where('api_token.hash', '=', hash)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  return (
    row && {
      id: row.id,
      name: row.name,
      accountId: row.account_id,
      tenant: row.tenant,
      scopes: row.scopes,
      networks: row.networks,
      expires: row.expires_at.getTime(),
      lastUsed: row.last_used_at?.getTime() ?? 0,
    }
  );
}

/** Notes that a token was used. */
export async function touchApiToken(db: Kysely<Database>, id: string, now: number): Promise<void> {
  await db
    .updateTable('api_token')
    .set({ last_used_at: new Date(now) })
    .where('id', '=', id)
    .execute();
}

/** Which tokens: those of an account, and all of these tenants. */
export interface TokenReach {
  account?: string;
  tenants: readonly string[];
}

/**
 * @returns tokens, the newest first, those that are over or revoked, too
 */
export async function listApiTokens(db: Kysely<Database>, of: TokenReach): Promise<ApiToken[]> {
  const rows = await tokens(db)
    .where((where) =>
      where.or([
        ...(of.account === undefined ? [] : [where('api_token.account_id', '=', of.account)]),
        ...(of.tenants.length > 0 ? [where('api_token.tenant_id', 'in', of.tenants)] : []),
      ]),
    )
    .orderBy('api_token.created_at', 'desc')
    .orderBy('api_token.id')
    .execute();
  return rows.map(toToken);
}

/**
 * Makes a token worthless; it stays listed.
 * @returns false when there is no such token that is in use
 */
export async function revokeApiToken(
  db: Kysely<Database>,
  id: string,
  of: TokenReach,
  { by, now }: { by: string; now: number },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('api_token')
    .set({ revoked_at: new Date(now), revoked_by: by })
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .where((where) =>
      where.or([
        ...(of.account === undefined ? [] : [where('account_id', '=', of.account)]),
        ...(of.tenants.length > 0 ? [where('tenant_id', 'in', of.tenants)] : []),
      ]),
    )
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}
