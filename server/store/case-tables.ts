import type { ColumnType, Generated } from 'kysely';
import type { Escalation } from '../case/clocks.js';
import type {
  CaseCategory,
  CaseSeverity,
  CaseState,
  LessonResult,
  PersonalData,
  TimelineEntry,
  TimelineKind,
} from '../contract/case.js';
import type { ClockStep } from '../contract/case-duty.js';
import type { EventDocument } from '../contract/event.js';

type Instant = ColumnType<Date, Date, Date>;
type InstantOrNull = ColumnType<Date | null, Date | null | undefined, Date | null>;
type TextOrNull = ColumnType<string | null, string | null | undefined, string | null>;
/** Read as a value, written as JSON text. */
type Json<T> = ColumnType<T, string, never>;

interface OfCase {
  tenant_id: string;
  case_id: string;
}

export interface IncidentCaseTable {
  id: Generated<string>;
  tenant_id: string;
  year: number;
  number: number;
  key: string;
  title: string;
  summary: string;
  severity: CaseSeverity;
  state: CaseState;
  category: CaseCategory;
  personal_data: PersonalData;
  lead: string | null;
  /** The audit that findings of its lessons stand in. */
  review_audit_id: TextOrNull;
  opened_at: Instant;
  opened_by: string;
  closed_at: InstantOrNull;
  closed_by: TextOrNull;
  version: number;
  updated_at: Instant;
  updated_by: string;
}

export interface CaseAlertTable extends OfCase {
  alert_id: string;
  added_at: Instant;
  added_by: string;
}

export interface CaseTargetObjectTable extends OfCase {
  domain_id: string;
  target_object_id: string;
}

/** Never changed. */
export interface CaseTimelineTable extends OfCase {
  id: Generated<number>;
  kind: TimelineKind;
  happened_at: Instant;
  recorded_at: Instant;
  by: string;
  text: string;
  facts: Json<TimelineEntry['facts']>;
  corrects: number | null;
}

export interface CaseTaskTable extends OfCase {
  id: Generated<string>;
  title: string;
  assignee: string | null;
  due: ColumnType<Date | null, string | null, string | null>;
  done_at: InstantOrNull;
  done_by: TextOrNull;
  created_at: Instant;
  created_by: string;
  version: number;
}

export interface CaseEvidenceTable extends OfCase {
  id: Generated<string>;
  event_id: string | null;
  document: ColumnType<EventDocument | null, string | null, never>;
  domain_id: string | null;
  evidence_id: string | null;
  note: string;
  added_at: Instant;
  added_by: string;
}

/** Of an own deadline: what it was when it was decided on. */
export interface OwnDutyFacts {
  name: string;
  recipient: string;
  basis: string;
  hours: number;
  starts: 'aware' | 'opened';
}

/** Never changed; the latest of a duty counts. */
export interface CaseDutyTable extends OfCase {
  id: Generated<number>;
  duty: string;
  applies: 'yes' | 'no';
  reason: string;
  aware_at: InstantOrNull;
  statement: string;
  own: Json<OwnDutyFacts | null>;
  at: Instant;
  by: string;
}

export interface CaseReportTable extends OfCase {
  id: Generated<string>;
  duty: string;
  step: ClockStep;
  submitted_at: Instant;
  submitted_by: string;
  recipient: string;
  channel: string;
  receipt: string;
  late_reason: string;
  content: string;
  due_at: InstantOrNull;
  recorded_at: Instant;
  recorded_by: string;
  withdrawn_at: InstantOrNull;
  withdrawn_by: TextOrNull;
  withdrawn_reason: TextOrNull;
}

export interface CaseLessonTable extends OfCase {
  id: Generated<string>;
  title: string;
  text: string;
  created_at: Instant;
  created_by: string;
  raised_as: ColumnType<LessonResult | null, undefined, LessonResult>;
  raised_id: TextOrNull;
  raised_audit_id: TextOrNull;
  raised_at: InstantOrNull;
  raised_by: TextOrNull;
}

export interface CaseDeadlineTable extends Omit<OfCase, 'case_id'> {
  id: Generated<string>;
  name: string;
  recipient: string;
  basis: string;
  hours: number;
  starts: 'aware' | 'opened';
  enabled: boolean;
  created_at: Instant;
  version: number;
  updated_at: Instant;
  updated_by: string;
}

/** What a warning says, without the case being looked up again. */
export interface EscalationFacts {
  key: string;
  title: string;
  name_de: string;
  name_en: string;
}

export interface CaseEscalationTable extends OfCase {
  id: Generated<number>;
  duty: string;
  step: ClockStep;
  point: Escalation;
  due_at: Instant;
  at: Instant;
  facts: Json<EscalationFacts>;
}

export interface CaseTables {
  incident_case: IncidentCaseTable;
  case_alert: CaseAlertTable;
  case_target_object: CaseTargetObjectTable;
  case_timeline: CaseTimelineTable;
  case_task: CaseTaskTable;
  case_evidence: CaseEvidenceTable;
  case_duty: CaseDutyTable;
  case_report: CaseReportTable;
  case_lesson: CaseLessonTable;
  case_deadline: CaseDeadlineTable;
  case_escalation: CaseEscalationTable;
}
