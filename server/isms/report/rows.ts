import type { AssessmentStatus, DispensableGround, EvidenceLink } from '../../contract/check.js';
import type { RequirementLevel, TargetObjectType } from '../../contract/isms.js';
import type { AssignmentState } from '../../contract/modelling.js';
import type { MeasureOrigin, MeasureState } from '../../contract/plan.js';
import type { Dimension, NeedCause, NeedLevel, Scenarios } from '../../contract/protection.js';
import type { Damage, Frequency, Relevance, RiskLevel, Treatment } from '../../contract/risk.js';
import type { TargetObjectStatus } from '../../contract/structure.js';

/** A target object as A.1 lists it. Objects of a report are named by their keys. */
export type ObjectRow = {
  key: string;
  type: TargetObjectType;
  name: string;
  description: string;
  platform: string;
  count: number;
  location: string;
  status: TargetObjectStatus;
  users: string;
  owner: string;
  group: string;
  addresses: string;
  links: string;
};

/** A connection between a system or network and a network. */
export interface NetworkLink {
  from: string;
  fromName: string;
  fromType: TargetObjectType;
  to: string;
  toName: string;
  toType: TargetObjectType;
  note: string;
  /** More than normal: `confidentiality:high`. */
  needs: string[];
}

export interface NeedRow {
  key: string;
  name: string;
  type: TargetObjectType;
  dimension: Dimension;
  level: NeedLevel;
  cause: NeedCause;
  /** Key of the object that it is inherited from. */
  source: string;
  reason: string;
  effectReason: string;
  scenarios: Scenarios | null;
}

export type AssignmentRow = {
  baustein: string;
  bausteinTitle: string;
  order: string;
  object: string;
  objectName: string;
  objectType: TargetObjectType | null;
  relevance: AssignmentState;
  contact: string;
  reason: string;
};

export type UnusedBaustein = { baustein: string; bausteinTitle: string; reason: string };

export interface AnswerRow {
  /** Id of the target object or of the domain: what {@link Proof} is found by. */
  scope: string;
  object: string;
  objectName: string;
  baustein: string;
  bausteinTitle: string;
  requirement: string;
  title: string;
  level: RequirementLevel;
  status: AssessmentStatus;
  ground: DispensableGround | null;
  implementation: string;
  reason: string;
  responsible: string;
  until: string | null;
  interviewees: string;
  assessor: string;
  assessedOn: string | null;
  costOnce: number | null;
  costYearly: number | null;
  links: EvidenceLink[];
}

export interface StateCount {
  level: RequirementLevel;
  open: number;
  yes: number;
  partial: number;
  no: number;
  dispensable: number;
}

export type RiskRow = {
  object: string;
  objectName: string;
  threat: string;
  threatTitle: string;
  relevance: Relevance;
  reason: string;
  frequency: Frequency | null;
  damage: Damage | null;
  riskBefore: RiskLevel | null;
  treatment: Treatment | null;
  note: string;
  measures: string;
  frequencyAfter: Frequency | null;
  damageAfter: Damage | null;
  riskAfter: RiskLevel | null;
  owner: string;
  signedBy: string;
  signedOn: string | null;
};

export type MeasureRow = {
  origin: MeasureOrigin;
  object: string;
  objectName: string;
  baustein: string;
  requirement: string;
  title: string;
  description: string;
  level: RequirementLevel | null;
  checkStatus: 'partial' | 'no' | 'closed' | null;
  priority: number;
  responsible: string;
  deadline: string | null;
  costOnce: number;
  costYearly: number;
  state: MeasureState;
  reason: string;
  signedBy: string;
  signedOn: string | null;
};

/** What stands beside an answer: evidence that is kept for it, and what signals and scans saw last. */
export interface Proof {
  /** @returns titles with their dates */
  evidenceFor(scope: string, requirement: string): readonly string[];
  /** @returns the latest of each signal and object, what is fresh first, contradictions before support */
  observationsFor(scope: string, requirement: string): readonly SeenBySignal[];
}

export interface SeenBySignal {
  /** Its title. */
  signal: string;
  /** Key of the target object; empty: the whole domain. */
  object: string;
  verdict: 'supports' | 'contradicts' | 'unknown';
  /** Day, `YYYY-MM-DD`. */
  observedOn: string;
  fresh: boolean;
}
