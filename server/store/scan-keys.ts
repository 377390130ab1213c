import type { Kysely, Selectable } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import type { ScanKey } from '../contract/scan.js';
import type { HostKey } from '../scan/signature.js';
import type { ScanKeyTable } from './scan-tables.js';
import type { Author } from './structure-history.js';
import type { Database } from './tables.js';

/** @throws GrundwachtError ALREADY_EXISTS */
export async function addScanKey(
  db: Kysely<Database>,
  tenant: string,
  host: string,
  { pem, fingerprint }: HostKey,
  { by, now }: Author,
): Promise<ScanKey> {
  const row = await db
    .insertInto('scan_key')
    .values({
      tenant_id: tenant,
      host: host.toLowerCase(),
      public_key: pem,
      fingerprint,
      created_at: new Date(now),
      created_by: by,
    })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'fingerprint']).doNothing())
    .returningAll()
    .executeTakeFirst();
  if (row !== undefined) return toKey(row);
  throw new GrundwachtError('ALREADY_EXISTS', {
    pointer: '/public_key',
    message: 'is registered already, perhaps for another host',
  });
}

/** @returns the tenant's keys by host, revoked ones among them */
export async function listScanKeys(db: Kysely<Database>, tenant: string): Promise<ScanKey[]> {
  const rows = await db
    .selectFrom('scan_key')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .orderBy('host')
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  return rows.map(toKey);
}

/** Nothing signed by it is taken from now on. Revoking what is revoked changes nothing. @throws GrundwachtError NOT_FOUND */
export async function revokeScanKey(
  db: Kysely<Database>,
  tenant: string,
  id: string,
  { by, now }: Author,
): Promise<void> {
  await db
    .updateTable('scan_key')
    .set({ revoked_at: new Date(now), revoked_by: by })
    .where('tenant_id', '=', tenant)
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .execute();
  const row = await db
    .selectFrom('scan_key')
    .select('id')
    .where('tenant_id', '=', tenant)
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined)
    throw new GrundwachtError('NOT_FOUND', { message: 'there is no key {id}', values: { id } });
}

/** @returns the key with a fingerprint, unless it is unknown or revoked */
export async function findScanKey(
  db: Kysely<Database>,
  tenant: string,
  fingerprint: string,
): Promise<{ id: string; host: string; pem: string } | undefined> {
  const row = await db
    .selectFrom('scan_key')
    .select(['id', 'host', 'public_key as pem'])
    .where('tenant_id', '=', tenant)
    .where('fingerprint', '=', fingerprint)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  return row;
}

function toKey(row: Selectable<ScanKeyTable>): ScanKey {
  const { id, host, fingerprint, created_at, created_by, revoked_at, revoked_by } = row;
  return {
    id,
    host,
    fingerprint,
    created_at: created_at.toISOString(),
    created_by,
    revoked_at: revoked_at?.toISOString() ?? null,
    revoked_by,
  };
}
