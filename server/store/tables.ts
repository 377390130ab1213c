import type { ColumnType, Generated } from 'kysely';
import type { CollectorHealth, CollectorInputs } from '../contract/collector-inputs.js';
import type { Role, SessionMethod } from '../contract/identity.js';
import type { AccessTables } from './access-tables.js';
import type { AlertTables } from './alert-tables.js';
import type { AuditTrailTable } from './audit-trail-table.js';
import type { CaseTables } from './case-tables.js';
import type { EventStoreTables } from './events/tables.js';
import type { EvidenceTables } from './evidence-tables.js';
import type { IdentityTables } from './identity-tables.js';
import type { IndicatorTables } from './indicator-tables.js';
import type { IsmsTables } from './isms-tables.js';
import type { NotificationTables } from './notification-tables.js';
import type { OperationsTables } from './operations-tables.js';
import type { OwnRuleTables } from './own-rule-tables.js';
import type { PseudonymTables } from './pseudonym-tables.js';
import type { RuleStateTables } from './rule-state-tables.js';
import type { SavedSearchTable } from './saved-search-table.js';

export type { AlertTable } from './alert-tables.js';

/** A `timestamptz` with millisecond precision. */
type Instant = ColumnType<Date, Date, Date>;

/** One city. Every table with rows of a tenant carries `tenant_id`. */
export interface TenantTable {
  id: string;
  title: string;
  created_at: Instant;
}

export interface AccountTable {
  id: Generated<string>;
  /** NFC, lower case. */
  username: string;
  /** PHC string. */
  password_hash: string;
  must_change_password: boolean;
  disabled: boolean;
  created_at: Instant;
  updated_at: Instant;
}

export interface AccountRoleTable {
  account_id: string;
  /** Null for the provider, who is of no tenant. */
  tenant_id: string | null;
  role: Role;
}

export interface SessionTable {
  /** SHA-256 of the cookie's token. */
  token_hash: Buffer;
  account_id: string;
  created_at: Instant;
  last_used_at: Instant;
  /** Names the session to its owner. */
  id: Generated<string>;
  /** How its owner proved to be the one. */
  method: SessionMethod;
  /** When its owner proved it last. */
  proven_at: Instant;
  /** Of the client; empty: a command on the server's machine. */
  address: string;
  /** Browser and system, shortened. */
  agent: string;
}

export interface CollectorTable {
  id: string;
  tenant_id: string;
  created_at: Instant;
  last_seen: ColumnType<Date | null, never, Date>;
  revoked_at: ColumnType<Date | null, never, Date | null>;
  /** What it is to collect; null: nothing was said. */
  inputs: ColumnType<CollectorInputs | null, never, string>;
  inputs_version: ColumnType<number, never, number>;
  inputs_by: ColumnType<string | null, never, string>;
  inputs_at: ColumnType<Date | null, never, Date>;
  health: ColumnType<CollectorHealth | null, never, string>;
  health_at: ColumnType<Date | null, never, Date>;
  /** Addresses and networks that it may send from; empty: all. */
  networks: ColumnType<string[], string[] | undefined, string[]>;
  /** Calls that were refused because they came from elsewhere, the last of them, and its address. */
  refused: ColumnType<number, never, number>;
  refused_at: ColumnType<Date | null, never, Date>;
  refused_from: ColumnType<string | null, never, string>;
}

/** received = stored + rejected, always. */
export interface SourceTable {
  tenant_id: string;
  collector_id: string;
  source: string;
  transport: string;
  dataset: string;
  /** Empty when the records name none. */
  host: string;
  received: number;
  stored: number;
  rejected: number;
  unparsed: number;
  first_seen: Instant;
  last_seen: Instant;
}

/** How far a stage of the pipeline has come in the journal. */
export interface PipelinePositionTable {
  name: string;
  position: number;
  updated_at: Instant;
}

export interface Database
  extends AccessTables,
    AlertTables,
    CaseTables,
    EventStoreTables,
    EvidenceTables,
    IdentityTables,
    IndicatorTables,
    IsmsTables,
    NotificationTables,
    OperationsTables,
    OwnRuleTables,
    PseudonymTables,
    RuleStateTables {
  tenant: TenantTable;
  account: AccountTable;
  account_role: AccountRoleTable;
  session: SessionTable;
  collector: CollectorTable;
  source: SourceTable;
  pipeline_position: PipelinePositionTable;
  saved_search: SavedSearchTable;
  audit_trail: AuditTrailTable;
}
