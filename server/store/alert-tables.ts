import type { ColumnType, Generated, JSONColumnType } from 'kysely';
import type { AlertState, CloseReason } from '../contract/alert.js';
import type { AlertViewInput } from '../contract/alert-view.js';
import type { Level } from '../contract/detection.js';
import type { EventDocument } from '../contract/event.js';

/** A `timestamptz` with millisecond precision. */
type Instant = ColumnType<Date, Date, Date>;

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
  comments: Generated<number>;
  revision: number;
  /** What it began with; 0 before this was kept. */
  created_revision: Generated<number>;
  /** Of a person's latest change; 0: nobody has changed it, or not since this is kept. */
  decided_revision: Generated<number>;
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
  /** What one person did to several alerts at once; null before this was kept. */
  act: string | null;
  /** That the alert had then. */
  revision: number | null;
  from_reason: CloseReason | null;
  from_assignee: string | null;
  to_assignee: string | null;
}

/** What people wrote to an alert. */
export interface AlertCommentTable {
  id: Generated<number>;
  tenant_id: string;
  alert_id: string;
  at: Instant;
  by: string;
  text: string;
}

/** A step of the runbook that was done, with the words that it had then. */
export interface AlertStepTable {
  tenant_id: string;
  alert_id: string;
  key: string;
  de: string;
  en: string;
  done_at: Instant;
  done_by: string;
}

/** What the list of alerts shows, kept under a name. */
export interface AlertViewTable {
  id: Generated<string>;
  tenant_id: string;
  account_id: string;
  name: string;
  shared: boolean;
  view: JSONColumnType<AlertViewInput['view']>;
  updated_at: Instant;
}

/** Which view somebody sees first. */
export interface AlertViewDefaultTable {
  tenant_id: string;
  account_id: string;
  view_id: string;
}

export interface AlertTables {
  alert_revision: AlertRevisionTable;
  alert: AlertTable;
  alert_event: AlertEventTable;
  alert_history: AlertHistoryTable;
  alert_comment: AlertCommentTable;
  alert_step: AlertStepTable;
  alert_view: AlertViewTable;
  alert_view_default: AlertViewDefaultTable;
}
