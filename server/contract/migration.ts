import Type, { type Static } from 'typebox';
import { assessmentStatuses } from './check.js';

const Text = Type.String();
const Note = Type.String({ maxLength: 4000 });
const Version = Type.Integer({ minimum: 1, maximum: 2 ** 31 - 2 });
const strict = { additionalProperties: false };

export const MigrationInput = Type.Object(
  {
    source: Type.String({ maxLength: 63, description: 'catalogue that the assessments were made against' }),
    target: Type.String({ maxLength: 63, description: 'catalogue that is gone to' }),
    assessments: Type.Array(
      Type.Object(
        {
          requirementId: Type.String({ minLength: 1, maxLength: 200 }),
          status: Type.Enum(assessmentStatuses),
        },
        strict,
      ),
      { maxItems: 500_000, description: 'several of one requirement (per target object) count as the worst' },
    ),
  },
  strict,
);
export type MigrationInput = Static<typeof MigrationInput>;

export const MigrationCoverage = Type.Object({
  controls: Type.Integer({ description: 'valid controls of the new catalogue' }),
  controls_mapped: Type.Integer(),
  proposals: Type.Object({
    yes: Type.Integer(),
    partial: Type.Integer(),
    no: Type.Integer(),
    open: Type.Integer(),
  }),
  contradictory: Type.Integer(),
  assessed: Type.Integer({ description: 'assessed requirements of the old catalogue' }),
  assessed_mapped: Type.Integer(),
  pairs_absent: Type.Integer({ description: 'pairs whose control the new catalogue does not have' }),
  pairs_unconfirmed: Type.Integer({ description: 'pairs that never count' }),
});
export type MigrationCoverage = Static<typeof MigrationCoverage>;

export const MigrationResult = Type.Object({
  coverage: MigrationCoverage,
  left_behind: Type.Array(Text, { description: 'assessed requirements that lead nowhere' }),
  kept: Type.Integer({ description: 'decisions that still stand, because their proposal is the same' }),
});
export type MigrationResult = Static<typeof MigrationResult>;

const Titled = Type.Object({ requirement: Text, title: Text });

/** What the check would propose now. */
export const MigrationState = Type.Object({
  coverage: MigrationCoverage,
  left_behind: Type.Array(Titled, { description: 'assessed requirements that lead nowhere' }),
  outdated: Type.Integer({
    description:
      'controls whose stored proposal differs from what the check proposes now, or is not there yet',
  }),
  domains: Type.Array(Type.Object({ id: Text, name: Text }), {
    description: 'whose check counts: assessed by the source and not retired',
  }),
});
export type MigrationState = Static<typeof MigrationState>;

/** Body of POST /api/v1/isms/migrations/{target}: the assessments are those of the check. */
export const MigrationOfCheck = Type.Object(
  { source: Type.String({ maxLength: 63, description: 'catalogue that the check was made against' }) },
  strict,
);

/** Body of POST /api/v1/isms/migrations/{target}/carry-over. */
export const MigrationCarryOver = Type.Object(
  {
    language: Type.Optional(
      Type.Enum(['de', 'en'], { description: 'of the text that is stored; else German' }),
    ),
  },
  strict,
);

export const StoredProposal = Type.Object({
  requirement: Text,
  title: Text,
  proposal: Type.String({ description: 'yes, partial, no, open' }),
  mapped: Type.Boolean({ description: 'false: nothing leads here, to be assessed from the beginning' }),
  contradictory: Type.Boolean(),
  grounds: Type.Array(
    Type.Object({
      source: Type.String({ description: 'requirement or sub-requirement' }),
      requirement: Type.Optional(Type.String({ description: 'that the source is, or is part of' })),
      title: Type.Optional(Text),
      catalog: Type.Optional(Text),
      status: Text,
      relation: Text,
      state: Text,
      note: Text,
    }),
    { description: 'requirements of the old catalogue, and how each counts' },
  ),
  decision: Type.String({ description: 'open, accepted, rejected' }),
  note: Text,
  decided_by: Type.Union([Text, Type.Null()]),
  version: Version,
});
export type StoredProposal = Static<typeof StoredProposal>;

export const ProposalDecision = Type.Object(
  {
    decision: Type.Enum(['open', 'accepted', 'rejected']),
    note: Type.Optional(Note),
    version: Version,
  },
  strict,
);
export type ProposalDecision = Static<typeof ProposalDecision>;

/** One decision about several proposals: about all of them or none. */
export const ProposalDecisions = Type.Object(
  {
    items: Type.Array(
      Type.Object({ requirement: Type.String({ minLength: 1, maxLength: 200 }), version: Version }, strict),
      { minItems: 1, maxItems: 5000 },
    ),
    ...Type.Omit(ProposalDecision, ['version']).properties,
  },
  strict,
);
export type ProposalDecisions = Static<typeof ProposalDecisions>;

const Bilingual = Type.Object({ de: Text, en: Text });
export const WibaAnswer = Type.Enum(['yes', 'partial', 'no', 'not_applicable']);
export type WibaAnswer = Static<typeof WibaAnswer>;

export const WibaQuestion = Type.Object({
  id: Text,
  ...Bilingual.properties,
  requirements: Type.Array(Text),
  answer: Type.Union([WibaAnswer, Type.Null()]),
  note: Text,
  answered_by: Type.Union([Text, Type.Null()]),
  version: Type.Integer({ description: '0 before the first answer' }),
});
export type WibaQuestion = Static<typeof WibaQuestion>;

export const WibaTopic = Type.Object({ id: Text, title: Bilingual, questions: Type.Array(WibaQuestion) });
export type WibaTopic = Static<typeof WibaTopic>;

export const WibaInput = Type.Object(
  {
    answer: WibaAnswer,
    note: Type.Optional(Note),
    version: Type.Integer({ minimum: 0, maximum: 2 ** 31 - 2, description: '0 for the first answer' }),
  },
  strict,
);
export type WibaInput = Static<typeof WibaInput>;

export const WibaProposal = Type.Object({
  requirement: Text,
  title: Text,
  proposal: Type.String({ description: 'partial, no, open; never yes' }),
  questions: Type.Array(Type.Object({ id: Text, answer: WibaAnswer, note: Text })),
  applied: Type.Integer({ description: 'how often the domain applies its Baustein' }),
  unanswered: Type.Integer({ description: 'of these, where the check says nothing yet' }),
});
export type WibaProposal = Static<typeof WibaProposal>;

/** Carries proposals over into a domain's check; answers that are there stay. */
export const WibaCarryOver = Type.Object(
  {
    requirements: Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { minItems: 1, maxItems: 500 }),
    language: Type.Optional(
      Type.Enum(['de', 'en'], { description: 'of the text that is stored; else German' }),
    ),
  },
  strict,
);
export type WibaCarryOver = Static<typeof WibaCarryOver>;

export const WibaCarryOverResult = Type.Object({
  answers: Type.Integer({ description: 'stored in the check' }),
  requirements: Type.Integer({ description: 'that they belong to' }),
  left: Type.Array(Type.Object({ requirement: Text, why: Type.Enum(['not_applied', 'answered']) }), {
    description: 'requirements of which nothing was carried over',
  }),
});
export type WibaCarryOverResult = Static<typeof WibaCarryOverResult>;
