import { type Kysely, sql, type Transaction } from 'kysely';
import { deleteTotp } from './second-factors.js';
import type { Database } from './tables.js';

/** A secret that is stored under the installation's key. */
export interface SealedSecret {
  /** codes: secret of an account's codes by time; channel: passwords of a notification channel; pseudonyms: key of a period. */
  kind: 'codes' | 'channel' | 'pseudonyms';
  /** Of the account or the channel; the period. */
  id: string;
  tenant: string | null;
  /** To be shown: user name, channel's name, period. */
  name: string;
  box: Buffer;
}

/** @returns everything that only the installation's key opens, of all tenants */
export async function listSealed(db: Kysely<Database>): Promise<SealedSecret[]> {
  const { rows } = await sql<SealedSecret>`
    select 'codes' as kind, account_id::text as id, null as tenant, username as name, secret as box
      from account_totp join account on account.id = account_id
    union all
    select 'channel', id::text, tenant_id, name, secrets from notification_channel where secrets is not null
    union all
    select 'pseudonyms', period, tenant_id, period, sealed from pseudonym_key
    order by kind, tenant, name`.execute(db);
  return rows;
}

/** Stores a secret under another key. */
export async function replaceSealed(
  trx: Transaction<Database>,
  { kind, id, tenant }: SealedSecret,
  box: Buffer,
): Promise<void> {
  if (kind === 'codes')
    await trx.updateTable('account_totp').set({ secret: box }).where('account_id', '=', id).execute();
  else if (kind === 'channel')
    await trx.updateTable('notification_channel').set({ secrets: box }).where('id', '=', id).execute();
  else
    await trx
      .updateTable('pseudonym_key')
      .set({ sealed: box })
      .where('tenant_id', '=', tenant!)
      .where('period', '=', id)
      .execute();
}

/**
 * Gives up a secret that nothing opens: codes are to be set up anew, a channel is paused until its secrets are given
 * again, and a period of pseudonyms gets another key.
 * @param now milliseconds since the epoch
 */
export async function forgetSealed(
  trx: Transaction<Database>,
  { kind, id, tenant }: SealedSecret,
  now: number,
): Promise<void> {
  if (kind === 'codes') {
    await deleteTotp(trx, id);
    // Recovery codes stand in for a factor; with none left they stand in for nothing.
    await sql`delete from account_recovery_code where account_id = ${id}
      and not exists (select from account_passkey where account_id = ${id})`.execute(trx);
  } else if (kind === 'channel')
    await trx
      .updateTable('notification_channel')
      .set((eb) => ({
        ...{ secrets: null, secret_names: [], enabled: false, version: eb('version', '+', 1) },
        ...{
          last_error_at: new Date(now),
          last_error: 'the secrets are lost with secrets.key: give them again',
        },
      }))
      .where('id', '=', id)
      .execute();
  else
    await trx.deleteFrom('pseudonym_key').where('tenant_id', '=', tenant!).where('period', '=', id).execute();
}
