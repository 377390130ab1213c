import Type, { type Static } from 'typebox';
import { Alert } from './alert.js';
import { CaseClock, CaseDuty, CaseReport } from './case-duty.js';
import { EventDocument } from './event.js';

const Instant = Type.String({ format: 'date-time' });
const Day = Type.String({ format: 'date' });
const Uuid = Type.String({ format: 'uuid' });
const Version = Type.Integer({ minimum: 1, maximum: 2 ** 31 - 2, description: 'for optimistic locking' });
const closed = { additionalProperties: false } as const;
const orNull = <T extends ReturnType<typeof Type.String>>(type: T) => Type.Union([type, Type.Null()]);
const Title = Type.String({ minLength: 1, maxLength: 300 });
const Text = Type.String({ maxLength: 8000 });
const Name = Type.String({ minLength: 1, maxLength: 200 });
const Ids = (maxItems: number) => Type.Array(Uuid, { maxItems, uniqueItems: true });

export const caseStates = ['open', 'contained', 'recovering', 'closed'] as const;
export const CaseState = Type.Enum(caseStates);
export type CaseState = (typeof caseStates)[number];

export const caseSeverities = ['low', 'medium', 'high', 'critical'] as const;
export const CaseSeverity = Type.Enum(caseSeverities);
export type CaseSeverity = (typeof caseSeverities)[number];

/** The classes of the Reference Incident Classification Taxonomy (ENISA and TF-CSIRT). */
export const caseCategories = [
  'abusive_content',
  'malicious_code',
  'information_gathering',
  'intrusion_attempt',
  'intrusion',
  'availability',
  'information_content_security',
  'fraud',
  'vulnerable',
  'other',
  'test',
] as const;
export const CaseCategory = Type.Enum(caseCategories);
export type CaseCategory = (typeof caseCategories)[number];

/** Whether personal data are concerned; data protection reads cases of `possible` and `affected`. */
export const personalDataStates = ['unknown', 'none', 'possible', 'affected'] as const;
export const PersonalData = Type.Enum(personalDataStates);
export type PersonalData = (typeof personalDataStates)[number];

const stated = {
  title: Title,
  summary: Text,
  severity: CaseSeverity,
  category: CaseCategory,
  personal_data: PersonalData,
  lead: Type.Union([Name, Type.Null()], { description: 'user name of who leads' }),
};

/** Body of POST /api/v1/cases. */
export const NewCase = Type.Object(
  {
    tenant: Type.Optional(Type.String({ maxLength: 63, description: 'without it, that of the alerts' })),
    title: Title,
    summary: Type.Optional(Text),
    severity: Type.Optional(CaseSeverity),
    category: Type.Optional(CaseCategory),
    personal_data: Type.Optional(PersonalData),
    lead: Type.Optional(Type.Union([Name, Type.Null()])),
    alerts: Type.Optional(Ids(500)),
  },
  closed,
);
export type NewCase = Static<typeof NewCase>;

/** Body of PATCH /api/v1/cases/{id}. */
export const CaseChange = Type.Object(
  {
    ...Type.Partial(Type.Object(stated)).properties,
    target_objects: Type.Optional(Ids(500)),
    version: Version,
  },
  closed,
);
export type CaseChange = Static<typeof CaseChange>;

/** Body of POST /api/v1/cases/{id}/state. */
export const CaseStateChange = Type.Object(
  {
    state: CaseState,
    comment: Type.Optional(
      Type.String({ maxLength: 4000, description: 'to open a closed case anew it must be given' }),
    ),
    version: Version,
  },
  closed,
);
export type CaseStateChange = Static<typeof CaseStateChange>;

/** Body of POST /api/v1/cases/{id}/alerts. */
export const CaseAlerts = Type.Object(
  { ids: Type.Array(Uuid, { minItems: 1, maxItems: 500, uniqueItems: true }) },
  closed,
);
export type CaseAlerts = Static<typeof CaseAlerts>;

export const Case = Type.Object({
  id: Uuid,
  tenant: Type.String(),
  key: Type.String({ description: 'such as `V-2026-0007`: the number of the case in the year' }),
  ...stated,
  state: CaseState,
  opened_at: Instant,
  opened_by: Type.String(),
  closed_at: orNull(Instant),
  closed_by: orNull(Type.String()),
  alerts: Type.Integer(),
  tasks_open: Type.Integer(),
  clocks: Type.Array(CaseClock, { description: 'in the order of their ends' }),
  version: Version,
  updated_at: Instant,
  updated_by: Type.String(),
});
export type Case = Static<typeof Case>;

export const CasePage = Type.Object({
  items: Type.Array(Case),
  next: Type.Union([Type.String(), Type.Null()]),
});
export type CasePage = Static<typeof CasePage>;

/** What an entry of the timeline is about; `entry`: a person wrote it. */
export const timelineKinds = [
  'opened',
  'alerts_added',
  'alert_removed',
  'alert_first',
  'alert_state',
  'facts_changed',
  'state_changed',
  'duty_decided',
  'reported',
  'report_withdrawn',
  'deadline',
  'task_added',
  'task_done',
  'task_reopened',
  'evidence_added',
  'lesson_added',
  'lesson_raised',
  'entry',
] as const;
export const TimelineKind = Type.Enum(timelineKinds);
export type TimelineKind = (typeof timelineKinds)[number];

/** Never changed: what was wrong is put right by a further entry that names it. */
export const TimelineEntry = Type.Object({
  id: Type.Integer({ description: 'negative: what was done with one of its alerts' }),
  kind: TimelineKind,
  happened_at: Instant,
  recorded_at: Instant,
  by: Type.String(),
  text: Type.String({ description: 'what a person wrote' }),
  facts: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Null()])),
  corrects: Type.Union([Type.Integer(), Type.Null()]),
});
export type TimelineEntry = Static<typeof TimelineEntry>;

/** Body of POST /api/v1/cases/{id}/timeline. */
export const NewTimelineEntry = Type.Object(
  {
    text: Type.String({ minLength: 1, maxLength: 8000 }),
    happened_at: Type.Optional(Type.String({ format: 'date-time', description: 'without it: now' })),
    corrects: Type.Optional(Type.Integer({ minimum: 1 })),
  },
  closed,
);
export type NewTimelineEntry = Static<typeof NewTimelineEntry>;

export const CaseTask = Type.Object({
  id: Uuid,
  title: Title,
  assignee: orNull(Name),
  due: orNull(Day),
  done_at: orNull(Instant),
  done_by: orNull(Type.String()),
  created_at: Instant,
  created_by: Type.String(),
  version: Version,
});
export type CaseTask = Static<typeof CaseTask>;

/** Body of POST /api/v1/cases/{id}/tasks. */
export const NewCaseTask = Type.Object(
  { title: Title, assignee: Type.Optional(orNull(Name)), due: Type.Optional(orNull(Day)) },
  closed,
);
export type NewCaseTask = Static<typeof NewCaseTask>;

/** Body of PATCH /api/v1/cases/{id}/tasks/{task}. */
export const CaseTaskChange = Type.Object(
  {
    ...Type.Partial(NewCaseTask).properties,
    done: Type.Optional(Type.Boolean()),
    version: Version,
  },
  closed,
);
export type CaseTaskChange = Static<typeof CaseTaskChange>;

/** Body of POST /api/v1/cases/{id}/evidence: an event that is kept, or an item of the evidence of the ISMS. */
export const NewCaseEvidence = Type.Object(
  {
    event: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    item: Type.Optional(Uuid),
    note: Type.Optional(Type.String({ maxLength: 2000 })),
  },
  closed,
);
export type NewCaseEvidence = Static<typeof NewCaseEvidence>;

export const CaseEvidence = Type.Object({
  event: Type.Union([Type.Unsafe<EventDocument>(EventDocument), Type.Null()]),
  item: Type.Union([Type.Object({ id: Uuid, title: Type.String() }), Type.Null()]),
  note: Type.String(),
  added_at: Instant,
  added_by: Type.String(),
});
export type CaseEvidence = Static<typeof CaseEvidence>;

/** What a lesson became in the ISMS: a finding (ISO/IEC 27001, 10.2) or a measure of the implementation plan. */
export const lessonResults = ['finding', 'measure'] as const;
export type LessonResult = (typeof lessonResults)[number];

export const CaseLesson = Type.Object({
  id: Uuid,
  title: Title,
  text: Text,
  created_at: Instant,
  created_by: Type.String(),
  raised: Type.Union([
    Type.Object({
      as: Type.Enum(lessonResults),
      id: Uuid,
      audit: Type.Union([Uuid, Type.Null()], { description: 'of a finding: the audit that it stands in' }),
      at: Instant,
      by: Type.String(),
    }),
    Type.Null(),
  ]),
});
export type CaseLesson = Static<typeof CaseLesson>;

/** Body of POST /api/v1/cases/{id}/lessons. */
export const NewCaseLesson = Type.Object({ title: Title, text: Type.Optional(Text) }, closed);
export type NewCaseLesson = Static<typeof NewCaseLesson>;

/** Body of POST /api/v1/cases/{id}/lessons/{lesson}/raise. */
export const LessonRaise = Type.Object(
  {
    as: Type.Enum(lessonResults),
    domain: Type.Optional(Uuid),
    kind: Type.Optional(
      Type.Enum(['major', 'minor', 'recommendation'], { description: 'of a finding; without it: minor' }),
    ),
    responsible: Type.Optional(Type.String({ maxLength: 200, description: 'of a measure' })),
    deadline: Type.Optional(Type.String({ format: 'date', description: 'of a measure' })),
  },
  closed,
);
export type LessonRaise = Static<typeof LessonRaise>;

export const CaseObject = Type.Object({
  id: Uuid,
  domain: Uuid,
  key: Type.String(),
  name: Type.String(),
  type: Type.String(),
  owner: Type.String(),
});
export type CaseObject = Static<typeof CaseObject>;

/** One case with all that belongs to it. */
export const CaseDetail = Type.Object({
  case: Case,
  duties: Type.Array(CaseDuty),
  alerts: Type.Array(Alert, { description: 'latest first' }),
  target_objects: Type.Array(CaseObject),
  tasks: Type.Array(CaseTask, { description: 'open ones first' }),
  timeline: Type.Array(TimelineEntry, { description: 'by the time of the happening' }),
  evidence: Type.Array(CaseEvidence),
  kept_events: Type.Integer({ description: 'events of its alerts that its retention keeps' }),
  reports: Type.Array(CaseReport, { description: 'latest first' }),
  lessons: Type.Array(CaseLesson),
});
export type CaseDetail = Static<typeof CaseDetail>;
