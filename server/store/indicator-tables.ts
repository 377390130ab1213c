import type { ColumnType, Generated } from 'kysely';
import type { Level } from '../contract/detection.js';
import type { Hunt } from '../contract/indicator.js';
import type { IndicatorKind, TlpLabel } from '../contract/indicator-kinds.js';

type Instant = ColumnType<Date, Date, Date>;
type MaybeInstant = ColumnType<Date | null, Date | null, Date | null>;

export interface IndicatorListTable {
  tenant_id: string;
  id: Generated<string>;
  name: string;
  source: string;
  description: string;
  tlp: TlpLabel;
  level: Level;
  live: boolean;
  expires_at: MaybeInstant;
  version: number;
  created_at: Instant;
  created_by: string;
  updated_at: Instant;
  /** Events with an indicator, also beyond those that are kept. */
  hits: Generated<number>;
  last_hit: ColumnType<Date | null, never, Date>;
}

export interface IndicatorTable {
  tenant_id: string;
  list_id: string;
  kind: IndicatorKind;
  value: string;
  description: string;
  tlp: TlpLabel | null;
  valid_from: MaybeInstant;
  valid_until: MaybeInstant;
}

export interface IndicatorHitTable {
  tenant_id: string;
  list_id: string;
  event_id: string;
  kind: IndicatorKind;
  value: string;
  event_time: Instant;
  field: string;
  host: string | null;
  dataset: string;
  origin: 'live' | 'hunt';
  found_at: Instant;
}

export interface IndicatorHuntTable {
  tenant_id: string;
  id: Generated<string>;
  list_id: string;
  by: string;
  state: Hunt['state'];
  time_from: MaybeInstant;
  time_to: MaybeInstant;
  started_at: Instant;
  ended_at: ColumnType<Date | null, never, Date>;
  segments: Generated<number>;
  segments_done: Generated<number>;
  segments_skipped: Generated<number>;
  events: Generated<number>;
  events_done: Generated<number>;
  hits: Generated<number>;
  limited: Generated<boolean>;
  error: ColumnType<string | null, never, string>;
}

/** Segments of the event store that a hunt has looked at. */
export interface IndicatorHuntSegmentTable {
  tenant_id: string;
  hunt_id: string;
  segment_id: string;
}

export interface IndicatorTables {
  indicator_list: IndicatorListTable;
  indicator: IndicatorTable;
  indicator_hit: IndicatorHitTable;
  indicator_hunt: IndicatorHuntTable;
  indicator_hunt_segment: IndicatorHuntSegmentTable;
}
