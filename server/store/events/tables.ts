import type { ColumnType, Generated, JSONColumnType } from 'kysely';
import type { RetentionPolicy } from '../../contract/retention.js';

type Instant = ColumnType<Date, Date, Date>;

/** What was deleted of one segment; never changed. */
export interface EventDeletionTable {
  id: Generated<string>;
  tenant_id: string;
  at: Instant;
  cause: 'retention' | 'tenant_removed';
  /** The rule in words. */
  rule: string;
  /** Rows received before this were due. */
  received_before: Instant | null;
  segment_id: string;
  sha256_before: Buffer;
  rows_before: number;
  bytes_before: number;
  /** Event time of the segment before. */
  time_from: Instant;
  time_to: Instant;
  rows_deleted: number;
  /** Deleted rows of each dataset. */
  datasets: JSONColumnType<Record<string, number>>;
  /** Rows that were due and stayed. */
  kept_for_alerts: number;
  kept_for_holds: number;
  /** The segment with what stayed; null: nothing did. */
  segment_after: string | null;
  sha256_after: Buffer | null;
  rows_after: number;
}

/** How long a tenant's events stay. */
export interface RetentionPolicyTable {
  tenant_id: string;
  policy: JSONColumnType<RetentionPolicy>;
  version: number;
  updated_at: Instant;
  updated_by: string;
}

export interface RetentionPolicyHistoryTable {
  id: Generated<string>;
  tenant_id: string;
  at: Instant;
  by: string;
  old: JSONColumnType<RetentionPolicy>;
  new: JSONColumnType<RetentionPolicy>;
  reason: string;
}

/** Events that are kept whatever the rules say, until the hold is lifted. */
export interface LegalHoldTable {
  id: Generated<string>;
  tenant_id: string;
  title: string;
  reason: string;
  /** Event time, inclusive and exclusive; null: open. */
  time_from: Instant | null;
  time_to: Instant | null;
  /** Any of these; empty: all. */
  datasets: string[];
  hosts: string[];
  set_at: Instant;
  set_by: string;
  lifted_at: Instant | null;
  lifted_by: string | null;
  lift_reason: string | null;
}

export interface EventStoreTables {
  event_segment: EventSegmentTable;
  event_deletion: EventDeletionTable;
  retention_policy: RetentionPolicyTable;
  retention_policy_history: RetentionPolicyHistoryTable;
  legal_hold: LegalHoldTable;
}

/** One sealed Parquet file of one tenant. */
export interface EventSegmentTable {
  id: string;
  tenant_id: string;
  /** Relative to the store's folder. */
  path: string;
  /** Event time of the oldest and the newest event, both inclusive. */
  time_from: Instant;
  time_to: Instant;
  /** The same of the receipt. */
  received_from: Instant;
  received_to: Instant;
  /** Smallest and largest event id, both inclusive. */
  id_from: string;
  id_to: string;
  /** Journal range that the events came from. */
  position_from: number;
  position_to: number;
  rows: number;
  bytes: number;
  sha256: Buffer;
  created_at: Instant;
  /** Size of the filter beside it; null: there is none. */
  filter_bytes: number | null;
  /** Rows of each dataset; empty: not known. */
  datasets: JSONColumnType<Record<string, number>>;
}
