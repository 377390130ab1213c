import type { ColumnType, Generated, JSONColumnType } from 'kysely';
import type { RequirementLevel } from '../contract/isms.js';
import type { AuditState, FindingKind, ImplementationState, SoaGround } from '../contract/iso.js';
import type { MeasureOrigin, MeasureState, PlanAction, PlanSubject } from '../contract/plan.js';
import type { Damage, Frequency, Relevance, RiskLevel, Treatment } from '../contract/risk.js';

type Instant = ColumnType<Date, Date, Date>;
type InstantOrNull = ColumnType<Date | null, Date | null | undefined, Date | null>;
/** Written as `YYYY-MM-DD`; read as text by a cast. */
type Day = ColumnType<never, string, string>;
type DayOrNull = ColumnType<never, string | null, string | null>;

interface Versioned {
  version: number;
  updated_at: Instant;
  updated_by: string;
}
interface InDomain {
  tenant_id: string;
  domain_id: string;
}

/** Absent as long as a domain uses the default. */
export interface RiskMatrixTable extends InDomain, Versioned {
  cells: JSONColumnType<RiskLevel[][]>;
  frequencies: JSONColumnType<string[]>;
  damages: JSONColumnType<string[]>;
}

/** `G z.<number>`. */
export interface OwnThreatTable extends InDomain, Versioned {
  number: number;
  title: string;
  description: string;
}

export interface RiskTable extends InDomain, Versioned {
  id: Generated<string>;
  target_object_id: string;
  threat_id: string;
  relevance: Relevance;
  reason: string;
  frequency_before: Frequency | null;
  damage_before: Damage | null;
  treatment: Treatment | null;
  treatment_note: string;
  frequency_after: Frequency | null;
  damage_after: Damage | null;
  owner: string;
  signed_by: string | null;
  signed_at: InstantOrNull;
}

export interface AuditTable extends InDomain, Versioned {
  id: Generated<string>;
  title: string;
  scope: string;
  criteria: string;
  auditor: string;
  starts: Day;
  ends: Day;
  state: AuditState;
  summary: string;
  /** The standing one that holds what signals contradict. */
  monitoring: Generated<boolean>;
}

export interface FindingTable extends InDomain, Versioned {
  id: Generated<string>;
  audit_id: string;
  number: number;
  kind: FindingKind;
  title: string;
  description: string;
  control: string;
  target_object_id: string | null;
  cause: string;
  verification: string;
  closed_by: string | null;
  closed_at: InstantOrNull;
}

/** What people said of a control of Annex A. */
export interface StatementTable extends InDomain, Versioned {
  control_id: string;
  applicable: boolean;
  grounds: SoaGround[];
  justification: string;
  override_state: ImplementationState | null;
  override_reason: string | null;
  responsible: string;
}

export interface MeasureTable extends InDomain, Versioned {
  id: Generated<string>;
  origin: MeasureOrigin;
  risk_id: string | null;
  finding_id: string | null;
  /** Of a gap of the check. */
  catalog_id: string | null;
  baustein_id: string | null;
  requirement_id: string | null;
  target_object_id: string | null;
  level: RequirementLevel | null;
  /** What the check has there now; written by triggers of the check. */
  check_status: 'partial' | 'no' | 'closed' | null;
  check_date: DayOrNull;
  /** Empty: that of what it comes from. */
  title: string;
  description: string;
  derived_priority: number;
  own_priority: number | null;
  /** The own one, or the derived one. */
  priority: ColumnType<number, never, never>;
  responsible: string;
  cost_once: number;
  cost_yearly: number;
  starts_on: ColumnType<string | null, string | null | undefined, string | null>;
  deadline: DayOrNull;
  state: MeasureState;
  reason: string;
  accepted_by: string | null;
  accepted_at: InstantOrNull;
  created_at: ColumnType<Date, Date, never>;
  closed_at: InstantOrNull;
}

/** A measure that comes after another one. */
export interface MeasureOrderTable {
  tenant_id: string;
  domain_id: string;
  measure_id: string;
  after_id: string;
}

/** Written by triggers of `measure`. */
export interface MeasureTransitionTable extends InDomain {
  measure_id: string;
  at: Instant;
  delta: 1 | -1;
}

/** Every change of the tables above that a person made, and every reminder. */
export interface PlanHistoryTable extends InDomain {
  id: Generated<number>;
  subject: PlanSubject;
  subject_id: string;
  action: PlanAction;
  at: Instant;
  by: string;
  old: JSONColumnType<object | null>;
  new: JSONColumnType<object | null>;
}

/** The part of the database with risk analysis, plan and audits. */
export interface RiskTables {
  risk_matrix: RiskMatrixTable;
  own_threat: OwnThreatTable;
  risk: RiskTable;
  audit: AuditTable;
  finding: FindingTable;
  statement_of_applicability: StatementTable;
  measure: MeasureTable;
  measure_order: MeasureOrderTable;
  measure_transition: MeasureTransitionTable;
  plan_history: PlanHistoryTable;
}
