import { type Kysely, sql, type Transaction } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import type { ScanImport, ScanSignature } from '../contract/scan.js';
import type { ParsedScan } from '../scan/parsed-scan.js';
import type { NamedObject } from '../scan/target-match.js';
import { decodeCursor, encodeCursor } from './cursor.js';
import { upsertRows } from './rows.js';
import type { Author, DomainKey } from './structure-history.js';
import type { Database } from './tables.js';

type Executor = Kysely<Database> | Transaction<Database>;

/** Of an import, what the scan itself does not say. */
export interface ScanFacts {
  file: { name: string; sha256: string; bytes: number };
  signature: { state: ScanSignature; key: string | null };
  catalog: string;
  mappingVersion: string;
  /** What the rules speak for. */
  requirementsOf(rule: string): readonly string[];
  /** null: nobody knows yet. */
  target: string | null;
}

/** @throws GrundwachtError ALREADY_EXISTS when the domain has this very file */
export async function insertScan(
  trx: Transaction<Database>,
  { tenant, domain }: DomainKey,
  scan: ParsedScan,
  { file, signature, catalog, mappingVersion, requirementsOf, target }: ScanFacts,
  { by, now }: Author,
): Promise<string> {
  const row = await trx
    .insertInto('scan_import')
    .values({
      tenant_id: tenant,
      domain_id: domain,
      format: scan.format,
      tool: scan.tool,
      tool_version: scan.toolVersion,
      file_name: file.name,
      file_sha256: file.sha256,
      file_bytes: file.bytes,
      hosts: scan.hosts,
      addresses: scan.addresses,
      started_at: scan.startedAt === undefined ? null : new Date(scan.startedAt),
      finished_at: new Date(scan.finishedAt),
      profile: scan.profile,
      benchmark: scan.benchmark,
      signature: signature.state,
      signed_by: signature.key,
      counts: JSON.stringify(scan.counts),
      catalog_id: catalog,
      mapping_version: mappingVersion,
      target_object_id: target,
      assigned_at: null,
      imported_at: new Date(now),
      imported_by: by,
    })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'domain_id', 'file_sha256']).doNothing())
    .returning('id')
    .executeTakeFirst();
  if (row === undefined) {
    throw new GrundwachtError('ALREADY_EXISTS', {
      message: '{name} has been imported before',
      values: { name: file.name },
    });
  }
  const rows = scan.rules.map(({ rule, title, severity, result, identifiers, message }, position) => ({
    scan_import_id: row.id,
    tenant_id: tenant,
    domain_id: domain,
    position,
    rule_id: rule,
    title,
    severity,
    result,
    identifiers,
    message,
    requirements: requirementsOf(rule),
  }));
  await upsertRows(trx, 'scan_result', ['tenant_id', 'scan_import_id', 'position'], rows);
  return row.id;
}

/** @returns a page of the domain's scans, the latest import first */
export async function listScans(
  db: Kysely<Database>,
  key: DomainKey,
  { limit, cursor, target }: { limit: number; cursor?: string | undefined; target?: string | undefined },
): Promise<{ items: ScanImport[]; next: string | null }> {
  let query = scans(db, key).orderBy('s.imported_at', 'desc').orderBy('s.id', 'desc');
  if (target !== undefined) query = query.where('s.target_object_id', '=', target);
  if (cursor !== undefined) {
    const { time, id } = decodeCursor(cursor);
    query = query.where(sql<boolean>`(s.imported_at, s.id) < (${new Date(time)}, ${id}::uuid)`);
  }
  const rows = await query.limit(limit + 1).execute();
  const items = rows.slice(0, limit).map(toScan);
  const last = rows.length > limit ? items.at(-1) : undefined;
  return {
    items,
    next: last === undefined ? null : encodeCursor({ time: Date.parse(last.imported_at), id: last.id }),
  };
}

/** @throws GrundwachtError NOT_FOUND */
export async function getScan(db: Executor, key: DomainKey, id: string): Promise<ScanImport> {
  const row = await scans(db, key).where('s.id', '=', id).executeTakeFirst();
  if (row === undefined)
    throw new GrundwachtError('NOT_FOUND', { message: 'there is no scan {id}', values: { id } });
  return toScan(row);
}

/**
 * Says which target object a scan without one was of. What it says is said once: a scan that has one keeps it.
 * @throws GrundwachtError NOT_FOUND, CONFLICT, VALIDATION when the domain has no such object
 */
export async function assignScan(
  trx: Transaction<Database>,
  key: DomainKey,
  id: string,
  target: string,
  { by, now }: Author,
): Promise<void> {
  await sql`select from scan_import where id = ${id} for update`.execute(trx);
  const { target_object } = await getScan(trx, key, id);
  if (target_object !== null) {
    throw new GrundwachtError('CONFLICT', 'the scan has a target object, and its observations are made');
  }
  const object = await trx
    .selectFrom('target_object')
    .select('id')
    .where('tenant_id', '=', key.tenant)
    .where('domain_id', '=', key.domain)
    .where('id', '=', target)
    .executeTakeFirst();
  if (object === undefined) {
    throw new GrundwachtError('VALIDATION', {
      pointer: '/target_object',
      message: 'the domain has no target object {target}',
      values: { target },
    });
  }
  await trx
    .updateTable('scan_import')
    .set({ target_object_id: target, assigned_by: by, assigned_at: new Date(now) })
    .where('id', '=', id)
    .execute();
}

/**
 * Removes a scan that was never anybody's: of the others observations were made, which stay with their origin.
 * @throws GrundwachtError NOT_FOUND, STILL_IN_USE
 */
export async function removeScan(
  trx: Transaction<Database>,
  key: DomainKey,
  id: string,
): Promise<ScanImport> {
  await sql`select from scan_import where id = ${id} for update`.execute(trx);
  const scan = await getScan(trx, key, id);
  const used = await trx
    .selectFrom('observation')
    .select('id')
    .where('tenant_id', '=', key.tenant)
    .where('scan_import_id', '=', id)
    .limit(1)
    .executeTakeFirst();
  if (scan.target_object !== null || used !== undefined) {
    throw new GrundwachtError('STILL_IN_USE', 'observations rest on the scan; it stays as their origin');
  }
  await trx.deleteFrom('scan_import').where('id', '=', id).execute();
  return scan;
}

/** @returns digests of the files that a tenant's scans came in */
export async function scanFilesOf(db: Executor, tenant: string): Promise<string[]> {
  const rows = await db
    .selectFrom('scan_import')
    .select('file_sha256')
    .distinct()
    .where('tenant_id', '=', tenant)
    .execute();
  return rows.map(({ file_sha256 }) => file_sha256);
}

/**
 * @param db the program's own: the files of all tenants lie in one folder
 * @returns whether a scan of any tenant and domain came in this file
 */
export async function hasScanFile(db: Executor, sha256: string): Promise<boolean> {
  const row = await db
    .selectFrom('scan_import')
    .select('id')
    .where('file_sha256', '=', sha256)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** @returns the domain's target objects that have a host name or an address; retired ones are none to be scanned */
export async function namedObjects(db: Executor, { tenant, domain }: DomainKey): Promise<NamedObject[]> {
  return db
    .selectFrom('target_object')
    .select(['id', 'key', 'name', 'hostnames', 'addresses'])
    .where('tenant_id', '=', tenant)
    .where('domain_id', '=', domain)
    .where('status', '<>', 'retired')
    .where(sql<boolean>`cardinality(hostnames) + cardinality(addresses) > 0`)
    .execute();
}

function scans(db: Executor, { tenant, domain }: DomainKey) {
  return db
    .selectFrom('scan_import as s')
    .leftJoin('target_object as o', 'o.id', 's.target_object_id')
    .selectAll('s')
    .select(['o.key as target_key', 'o.name as target_object_name'])
    .where('s.tenant_id', '=', tenant)
    .where('s.domain_id', '=', domain);
}

type ScanRow = Awaited<ReturnType<ReturnType<typeof scans>['execute']>>[number];

function toScan(row: ScanRow): ScanImport {
  return {
    id: row.id,
    tenant: row.tenant_id,
    domain: row.domain_id,
    format: row.format,
    tool: row.tool,
    tool_version: row.tool_version,
    file_name: row.file_name,
    file_sha256: row.file_sha256,
    file_bytes: row.file_bytes,
    hosts: row.hosts,
    addresses: row.addresses,
    started_at: row.started_at?.toISOString() ?? null,
    finished_at: row.finished_at.toISOString(),
    profile: row.profile,
    benchmark: row.benchmark,
    signature: row.signature,
    signed_by: row.signed_by,
    counts: row.counts,
    catalog: row.catalog_id,
    target_object: row.target_object_id,
    target_name: row.target_key === null ? null : `${row.target_key} ${row.target_object_name}`,
    assigned_by: row.assigned_by,
    assigned_at: row.assigned_at?.toISOString() ?? null,
    imported_at: row.imported_at.toISOString(),
    imported_by: row.imported_by,
  };
}
