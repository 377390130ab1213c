import type { ColumnType, Generated } from 'kysely';
import type { RuleResult, ScanFormat, ScanSignature } from '../contract/scan.js';

type Instant = ColumnType<Date, Date, never>;
/** Read as a value, written as JSON text. */
type Json<T> = ColumnType<T, string, never>;

/** One imported file with the results of one scan of one host. */
export interface ScanImportTable {
  id: Generated<string>;
  tenant_id: string;
  domain_id: string;
  format: ScanFormat;
  tool: string;
  tool_version: string;
  file_name: string;
  /** Hex; of the file as it was given, compressed or not. */
  file_sha256: string;
  file_bytes: number;
  /** What the file says of the host. */
  hosts: string[];
  addresses: string[];
  started_at: ColumnType<Date | null, Date | null, never>;
  finished_at: Instant;
  profile: string;
  benchmark: string;
  signature: ScanSignature;
  /** Of the key in `scan_key`; no reference: what was signed stays signed. */
  signed_by: string | null;
  counts: Json<Record<RuleResult, number>>;
  /** Whose requirement ids stand in the results. */
  catalog_id: string;
  /** Digest of the mapping that gave the requirements. */
  mapping_version: string;
  /** null: nobody knows yet which target object it is. */
  target_object_id: string | null;
  /** null: found by its names and addresses. */
  assigned_by: string | null;
  assigned_at: ColumnType<Date | null, Date | null, Date>;
  imported_at: Instant;
  imported_by: string;
}

export interface ScanResultTable {
  scan_import_id: string;
  tenant_id: string;
  domain_id: string;
  /** In the file's order, from 0. */
  position: number;
  rule_id: string;
  title: string;
  severity: string;
  result: RuleResult;
  identifiers: string[];
  message: string;
  /** Ids of the requirements that the mapping gives the rule; none: unmapped. */
  requirements: string[];
}

/** Public key by which a host signs the audits of our own scripts. */
export interface ScanKeyTable {
  id: Generated<string>;
  tenant_id: string;
  /** Lower case. */
  host: string;
  /** SubjectPublicKeyInfo, PEM. */
  public_key: string;
  /** SHA-256 of the SubjectPublicKeyInfo's DER, hex. */
  fingerprint: string;
  created_at: Instant;
  created_by: string;
  revoked_at: ColumnType<Date | null, never, Date>;
  revoked_by: ColumnType<string | null, never, string>;
}

/** The scans' part of the database. */
export interface ScanTables {
  scan_import: ScanImportTable;
  scan_result: ScanResultTable;
  scan_key: ScanKeyTable;
}
