import type { ColumnType, Generated, JSONColumnType } from 'kysely';
import type { ChannelSettings, details } from '../contract/notification-channels.js';
import type { LetterContent, LetterKind, LetterState, Notice } from '../contract/notification-letters.js';
import type { NotificationPlan } from '../contract/notification-plan.js';

type Instant = ColumnType<Date, Date, Date>;
type MaybeInstant = ColumnType<Date | null, Date | null | undefined, Date | null>;

export interface NotificationChannelTable {
  id: Generated<string>;
  tenant_id: string;
  name: string;
  enabled: boolean;
  detail: (typeof details)[number];
  language: 'de' | 'en';
  burst: number;
  per_hour: number;
  settings: JSONColumnType<ChannelSettings>;
  /** Sealed; null: there are none. */
  secrets: Buffer | null;
  secret_names: string[];
  place: string;
  /** What the rate limit left at `tokens_at`. */
  tokens: number;
  tokens_at: Instant;
  last_ok_at: MaybeInstant;
  last_error_at: MaybeInstant;
  last_error: ColumnType<string | null, string | null | undefined, string | null>;
  version: number;
  updated_at: Instant;
  updated_by: string;
}

export interface NotificationPlanTable {
  tenant_id: string;
  plan: JSONColumnType<NotificationPlan>;
  version: number;
  created_at: Instant;
  updated_at: Instant;
  updated_by: string;
}

export interface NotificationCursorTable {
  singleton: Generated<boolean>;
  revision: number;
  reminder: number;
  escalation: ColumnType<number, never, number>;
}

export interface NotificationAlertTable {
  alert_id: string;
  tenant_id: string;
  count: number;
  closed: boolean;
  told_at: Instant;
  owed_at: MaybeInstant;
  acknowledge_by: MaybeInstant;
}

export interface NotificationLetterTable {
  id: Generated<string>;
  tenant_id: string;
  channel_id: string;
  kind: LetterKind;
  recipients: string[];
  content: JSONColumnType<LetterContent>;
  state: LetterState;
  attempts: number;
  created_at: Instant;
  next_attempt_at: MaybeInstant;
  sent_at: MaybeInstant;
  last_error: ColumnType<string | null, string | null | undefined, string | null>;
}

export interface NotificationNoticeTable {
  id: Generated<number>;
  tenant_id: string;
  channel_id: string;
  recipients: string[];
  notice: JSONColumnType<Notice>;
  /** Rank, 0 informational to 4 critical. */
  level: number;
  digest: boolean;
  due_at: Instant;
  letter_id: ColumnType<string | null, string | null | undefined, string | null>;
}

export interface NotificationTables {
  notification_channel: NotificationChannelTable;
  notification_plan: NotificationPlanTable;
  notification_cursor: NotificationCursorTable;
  notification_alert: NotificationAlertTable;
  notification_letter: NotificationLetterTable;
  notification_notice: NotificationNoticeTable;
}
