import Type, { type Static } from 'typebox';
import { Localized } from './detection.js';

const Instant = Type.String({ format: 'date-time' });
const Uuid = Type.String({ format: 'uuid' });
const Version = Type.Integer({ minimum: 1, maximum: 2 ** 31 - 2, description: 'for optimistic locking' });
const closed = { additionalProperties: false } as const;
const orNull = <T extends ReturnType<typeof Type.String>>(type: T) => Type.Union([type, Type.Null()]);
const Note = Type.String({ maxLength: 4000 });
const Reason = Type.String({ minLength: 1, maxLength: 4000 });

/** Duties to report that the law knows: Art. 33 GDPR and § 32 BSIG. Each further one is the id of an own deadline. */
export const lawDuties = ['gdpr33', 'bsig32'] as const;
export type LawDuty = (typeof lawDuties)[number];

/** What is to be reported by a clock. */
export const clockSteps = ['notification', 'early_warning', 'report', 'final_report', 'own'] as const;
export const ClockStep = Type.Enum(clockSteps);
export type ClockStep = (typeof clockSteps)[number];

/**
 * `undecided`: nobody has said yet whether the duty holds; the end is reckoned from the opening of the case.
 * `waiting`: it holds, and what it runs from has not happened yet. `late`: reported after the end.
 */
export const clockStates = [
  'undecided',
  'waiting',
  'running',
  'met',
  'late',
  'missed',
  'not_applicable',
] as const;
export const ClockState = Type.Enum(clockStates);
export type ClockState = (typeof clockStates)[number];

export const CaseClock = Type.Object({
  duty: Type.String(),
  step: ClockStep,
  name: Localized,
  recipient: Type.String(),
  state: ClockState,
  starts_at: orNull(Instant),
  due_at: orNull(Instant),
  provisional: Type.Boolean({ description: 'the end may still move: what it runs from is assumed' }),
  reported_at: orNull(Instant),
});
export type CaseClock = Static<typeof CaseClock>;

/** A clock of some case. */
export const BoardClock = Type.Object({
  ...CaseClock.properties,
  case: Uuid,
  tenant: Type.String(),
  key: Type.String(),
  title: Type.String(),
});
export type BoardClock = Static<typeof BoardClock>;

export const appliesStates = ['undecided', 'yes', 'no'] as const;
export type Applies = (typeof appliesStates)[number];

/** What a person decided of a duty; the latest one counts. */
export const DutyDecision = Type.Object({
  applies: Type.Enum(['yes', 'no']),
  reason: Type.String(),
  aware_at: orNull(Instant),
  statement: Type.String(),
  at: Instant,
  by: Type.String(),
});
export type DutyDecision = Static<typeof DutyDecision>;

export const CaseDuty = Type.Object({
  duty: Type.String(),
  name: Localized,
  basis: Type.String({ description: 'the law or rule' }),
  applies: Type.Enum(appliesStates),
  starts: Type.Enum(['aware', 'opened']),
  decisions: Type.Array(DutyDecision, { description: 'latest first' }),
  clocks: Type.Array(CaseClock),
});
export type CaseDuty = Static<typeof CaseDuty>;

/** Body of POST /api/v1/cases/{id}/duties. */
export const NewDutyDecision = Type.Object(
  {
    duty: Type.String({ minLength: 1, maxLength: 60 }),
    applies: Type.Enum(['yes', 'no']),
    reason: Reason,
    aware_at: Type.Optional(
      Type.String({ format: 'date-time', description: 'Kenntnis: a duty that runs from it needs it' }),
    ),
    statement: Type.Optional(
      Type.String({ maxLength: 4000, description: 'how, and by whom, the knowledge came' }),
    ),
  },
  closed,
);
export type NewDutyDecision = Static<typeof NewDutyDecision>;

const reportFacts = {
  duty: Type.String({ minLength: 1, maxLength: 60 }),
  step: ClockStep,
  submitted_at: Instant,
  submitted_by: Type.String({ minLength: 1, maxLength: 200, description: 'who reported' }),
  recipient: Type.String({ minLength: 1, maxLength: 300, description: 'to whom' }),
  channel: Type.String({ maxLength: 200, description: 'portal, e-mail, telephone' }),
  receipt: Type.String({ maxLength: 200, description: 'number or reference that the recipient gave' }),
  late_reason: Type.String({ maxLength: 4000, description: 'Art. 33 (1) GDPR: reasons for a delay' }),
  content: Type.String({ maxLength: 100_000, description: 'what was reported' }),
};

/** Body of POST /api/v1/cases/{id}/reports. */
export const NewCaseReport = Type.Object(
  {
    ...reportFacts,
    channel: Type.Optional(reportFacts.channel),
    receipt: Type.Optional(reportFacts.receipt),
    late_reason: Type.Optional(reportFacts.late_reason),
    content: Type.Optional(reportFacts.content),
  },
  closed,
);
export type NewCaseReport = Static<typeof NewCaseReport>;

/** A report that was made; one that was recorded by mistake is withdrawn, and stays. */
export const CaseReport = Type.Object({
  id: Uuid,
  ...reportFacts,
  due_at: orNull(Instant),
  recorded_at: Instant,
  recorded_by: Type.String(),
  withdrawn_at: orNull(Instant),
  withdrawn_by: orNull(Type.String()),
  withdrawn_reason: orNull(Type.String()),
});
export type CaseReport = Static<typeof CaseReport>;

/** Body of POST /api/v1/cases/{id}/reports/{report}/withdraw. */
export const ReportWithdrawal = Type.Object({ reason: Reason }, closed);

/** A template that is filled with what is known of the case. */
export const ReportDraft = Type.Object({
  subject: Type.String(),
  text: Type.String(),
  facts: Type.Record(Type.String(), Type.Unknown()),
  missing: Type.Array(Type.String(), { description: 'what a person has still to add' }),
});
export type ReportDraft = Static<typeof ReportDraft>;

/** A deadline that a tenant sets itself, such as that of the CERT of its Land. */
export const OwnDeadlineInput = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 200 }),
    recipient: Type.String({ maxLength: 300 }),
    basis: Note,
    hours: Type.Integer({ minimum: 1, maximum: 8784 }),
    starts: Type.Enum(['aware', 'opened']),
    enabled: Type.Boolean({ description: 'false: it is not asked for in new cases' }),
  },
  closed,
);
export type OwnDeadlineInput = Static<typeof OwnDeadlineInput>;

/** Body of PUT /api/v1/cases/deadlines/{id}. */
export const OwnDeadlineChange = Type.Object({ ...OwnDeadlineInput.properties, version: Version }, closed);

export const OwnDeadline = Type.Object({
  id: Uuid,
  tenant: Type.String(),
  ...OwnDeadlineInput.properties,
  version: Version,
  updated_at: Instant,
  updated_by: Type.String(),
});
export type OwnDeadline = Static<typeof OwnDeadline>;
