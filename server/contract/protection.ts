import Type, { type Static } from 'typebox';
import { relationKinds } from './structure.js';

/** Grundwerte (BSI-Standard 200-2, 8.2). */
export const dimensions = ['confidentiality', 'integrity', 'availability'] as const;
export type Dimension = (typeof dimensions)[number];

/** Schutzbedarfskategorien, ascending (BSI-Standard 200-2, 8.2.1). */
export const needLevels = ['normal', 'high', 'very_high'] as const;
export const NeedLevel = Type.Enum(needLevels);
export type NeedLevel = (typeof needLevels)[number];

/** Schadensszenarien (BSI-Standard 200-2, 8.2.1). */
export const damageScenarios = [
  'laws',
  'self_determination',
  'physical_integrity',
  'task_performance',
  'reputation',
  'finances',
] as const;
export type DamageScenario = (typeof damageScenarios)[number];

/** Kumulations- and Verteilungseffekt (BSI-Standard 200-2, 8.2.2). */
export const needEffects = ['cumulation', 'distribution'] as const;
export type NeedEffect = (typeof needEffects)[number];

const Reason = Type.String({ maxLength: 2000 });
const ScenarioNeed = Type.Object(
  { level: NeedLevel, reason: Type.Optional(Reason) },
  { additionalProperties: false },
);
const Scenarios = Type.Object(
  {
    laws: Type.Optional(ScenarioNeed),
    self_determination: Type.Optional(ScenarioNeed),
    physical_integrity: Type.Optional(ScenarioNeed),
    task_performance: Type.Optional(ScenarioNeed),
    reputation: Type.Optional(ScenarioNeed),
    finances: Type.Optional(ScenarioNeed),
  },
  { additionalProperties: false },
);
/** What a damage scenario would mean, by scenario. */
export type Scenarios = Static<typeof Scenarios>;

const Effect = Type.Object(
  {
    effect: Type.Enum(needEffects),
    level: NeedLevel,
    reason: Type.String({ minLength: 1, maxLength: 2000 }),
  },
  { additionalProperties: false },
);
/** Raises (cumulation) or lowers (distribution) what the Maximumprinzip gives, for a reason. */
export type EffectOverride = Static<typeof Effect>;

/** What a person says of one object and one dimension. */
export const ProtectionNeedInput = Type.Object(
  {
    level: Type.Union([NeedLevel, Type.Null()], {
      description:
        "the object's own need, not below what a scenario says; null: what the scenarios say, or none of its own",
    }),
    reason: Type.Optional(Reason),
    scenarios: Type.Optional(Scenarios),
    override: Type.Optional(Type.Union([Effect, Type.Null()])),
  },
  { additionalProperties: false },
);
export type ProtectionNeedInput = Static<typeof ProtectionNeedInput>;

/** What people said of one object and one dimension. */
export const ProtectionNeed = Type.Object({
  dimension: Type.Enum(dimensions),
  level: Type.Union([NeedLevel, Type.Null()]),
  reason: Type.String(),
  scenarios: Scenarios,
  override: Type.Union([Effect, Type.Null()]),
  version: Type.Integer({ description: 'for optimistic locking; 0: nobody said anything yet' }),
  updated_at: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
  updated_by: Type.Union([Type.String(), Type.Null()]),
});
export type ProtectionNeed = Static<typeof ProtectionNeed>;

/** Why an object has its level: nobody said anything, its own need, an inherited one, or an effect on either. */
export const needCauses = ['default', 'own', 'inherited', 'cumulation', 'distribution'] as const;
export type NeedCause = (typeof needCauses)[number];

/** How an effective level came about. */
export const Derivation = Type.Object({
  cause: Type.Enum(needCauses),
  own: Type.Union([NeedLevel, Type.Null()]),
  inherited: Type.Union([NeedLevel, Type.Null()], {
    description: 'the highest of the objects that depend on it',
  }),
  from: Type.Union([Type.String({ format: 'uuid' }), Type.Null()], {
    description: 'the object that the inherited level comes from: the step before on the explaining path',
  }),
});
export type Derivation = Static<typeof Derivation>;

/** The need of an object as it follows from everything that is known. */
export const EffectiveNeed = Type.Object({
  target_object: Type.String({ format: 'uuid' }),
  confidentiality: NeedLevel,
  integrity: NeedLevel,
  availability: NeedLevel,
  derivation: Type.Object({ confidentiality: Derivation, integrity: Derivation, availability: Derivation }),
});
export type EffectiveNeed = Static<typeof EffectiveNeed>;

/** How a need comes from one object to the next: over a relation, or from a group to its member. */
export const needWays = [...relationKinds, 'member'] as const;
export type NeedWay = (typeof needWays)[number];

const PathStep = Type.Object({
  id: Type.String({ format: 'uuid' }),
  key: Type.String(),
  name: Type.String(),
  way: Type.Union([Type.Enum(needWays), Type.Null()], {
    description: 'how it depends on the step before, or is its member; null: the path begins here',
  }),
  over_group: Type.Boolean({ description: 'the step before is a member of the group that has the relation' }),
  level: NeedLevel,
  derivation: Derivation,
  reason: Type.String({ description: 'why people gave it its own need' }),
  override: Type.Union([Effect, Type.Null()]),
});
/** An object on the way of a protection need. */
export type PathStep = Static<typeof PathStep>;
const Path = Type.Array(PathStep, {
  description: 'the objects that explain the level, from the one where it arose to this one',
});

/** Everything about one object's protection needs. */
export const ObjectProtectionNeeds = Type.Object({
  stated: Type.Array(ProtectionNeed, { description: 'one for every dimension' }),
  effective: EffectiveNeed,
  paths: Type.Object({ confidentiality: Path, integrity: Path, availability: Path }),
});
export type ObjectProtectionNeeds = Static<typeof ObjectProtectionNeeds>;
