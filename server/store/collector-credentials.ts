import type { Kysely, Transaction } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import type { Database } from './tables.js';
import { randomToken, tokenHash } from './tokens.js';

/** What a collector shows: a token, or a certificate whose key it holds. */
export type Credential =
  | { kind: 'token'; token: string }
  | {
      kind: 'certificate';
      /** SHA-256 of the public key (SubjectPublicKeyInfo, DER). */
      hash: Buffer;
      subject: string;
    };

/** Whom a credential belongs to. */
export interface CredentialOwner {
  collector: string;
  tenant: string;
  /** Addresses and networks that it may send from; empty: all. */
  networks: string[];
  /** When the credential ends, milliseconds since the epoch; null: not by itself. */
  ends: number | null;
}

/** @returns `gw_` and 256 random bits */
export function newCollectorToken(): Credential & { kind: 'token' } {
  return { kind: 'token', token: `gw_${randomToken()}` };
}

/**
 * Gives a collector a credential. The ones from before end then or after a time for changing over.
 * @param overlapMs for how long the one before goes on being valid, milliseconds; 0: it ends at once
 * @param now milliseconds since the epoch
 * @throws GrundwachtError ALREADY_EXISTS when the certificate's key is another collector's
 */
export async function giveCredential(
  trx: Transaction<Database>,
  collector: { id: string; tenant: string },
  credential: Credential,
  { now, overlapMs = 0 }: { now: number; overlapMs?: number },
): Promise<void> {
  const hash = hashOf(credential);
  await trx
    .deleteFrom('collector_credential')
    .where('collector_id', '=', collector.id)
    .where((where) =>
      overlapMs > 0
        ? where.or([where('hash', '=', hash), where('ends_at', '<=', new Date(now))])
        : where.lit(true),
    )
    .execute();
  await trx
    .updateTable('collector_credential')
    .set({ ends_at: new Date(now + overlapMs) })
    .where('collector_id', '=', collector.id)
    .where('ends_at', 'is', null)
    .execute();
  const row = await trx
    .insertInto('collector_credential')
    .values({
      tenant_id: collector.tenant,
      collector_id: collector.id,
      kind: credential.kind,
      hash,
      subject: credential.kind === 'certificate' ? credential.subject : null,
      created_at: new Date(now),
      ends_at: null,
    })
    .onConflict((conflict) => conflict.column('hash').doNothing())
    .returning('id')
    .executeTakeFirst();
  if (row === undefined)
    throw new GrundwachtError('ALREADY_EXISTS', {
      pointer: '/certificate',
      message: 'its key is that of another collector',
    });
}

/** Makes everything worthless that a collector could show. */
export async function dropCredentials(
  db: Kysely<Database>,
  of: { collector: string } | { tenant: string },
): Promise<void> {
  const [column, value] =
    'collector' in of ? (['collector_id', of.collector] as const) : (['tenant_id', of.tenant] as const);
  await db.deleteFrom('collector_credential').where(column, '=', value).execute();
}

/**
 * @param hash of the token, or of the certificate's public key
 * @returns undefined when no collector has it, or it is revoked
 */
export async function findCredentialOwner(
  db: Kysely<Database>,
  kind: Credential['kind'],
  hash: Buffer,
): Promise<CredentialOwner | undefined> {
  const row = await db
    .selectFrom('collector_credential as credential')
    .innerJoin('collector', 'collector.id', 'credential.collector_id')
    .where('credential.hash', '=', hash)
    .where('credential.kind', '=', kind)
    .where('collector.revoked_at', 'is', null)
    .select(['collector.id', 'collector.tenant_id', 'collector.networks', 'credential.ends_at'])
    .executeTakeFirst();
  return (
    row && {
      collector: row.id,
      tenant: row.tenant_id,
      networks: row.networks,
      ends: row.ends_at?.getTime() ?? null,
    }
  );
}

const hashOf = (credential: Credential): Buffer =>
  credential.kind === 'token' ? tokenHash(credential.token) : credential.hash;
