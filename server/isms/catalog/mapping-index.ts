import Type, { type Static } from 'typebox';

const strict = { additionalProperties: false };
const Id = Type.String({ pattern: '^[^\\s\\p{C}]{1,200}$' });

/** How two controls relate (OSCAL, Control Mapping Model: relationship), seen from the source. */
export const relations = [
  'equal-to',
  'equivalent-to',
  'subset-of',
  'superset-of',
  'intersects-with',
] as const;
export type Relation = (typeof relations)[number];

/**
 * How sure it is that a pair's target is the control that the authors meant: a mapping names ids of the edition that
 * they had before them, and numbers are given anew from edition to edition.
 * - confirmed: the control has the lasting identifier that the mapping names
 * - moved: it had another id then
 * - unconfirmed: there is a control of this id, nothing tells whether it is the same
 * - absent: the edition has no such control
 */
export const targetStates = ['confirmed', 'moved', 'unconfirmed', 'absent'] as const;
export type TargetState = (typeof targetStates)[number];

export const MappingPair = Type.Object(
  {
    /** Of a requirement, a sub-requirement or a control. */
    source: Id,
    target: Id,
    relation: Type.Enum([...relations]),
    /** Pairs of one number are one statement: the relation holds for its targets together. */
    statement: Type.Integer({ minimum: 0 }),
    target_catalog: Type.String(),
    state: Type.Enum([...targetStates]),
    /** The target's id in the edition that the mapping was made for. */
    was: Type.Optional(Id),
  },
  strict,
);
export type MappingPair = Static<typeof MappingPair>;

/** Pairs of ids with their relation: facts, no text. */
export const MappingIndex = Type.Object(
  {
    kind: Type.Literal('mapping'),
    id: Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,62}$' }),
    title: Type.String({ minLength: 1, maxLength: 400 }),
    edition: Type.String({ minLength: 1, maxLength: 60 }),
    status: Type.String({ minLength: 1, maxLength: 60, description: 'as published: draft, complete ...' }),
    source: Type.Object(
      { file: Type.String({ minLength: 1 }), sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }) },
      strict,
    ),
    source_catalog: Type.String(),
    pairs: Type.Array(MappingPair, { minItems: 1 }),
  },
  strict,
);
export type MappingIndex = Static<typeof MappingIndex>;
