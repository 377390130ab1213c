import Type, { type Static, type TSchema } from 'typebox';
import { assessmentStatuses, Tally } from './check.js';
import { Localized } from './detection.js';
import { RequirementLevel, targetObjectTypes } from './isms.js';
import { Profile } from './modelling.js';

const Instant = Type.String({ format: 'date-time' });
const Day = Type.String({ format: 'date', description: 'such as 2026-11-22' });
const Uuid = Type.String({ format: 'uuid' });
const Text = Type.String();
const orNull = <T extends TSchema>(type: T) => Type.Union([type, Type.Null()]);
const tally = Tally.properties;

/** A target object, or the whole domain. */
const scope = {
  target_object: Type.Union([Uuid, Type.Null()], { description: 'null: the whole information domain' }),
  target_key: Text,
  target_name: Text,
};

/** A 'ja' of the check that a fresh observation of a signal contradicts. */
export const ContradictedAnswer = Type.Object({
  requirement: Text,
  title: Text,
  level: RequirementLevel,
  baustein: Text,
  ...scope,
  observed_key: Type.String({
    description: 'of the target object that was observed; empty: the whole domain',
  }),
  observed_name: Text,
  answers: Type.Integer({ description: "of 'ja' that the observation contradicts; `target_object` has one" }),
  signal: Text,
  signal_title: Localized,
  observation: Uuid,
  statement: Localized,
  observed_at: Instant,
  since: Type.String({ format: 'date-time', description: 'when the contradiction began' }),
});
export type ContradictedAnswer = Static<typeof ContradictedAnswer>;

const OverdueMeasure = Type.Object({
  id: Uuid,
  version: Type.Integer(),
  title: Text,
  requirement: orNull(Text),
  ...scope,
  priority: Type.Integer(),
  responsible: Text,
  deadline: Day,
});

const ExpiringEvidence = Type.Object({
  id: Uuid,
  title: Text,
  valid_until: Day,
  state: Type.Enum(['expiring', 'expired'] as const),
  requirements: Type.Array(Text),
});

/** Answers of a Baustein that are older than a year (as reference document A.4 asks), or a guideline to be looked at. */
const ReviewDue = Type.Object({
  kind: Type.Enum(['answers', 'guideline'] as const),
  title: Text,
  baustein: orNull(Text),
  ...scope,
  count: Type.Integer({ description: 'of answers; 1 of a guideline' }),
  due: Day,
});

const UnmodelledObject = Type.Object({
  id: Uuid,
  key: Text,
  name: Text,
  type: Type.Enum(targetObjectTypes),
  owner: Text,
});

const listed = <T extends TSchema>(item: T) =>
  Type.Object({ total: Type.Integer(), items: Type.Array(item, { description: 'the most urgent first' }) });

/** What needs a person today. */
export const Attention = Type.Object({
  at: Instant,
  contradicted: listed(ContradictedAnswer),
  overdue: listed(OverdueMeasure),
  evidence: listed(ExpiringEvidence),
  reviews: listed(ReviewDue),
  unmodelled: listed(UnmodelledObject),
});
export type Attention = Static<typeof Attention>;

const LevelTally = Type.Object({ level: RequirementLevel, ...tally });
export type LevelTally = Static<typeof LevelTally>;

/** State of the check by layer, Baustein and level. */
export const HeatMap = Type.Object({
  catalog: Text,
  profile: Profile,
  all: Tally,
  levels: Type.Array(LevelTally),
  layers: Type.Array(Type.Object({ layer: Text, title: Text, ...tally, levels: Type.Array(LevelTally) })),
  bausteine: Type.Array(
    Type.Object({
      baustein: Text,
      title: Text,
      layer: Text,
      scopes: Type.Integer({ description: 'it is applied to' }),
      ...tally,
      levels: Type.Array(LevelTally),
    }),
  ),
});
export type HeatMap = Static<typeof HeatMap>;

/** State of the check by target object and layer; those with the most gaps first. */
export const ObjectHeatMap = Type.Object({
  total: Type.Integer(),
  layers: Type.Array(Type.Object({ layer: Text, title: Text })),
  items: Type.Array(
    Type.Object({ ...scope, ...tally, layers: Type.Array(Type.Object({ layer: Text, ...tally })) }),
  ),
});
export type ObjectHeatMap = Static<typeof ObjectHeatMap>;

/** A requirement where it is asked. */
export const AskedRequirementRow = Type.Object({
  requirement: Text,
  title: Text,
  level: RequirementLevel,
  baustein: Text,
  ...scope,
  status: Type.Enum(assessmentStatuses),
  inherited: Type.Boolean({ description: "the group's answer counts" }),
  assessed_on: orNull(Day),
  responsible: Text,
  evidence: Type.Integer({ description: 'items that speak of it here and are not withdrawn' }),
  contradicted: Type.Boolean({ description: "a fresh observation contradicts its 'ja'" }),
});
export type AskedRequirementRow = Static<typeof AskedRequirementRow>;

export const AskedRequirements = Type.Object({
  total: Type.Integer(),
  items: Type.Array(AskedRequirementRow, { description: 'gaps first' }),
});
export type AskedRequirements = Static<typeof AskedRequirements>;

/** The tally of a day, by level. */
const TrendPoint = Type.Object({
  day: Day,
  recomputed: Type.Boolean({
    description: 'from the history of the answers, with the modelling of today; else counted on that day',
  }),
  levels: Type.Array(LevelTally),
});
export type TrendPoint = Static<typeof TrendPoint>;

export const ComplianceTrend = Type.Object({
  catalog: Text,
  recomputed_until: Type.Union([Day, Type.Null()], { description: 'last day that is recomputed' }),
  points: Type.Array(TrendPoint, { description: 'the last is of now' }),
});
export type ComplianceTrend = Static<typeof ComplianceTrend>;
