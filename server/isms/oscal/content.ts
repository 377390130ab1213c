import type { Fields, RecordOf } from './fields.js';

/**
 * What an information domain holds, without database ids: things refer to each other by key. Histories, versions and
 * who changed what when are no part of it.
 */
export interface DomainContent {
  domain: RecordOf<typeof domainFields>;
  objects: ObjectContent[];
  assignments: RecordOf<typeof assignmentFields>[];
  assessments: RecordOf<typeof assessmentFields>[];
  statements: RecordOf<typeof statementFields>[];
  matrix: RecordOf<typeof matrixFields> | null;
  threats: RecordOf<typeof threatFields>[];
  risks: RecordOf<typeof riskFields>[];
  audits: AuditContent[];
  measures: RecordOf<typeof measureFields>[];
  observations: RecordOf<typeof observationFields>[];
}

export const domainFields = {
  key: 'text',
  name: 'text',
  description: 'text',
  approach: 'text',
  catalog: 'text',
  status: 'text',
} as const satisfies Fields;

export const objectFields = {
  key: 'text',
  type: 'text',
  name: 'text',
  description: 'text',
  platform: 'text',
  count: 'number',
  location: 'text',
  users: 'text',
  owner: 'text',
  status: 'text',
  is_group: 'flag',
  group: 'maybe',
  hostnames: 'list',
  addresses: 'list',
  tags: 'list',
} as const satisfies Fields;

export const relationFields = { to: 'text', kind: 'text', note: 'text' } as const satisfies Fields;

export const needFields = {
  dimension: 'text',
  level: 'maybe',
  reason: 'text',
  scenarios: 'map',
  effect: 'maybe',
  effect_level: 'maybe',
  effect_reason: 'maybe',
} as const satisfies Fields;

/** A target object with what it depends on and what people said of its protection needs. */
export interface ObjectContent extends RecordOf<typeof objectFields> {
  relations: RecordOf<typeof relationFields>[];
  needs: RecordOf<typeof needFields>[];
}

/** `object`: key of the target object; null: the whole domain. */
export const assignmentFields = {
  catalog: 'text',
  baustein: 'text',
  object: 'maybe',
  state: 'text',
  rule: 'maybe',
  reason: 'text',
  contact: 'text',
} as const satisfies Fields;

export const assessmentFields = {
  catalog: 'text',
  baustein: 'text',
  requirement: 'text',
  object: 'maybe',
  status: 'text',
  dispensable_as: 'maybe',
  reason: 'text',
  implementation: 'text',
  responsible: 'text',
  due: 'maybe',
  assessor: 'text',
  interviewees: 'list',
  assessed_on: 'maybe',
  cost_once: 'maybe-number',
  cost_yearly: 'maybe-number',
  evidence: 'list',
  sub_statuses: 'map',
} as const satisfies Fields;

/** Of the Statement of Applicability (ISO/IEC 27001, 6.1.3 d). */
export const statementFields = {
  control: 'text',
  applicable: 'flag',
  grounds: 'list',
  justification: 'text',
  override_state: 'maybe',
  override_reason: 'maybe',
  responsible: 'text',
} as const satisfies Fields;

export const matrixFields = { cells: 'list', frequencies: 'list', damages: 'list' } as const satisfies Fields;

export const threatFields = {
  number: 'number',
  title: 'text',
  description: 'text',
} as const satisfies Fields;

export const riskFields = {
  object: 'text',
  threat: 'text',
  relevance: 'text',
  reason: 'text',
  frequency_before: 'maybe',
  damage_before: 'maybe',
  treatment: 'maybe',
  treatment_note: 'text',
  frequency_after: 'maybe',
  damage_after: 'maybe',
  owner: 'text',
  signed_by: 'maybe',
  signed_at: 'maybe',
} as const satisfies Fields;

export const auditFields = {
  title: 'text',
  scope: 'text',
  criteria: 'text',
  auditor: 'text',
  starts: 'text',
  ends: 'text',
  state: 'text',
  summary: 'text',
  monitoring: 'flag',
} as const satisfies Fields;

export const findingFields = {
  number: 'number',
  kind: 'text',
  title: 'text',
  description: 'text',
  control: 'text',
  object: 'maybe',
  cause: 'text',
  verification: 'text',
  closed_by: 'maybe',
  closed_at: 'maybe',
} as const satisfies Fields;

export interface AuditContent extends RecordOf<typeof auditFields> {
  findings: RecordOf<typeof findingFields>[];
}

/** What a measure comes from: a gap of the check, a risk (object and threat), or a finding (audit from 1 on, number). */
export const measureFields = {
  origin: 'text',
  catalog: 'maybe',
  baustein: 'maybe',
  requirement: 'maybe',
  object: 'maybe',
  risk_object: 'maybe',
  risk_threat: 'maybe',
  finding_audit: 'maybe-number',
  finding_number: 'maybe-number',
  level: 'maybe',
  check_status: 'maybe',
  check_date: 'maybe',
  title: 'text',
  description: 'text',
  derived_priority: 'number',
  own_priority: 'maybe-number',
  responsible: 'text',
  cost_once: 'number',
  cost_yearly: 'number',
  starts_on: 'maybe',
  deadline: 'maybe',
  /** Places of the measures that it comes after, from 1. */
  after: 'list',
  state: 'text',
  reason: 'text',
  accepted_by: 'maybe',
  accepted_at: 'maybe',
  created_at: 'text',
  closed_at: 'maybe',
} as const satisfies Fields;

/** The latest observation of each signal and scope. */
export const observationFields = {
  signal: 'text',
  version: 'text',
  object: 'maybe',
  observed_at: 'text',
  fresh_until: 'text',
  verdict: 'text',
  strength: 'text',
  origin: 'text',
  figures: 'map',
  requirements: 'list',
} as const satisfies Fields;
