import type { ColumnType, Generated, JSONColumnType } from 'kysely';
import type { AlertState, CloseReason } from '../contract/alert.js';
import type { CollectorHealth, CollectorInputs } from '../contract/collector-inputs.js';
import type { Level } from '../contract/detection.js';
import type { EventDocument } from '../contract/event.js';
import type { Role } from '../contract/identity.js';
import type { EventStoreTables } from './events/tables.js';
import type { EvidenceTables } from './evidence-tables.js';
import type { IndicatorTables } from './indicator-tables.js';
import type { IsmsTables } from './isms-tables.js';
import type { RuleStateTables } from './rule-state-tables.js';
import type { SavedSearchTable } from './saved-search-table.js';

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
  role: Role;
}

export interface SessionTable {
  /** SHA-256 of the cookie's token. */
  token_hash: Buffer;
  account_id: string;
  created_at: Instant;
  last_used_at: Instant;
}

export interface CollectorTable {
  id: string;
  tenant_id: string;
  /** SHA-256 of the token. */
  token_hash: Buffer;
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

/** One row: the revision given to the latest change of any alert, without gaps. */
export interface AlertRevisionTable {
  singleton: Generated<boolean>;
  value: number;
}

export interface AlertTable {
  id: string;
  tenant_id: string;
  /** Digest of tenant, rule and entity: what deduplication looks up. */
  dedup_key: Buffer;
  rule_id: string;
  rule_title: string;
  rule_title_de: string | null;
  rule_level: Level;
  rule_tags: string[];
  state: AlertState;
  close_reason: CloseReason | null;
  assignee: string | null;
  entity_type: string;
  entity_value: string;
  /** Matches folded into this alert. */
  count: number;
  /** Events that caused it, whether kept in `alert_event` or not. */
  events_total: number;
  first_seen: Instant;
  last_seen: Instant;
  created_at: Instant;
  revision: number;
  /** The fire drill that it belongs to; null: it is a real one. */
  drill_id: ColumnType<string | null, string | null | undefined, never>;
}

/** The first and the latest events of an alert. */
export interface AlertEventTable {
  alert_id: string;
  tenant_id: string;
  /** Which event of the alert this is, from 1 on. */
  ordinal: number;
  event_id: string;
  occurred_at: Instant;
  /** `json`, not `jsonb`: attackers' records may hold U+0000, which jsonb refuses. */
  document: JSONColumnType<EventDocument>;
}

export interface AlertHistoryTable {
  id: Generated<number>;
  alert_id: string;
  tenant_id: string;
  at: Instant;
  by: string;
  from_state: AlertState;
  to_state: AlertState;
  reason: CloseReason | null;
  comment: string | null;
}

/** How far a stage of the pipeline has come in the journal. */
export interface PipelinePositionTable {
  name: string;
  position: number;
  updated_at: Instant;
}

export interface Database
  extends EventStoreTables,
    EvidenceTables,
    IndicatorTables,
    IsmsTables,
    RuleStateTables {
  tenant: TenantTable;
  account: AccountTable;
  account_role: AccountRoleTable;
  session: SessionTable;
  collector: CollectorTable;
  source: SourceTable;
  alert_revision: AlertRevisionTable;
  alert: AlertTable;
  alert_event: AlertEventTable;
  alert_history: AlertHistoryTable;
  pipeline_position: PipelinePositionTable;
  saved_search: SavedSearchTable;
}
