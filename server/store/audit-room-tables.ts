import type { ColumnType, Generated } from 'kysely';
import type { SampleEntry, SampleMethod } from '../contract/audit-room.js';

type Instant = ColumnType<Date, Date, Date>;
/** Written as `YYYY-MM-DD`; read as text by a cast. */
type Day = ColumnType<never, string, never>;

interface OfAudit {
  tenant_id: string;
  domain_id: string;
  audit_id: string;
}

/** What of an audit's domain somebody may read; empty lists: everything. */
export interface AuditGrantTable extends OfAudit {
  id: Generated<string>;
  account_id: string;
  username: string;
  catalog_id: string;
  bausteine: string[];
  /** Target objects, or the domain itself by its id. */
  scope_ids: string[];
  starts: Day;
  ends: Day;
  granted_at: Instant;
  granted_by: string;
  revoked_at: ColumnType<Date | null, null | undefined, Date>;
  revoked_by: ColumnType<string | null, null | undefined, string>;
}

/** A sample as it was drawn; never changed. */
export interface AuditSampleTable extends OfAudit {
  id: Generated<string>;
  grant_id: string;
  catalog_id: string;
  method: SampleMethod;
  size: number;
  seed: string;
  population_count: number;
  population_sha256: string;
  items: ColumnType<SampleEntry[], string, never>;
  drawn_at: Instant;
  drawn_by: string;
}

export interface AuditSamplePopulationTable {
  sample_id: string;
  tenant_id: string;
  /** Canonical JSON (RFC 8785). */
  entries: string;
}

/** What was said of something drawn; never changed. */
export interface AuditRecordTable extends OfAudit {
  id: Generated<number>;
  sample_id: string;
  scope_id: string;
  requirement_id: string;
  result: 'conform' | 'finding';
  finding_id: string | null;
  note: string;
  at: Instant;
  by: string;
}

/** Who read what; never changed. */
export interface AuditAccessTable extends OfAudit {
  id: Generated<number>;
  grant_id: string;
  session: string;
  object: string;
  at: Instant;
  by: string;
}

/** An audit package that the auditors of an audit may download. */
export interface PackageReleaseTable extends OfAudit {
  id: Generated<string>;
  export_job_id: string;
  released_at: Instant;
  released_by: string;
  withdrawn_at: ColumnType<Date | null, null | undefined, Date>;
  withdrawn_by: ColumnType<string | null, null | undefined, string>;
}

/** The audit room's part of the database. */
export interface AuditRoomTables {
  audit_grant: AuditGrantTable;
  audit_sample: AuditSampleTable;
  audit_sample_population: AuditSamplePopulationTable;
  audit_record: AuditRecordTable;
  audit_access: AuditAccessTable;
  package_release: PackageReleaseTable;
}
