import Type, { type Static } from 'typebox';
import { RequirementLevel } from './isms.js';

const Uuid = Type.String({ format: 'uuid' });
const Text = Type.String();
const Version = Type.Integer({ minimum: 1, maximum: 2 ** 31 - 2, description: 'for optimistic locking' });
const BausteinId = Type.String({ minLength: 1, maxLength: 40, description: 'such as `SYS.1.1`' });
const TargetObjectId = Type.Union([Uuid, Type.Null()], {
  description: 'what the Baustein is applied to; null: the whole information domain',
});
const strict = { additionalProperties: false };

/** What was decided about applying a Baustein to a scope (BSI-Standard 200-2, 8.3). */
export const assignmentStates = ['proposed', 'accepted', 'rejected'] as const;
export type AssignmentState = (typeof assignmentStates)[number];

/** A Baustein applied to a target object or to the whole domain, proposed by a rule or added by hand. */
export const Assignment = Type.Object({
  id: Uuid,
  catalog: Text,
  baustein: Text,
  target_object: Type.Union([Uuid, Type.Null()]),
  state: Type.Enum(assignmentStates),
  rule: Type.Union([Text, Type.Null()], { description: 'that proposed it; null: added by hand' }),
  reason: Text,
  contact: Text,
  version: Version,
  updated_at: Type.String({ format: 'date-time' }),
  updated_by: Text,
});
export type Assignment = Static<typeof Assignment>;

const decision = {
  state: Type.Enum(assignmentStates),
  reason: Type.Optional(
    Type.String({ maxLength: 2000, description: 'why it does not apply; needed to reject' }),
  ),
  contact: Type.Optional(Type.String({ maxLength: 200, description: 'who can answer for it' })),
};

export const AssignmentInput = Type.Object(
  { baustein: BausteinId, target_object: TargetObjectId, ...decision },
  strict,
);
export type AssignmentInput = Static<typeof AssignmentInput>;

export const AssignmentChange = Type.Object({ ...decision, version: Version }, strict);
export type AssignmentChange = Static<typeof AssignmentChange>;

/** One decision about many assignments; of nobody else's changes or of none. */
export const AssignmentBulk = Type.Object(
  {
    items: Type.Array(Type.Object({ id: Uuid, version: Version }, strict), { minItems: 1, maxItems: 5000 }),
    ...decision,
  },
  strict,
);
export type AssignmentBulk = Static<typeof AssignmentBulk>;

/** A rule that proposes Bausteine; its text says why. */
export const ModellingRule = Type.Object({
  id: Text,
  bausteine: Type.Array(Text),
  why: Type.Object({ de: Text, en: Text }),
});
export type ModellingRule = Static<typeof ModellingRule>;

/** What proposing anew did. */
export const ProposalCounts = Type.Object({
  added: Type.Integer({ description: 'new proposals' }),
  withdrawn: Type.Integer({ description: 'undecided proposals that no rule makes any more' }),
  kept: Type.Integer({ description: 'proposals and decisions that were there already' }),
});
export type ProposalCounts = Static<typeof ProposalCounts>;

export const ProfileInput = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 200 }),
    levels: Type.Array(RequirementLevel, { minItems: 1, maxItems: 3, uniqueItems: true }),
    tags: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 60 }), {
        maxItems: 50,
        description: 'only target objects with one of these tags, and the whole domain; empty: all',
      }),
    ),
    excluded: Type.Optional(
      Type.Array(BausteinId, { maxItems: 500, description: 'Bausteine that are left out' }),
    ),
  },
  strict,
);
export type ProfileInput = Static<typeof ProfileInput>;

/** What of the catalogue is asked for; `basis`, `standard` and `kern` are there in every domain. */
export const Profile = Type.Object({
  id: Type.String({ description: '`basis`, `standard`, `kern`, or the id of an own profile' }),
  name: Text,
  levels: Type.Array(RequirementLevel),
  tags: Type.Array(Text),
  excluded: Type.Array(Text),
  version: Type.Integer({ description: '0: given by the standard' }),
});
export type Profile = Static<typeof Profile>;
