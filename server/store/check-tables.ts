import type { ColumnType, Generated } from 'kysely';
import type { AssessmentStatus, DispensableGround, EvidenceLink } from '../contract/check.js';
import type { RequirementLevel } from '../contract/isms.js';
import type { AssignmentState } from '../contract/modelling.js';
import type { DecisionSignal } from '../contract/signal.js';

type Instant = ColumnType<Date, Date, Date>;
/** Read as a value, written as JSON text. */
type Json<T> = ColumnType<T, string, string>;

/** What a Baustein is applied to. */
interface ScopeColumns {
  tenant_id: string;
  domain_id: string;
  catalog_id: string;
  baustein_id: string;
  /** null: the whole domain. */
  target_object_id: string | null;
  /** Generated: id of the target object or, without one, of the domain. */
  scope_id: ColumnType<string, never, never>;
}

interface AuthorColumns {
  version: number;
  updated_at: Instant;
  /** User name. */
  updated_by: string;
}

/** A Baustein applied to a scope: proposed by a rule or added by hand, and decided by people. */
export interface BausteinAssignmentTable extends ScopeColumns, AuthorColumns {
  id: Generated<string>;
  state: AssignmentState;
  /** That proposed it; null: added by hand. */
  rule: string | null;
  /** Why it does not apply; never empty where rejected. */
  reason: string;
  contact: string;
}

export interface ModellingProfileTable extends AuthorColumns {
  id: Generated<string>;
  tenant_id: string;
  domain_id: string;
  /** Unique within the domain. */
  name: string;
  levels: RequirementLevel[];
  tags: string[];
  excluded: string[];
}

/** What people said of one requirement for one scope. No row: nothing was said; members have their group's answer. */
export interface AssessmentTable extends ScopeColumns, AuthorColumns {
  id: Generated<string>;
  requirement_id: string;
  status: AssessmentStatus;
  /** Only and always of what is dispensable. */
  dispensable_as: DispensableGround | null;
  reason: string;
  implementation: string;
  responsible: string;
  /** Days. Select them as text: the driver would make local midnights of them. */
  due: ColumnType<Date | null, string | null, string | null>;
  assessor: string;
  interviewees: string[];
  assessed_on: ColumnType<Date | null, string | null, string | null>;
  /** Euros. */
  cost_once: number | null;
  cost_yearly: number | null;
  evidence: Json<EvidenceLink[]>;
  sub_statuses: Json<Record<string, AssessmentStatus>>;
}

/** Every change of the tables above that a person made. */
export interface CheckHistoryTable {
  id: Generated<number>;
  tenant_id: string;
  domain_id: string;
  scope_id: string | null;
  subject: 'assignment' | 'assessment' | 'profile';
  /** Id of the Baustein, the requirement or the profile. */
  what: string;
  action: 'create' | 'change' | 'delete';
  at: Instant;
  by: string;
  old: ColumnType<Record<string, unknown> | null, string, never>;
  new: ColumnType<Record<string, unknown> | null, string, never>;
  /** Of a decision: the signals that it was made on; null: of other changes, and before there were signals. */
  signals: ColumnType<DecisionSignal[] | null, string | null | undefined, never>;
}

type Count = ColumnType<number, never, never>;
type SheetState = 'total' | 'yes' | 'partial' | 'no' | 'dispensable';

/** Kept by triggers: how many requirements of a Baustein are in which state, by level, for every scope that is counted. */
export interface CheckSheetTable
  extends ScopeColumns,
    Record<`${Lowercase<RequirementLevel>}_${SheetState}`, Count> {}

/** A view: the same with a row for each level that the Baustein has. */
export interface CheckSummaryView extends ScopeColumns, Record<SheetState, Count> {
  level: RequirementLevel;
}

/** The modelling's and the check's part of the database. */
export interface CheckTables {
  baustein_assignment: BausteinAssignmentTable;
  modelling_profile: ModellingProfileTable;
  assessment: AssessmentTable;
  check_history: CheckHistoryTable;
  check_sheet: CheckSheetTable;
  check_summary: CheckSummaryView;
}
