import type { ColumnType, Generated } from 'kysely';
import type {
  DrillOutcome,
  DrillState,
  Figures,
  ObservationOrigin,
  SignalParameters,
  SignalRunState,
  SignalStrength,
  SignalVerdict,
} from '../contract/signal.js';

type Instant = ColumnType<Date, Date, Date>;
type InstantOrNull = ColumnType<Date | null, Date | null | undefined, Date | null>;
/** Read as a value, written as JSON text. */
type Json<T> = ColumnType<T, string, string>;

/** What a signal or a scan saw; never changed, and deleted by the rule of `thinObservations` alone. */
export interface ObservationTable {
  id: Generated<string>;
  tenant_id: string;
  domain_id: string;
  signal_id: string;
  /** Digest of the definition that made it. */
  signal_version: string;
  /** null: the whole domain. */
  target_object_id: string | null;
  scope_id: ColumnType<string, never, never>;
  observed_at: Instant;
  fresh_until: Instant;
  verdict: SignalVerdict;
  strength: SignalStrength;
  origin: ObservationOrigin;
  figures: Json<Figures>;
  scan_import_id: string | null;
}

/** That observations of a day were thinned; never changed. */
export interface ObservationThinningTable {
  id: Generated<number>;
  tenant_id: string;
  /** UTC; read as text by a cast. */
  day: ColumnType<never, string, never>;
  removed: number;
  kept: number;
  /** Of what the removed ones said: see `thinObservations`. */
  removed_sha256: string;
  thinned_at: Instant;
}

/** What an observation says of a requirement or sub-requirement. */
export interface ObservationRequirementTable {
  observation_id: string;
  tenant_id: string;
  catalog_id: string;
  requirement_id: string;
  verdict: SignalVerdict;
  strength: SignalStrength;
}

/** The latest observation of a signal and a scope. */
export interface SignalStateTable {
  tenant_id: string;
  domain_id: string;
  signal_id: string;
  scope_id: string;
  target_object_id: string | null;
  observation_id: string;
  verdict: SignalVerdict;
  observed_at: Instant;
  fresh_until: Instant;
  /** When the verdict began. */
  since: Instant;
}

export interface SignalSettingTable {
  tenant_id: string;
  signal_id: string;
  enabled: boolean;
  parameters: Json<SignalParameters>;
  version: number;
  updated_at: Instant;
  updated_by: string;
}

export interface SignalRunTable {
  tenant_id: string;
  signal_id: string;
  state: SignalRunState;
  started_at: Instant;
  ended_at: InstantOrNull;
  /** User name, or `schedule`. */
  by: string;
  observations: number;
  error: string | null;
}

/** Which target object a log source is; without one: why it is none. */
export interface SourceDecisionTable {
  tenant_id: string;
  /** Host name in lower case, or address. */
  name: string;
  domain_id: string | null;
  target_object_id: string | null;
  reason: string;
  updated_at: Instant;
  updated_by: string;
}

export interface SignalFindingTable {
  finding_id: string;
  tenant_id: string;
  domain_id: string;
  signal_id: string;
  scope_id: string;
  requirement_id: string;
  /** That contradicted first. */
  observation_id: string;
  raised_at: Instant;
}

export interface FireDrillTable {
  id: Generated<string>;
  tenant_id: string;
  state: DrillState;
  started_at: Instant;
  ended_at: InstantOrNull;
  by: string;
  error: string | null;
}

export interface FireDrillRuleTable {
  drill_id: string;
  tenant_id: string;
  rule_id: string;
  rule_title: string;
  outcome: DrillOutcome;
  /** Why it was not drilled. */
  reason: string;
  latency_ms: number | null;
}

/** The part of the database where watch and ISMS meet. */
export interface SignalTables {
  observation: ObservationTable;
  observation_requirement: ObservationRequirementTable;
  observation_thinning: ObservationThinningTable;
  signal_state: SignalStateTable;
  signal_setting: SignalSettingTable;
  signal_run: SignalRunTable;
  source_decision: SourceDecisionTable;
  signal_finding: SignalFindingTable;
  fire_drill: FireDrillTable;
  fire_drill_rule: FireDrillRuleTable;
}
