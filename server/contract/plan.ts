import Type, { type Static } from 'typebox';

const Instant = Type.String({ format: 'date-time' });
const Day = Type.String({ format: 'date', description: 'such as `2026-12-31`' });
const Uuid = Type.String({ format: 'uuid' });
const Version = Type.Integer({ minimum: 1, maximum: 2 ** 31 - 2, description: 'for optimistic locking' });
const strict = { additionalProperties: false };
const orNull = <T extends ReturnType<typeof Type.String>>(type: T) => Type.Union([type, Type.Null()]);

/** What a measure comes from: a gap of the check, a risk, a finding of an audit, or somebody's own idea. */
export const measureOrigins = ['check', 'risk', 'finding', 'own'] as const;
export type MeasureOrigin = (typeof measureOrigins)[number];

/** `accepted`: the gap stays, and somebody answers for it; `obsolete`: nothing is left to be done. */
export const measureStates = ['open', 'in_progress', 'done', 'accepted', 'obsolete'] as const;
export type MeasureState = (typeof measureStates)[number];
/** States in which something is still to be done. */
export const openStates = ['open', 'in_progress'] as const satisfies readonly MeasureState[];

const Cost = Type.Integer({ minimum: 0, maximum: 1_000_000_000, description: 'euros' });
const Priority = Type.Integer({
  minimum: 1,
  maximum: 9,
  description: '1 first. Of a gap: B before S before H, in each R1 before R2 before R3',
});

/** What a person says of a measure. */
export const MeasureInput = Type.Object(
  {
    title: Type.Optional(
      Type.String({ maxLength: 300, description: 'without it, that of what it comes from' }),
    ),
    description: Type.Optional(Type.String({ maxLength: 4000 })),
    priority: Type.Optional(
      Type.Union([Priority, Type.Null()], { description: 'null: as it follows from its origin' }),
    ),
    responsible: Type.Optional(Type.String({ maxLength: 200 })),
    cost_once: Type.Optional(Cost),
    cost_yearly: Type.Optional(Cost),
    starts_on: Type.Optional(
      Type.Union([Day, Type.Null()], { description: 'when it is begun; not after the deadline' }),
    ),
    deadline: Type.Optional(orNull(Day)),
    after: Type.Optional(
      Type.Array(Uuid, { maxItems: 50, description: 'measures of the same domain that it comes after' }),
    ),
    state: Type.Optional(Type.Enum(measureStates)),
    reason: Type.Optional(
      Type.String({
        maxLength: 4000,
        description: 'why a gap is accepted (with the residual risk) or nothing is to be done',
      }),
    ),
  },
  strict,
);
export type MeasureInput = Static<typeof MeasureInput>;

/** A measure that a person adds: for a risk, for a finding, or their own. */
export const NewMeasure = Type.Object(
  {
    ...MeasureInput.properties,
    risk: Type.Optional(Uuid),
    finding: Type.Optional(Uuid),
  },
  strict,
);
export type NewMeasure = Static<typeof NewMeasure>;

/** Body of PUT /api/v1/isms/measures/{id}. */
export const MeasureChange = Type.Object({ ...MeasureInput.properties, version: Version }, strict);
export type MeasureChange = Static<typeof MeasureChange>;

/** The same change of several measures; what is left out stays. */
export const MeasureBulk = Type.Object(
  {
    measures: Type.Array(Type.Object({ id: Uuid, version: Version }, strict), {
      minItems: 1,
      maxItems: 500,
    }),
    responsible: Type.Optional(Type.String({ maxLength: 200 })),
    starts_on: Type.Optional(orNull(Day)),
    deadline: Type.Optional(orNull(Day)),
    priority: Type.Optional(Type.Union([Priority, Type.Null()])),
    state: Type.Optional(Type.Enum(['open', 'in_progress', 'done'] as const)),
  },
  strict,
);
export type MeasureBulk = Static<typeof MeasureBulk>;

/** A line of the implementation plan (Realisierungsplan; BSI-Standard 200-2, 9). */
export const Measure = Type.Object({
  id: Uuid,
  origin: Type.Enum(measureOrigins),
  title: Type.String(),
  description: Type.String(),
  target_object: orNull(Uuid),
  requirement: Type.Union([
    Type.Object({
      baustein: Type.String(),
      id: Type.String(),
      level: Type.Enum(['B', 'S', 'H'] as const),
      control: Type.Boolean({
        description: 'a control of Grundschutz++ or of a profile: B is MUSS, H raised',
      }),
      status: Type.Enum(['partial', 'no', 'closed'] as const, {
        description: 'closed: the check has no gap there any more',
      }),
    }),
    Type.Null(),
  ]),
  risk: orNull(Uuid),
  finding: orNull(Uuid),
  priority: Priority,
  own_priority: Type.Boolean({ description: 'whether a person has set it' }),
  responsible: Type.String(),
  cost_once: Cost,
  cost_yearly: Cost,
  starts_on: orNull(Day),
  deadline: orNull(Day),
  after: Type.Array(Uuid, { description: 'measures that it comes after' }),
  state: Type.Enum(measureStates),
  reason: Type.String(),
  accepted_by: orNull(Type.String()),
  accepted_at: orNull(Instant),
  created_at: Instant,
  closed_at: orNull(Instant),
  version: Version,
  updated_at: Instant,
  updated_by: Type.String(),
});
export type Measure = Static<typeof Measure>;

export const dueFilters = ['overdue', 'soon', 'none'] as const;
export type DueFilter = (typeof dueFilters)[number];

const BurnDownPoint = Type.Object({
  date: Day,
  open: Type.Union([Type.Integer(), Type.Null()], { description: 'null: lies in the future' }),
  planned: Type.Union([Type.Integer(), Type.Null()], {
    description: 'what would still be open if every deadline were met; null: lies in the past',
  }),
});
export type BurnDownPoint = Static<typeof BurnDownPoint>;

/** The plan in figures. */
export const PlanOverview = Type.Object({
  states: Type.Object({
    open: Type.Integer(),
    in_progress: Type.Integer(),
    done: Type.Integer(),
    accepted: Type.Integer(),
    obsolete: Type.Integer(),
  }),
  overdue: Type.Integer(),
  soon: Type.Integer({ description: 'due within 30 days' }),
  without_deadline: Type.Integer({ description: 'of those to be done' }),
  without_responsible: Type.Integer({ description: 'of those to be done' }),
  cost_once: Type.Integer({ description: 'euros, of those to be done' }),
  cost_yearly: Type.Integer({ description: 'euros, of those to be done' }),
  burn_down: Type.Array(BurnDownPoint),
});
export type PlanOverview = Static<typeof PlanOverview>;

export const planSubjects = [
  'risk_matrix',
  'own_threat',
  'risk',
  'measure',
  'statement',
  'audit',
  'finding',
  'evidence',
] as const;
export type PlanSubject = (typeof planSubjects)[number];
export const planActions = ['create', 'change', 'delete', 'sign', 'remind'] as const;
export type PlanAction = (typeof planActions)[number];

/** A change in risk analysis, plan or audits: only the fields that differ are in `old` and `new`. */
export const PlanEntry = Type.Object({
  subject: Type.Enum(planSubjects),
  id: Type.String({ description: 'of what was changed' }),
  action: Type.Enum(planActions),
  at: Instant,
  by: Type.String({ description: 'user name' }),
  old: Type.Union([Type.Record(Type.String(), Type.Unknown()), Type.Null()]),
  new: Type.Union([Type.Record(Type.String(), Type.Unknown()), Type.Null()]),
});
export type PlanEntry = Static<typeof PlanEntry>;
