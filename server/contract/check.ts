import Type, { type Static } from 'typebox';
import { Requirement, RequirementLevel } from './isms.js';
import { Profile } from './modelling.js';
import { DecisionSignal } from './signal.js';

const Uuid = Type.String({ format: 'uuid' });
const Text = Type.String();
const Nullable = <T extends ReturnType<typeof Type.String> | ReturnType<typeof Type.Integer>>(type: T) =>
  Type.Union([type, Type.Null()]);
const Day = Type.String({ format: 'date', description: 'such as 2026-11-22' });
const Euros = Type.Integer({ minimum: 0, maximum: 1_000_000_000, description: 'euros' });
const RequirementId = Type.String({ minLength: 1, maxLength: 200, description: 'such as `OPS.1.1.5.A3`' });
const TargetObjectId = Type.Union([Uuid, Type.Null()], { description: 'null: the whole information domain' });
const Version = Type.Integer({
  minimum: 0,
  maximum: 2 ** 31 - 2,
  description: 'that the change is based on; 0: there is no answer yet',
});
const strict = { additionalProperties: false };

/** State of a requirement in the IT-Grundschutz-Check (BSI-Standard 200-2, 8.4). */
export const assessmentStatuses = ['open', 'yes', 'partial', 'no', 'dispensable'] as const;
export type AssessmentStatus = (typeof assessmentStatuses)[number];

/** Why a requirement is dispensable; the gap of a Basis requirement cannot be accepted as a risk. */
export const dispensableGrounds = ['not_applicable', 'alternative', 'risk_accepted'] as const;
export type DispensableGround = (typeof dispensableGrounds)[number];

const EvidenceLink = Type.Object(
  {
    title: Type.String({ minLength: 1, maxLength: 200 }),
    url: Type.String({ minLength: 1, maxLength: 2000, description: 'http or https, or a place in words' }),
  },
  strict,
);
export type EvidenceLink = Static<typeof EvidenceLink>;

const details = {
  implementation: Type.Optional(Type.String({ maxLength: 20_000 })),
  reason: Type.Optional(Type.String({ maxLength: 4000 })),
  responsible: Type.Optional(Type.String({ maxLength: 200 })),
  due: Type.Optional(Nullable(Day)),
  assessor: Type.Optional(Type.String({ maxLength: 200 })),
  interviewees: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { maxItems: 50 })),
  assessed_on: Type.Optional(Nullable(Day)),
  cost_once: Type.Optional(Nullable(Euros)),
  cost_yearly: Type.Optional(Nullable(Euros)),
  evidence: Type.Optional(Type.Array(EvidenceLink, { maxItems: 100 })),
};

/** What a person says of one requirement for one scope. What is left out is empty. */
export const AssessmentInput = Type.Object(
  {
    status: Type.Enum(assessmentStatuses),
    dispensable_as: Type.Optional(
      Type.Union([Type.Enum(dispensableGrounds), Type.Null()], {
        description: 'only and always with dispensable, which needs a reason, too',
      }),
    ),
    ...details,
    sub_statuses: Type.Optional(
      Type.Record(Type.String({ maxLength: 200 }), Type.Enum(assessmentStatuses), {
        description: 'by id of the sub-requirement; only where the texts are installed',
      }),
    ),
  },
  strict,
);
export type AssessmentInput = Static<typeof AssessmentInput>;

/** Body of PUT /api/v1/isms/check/answer. */
export const AssessmentChange = Type.Object(
  {
    requirement: RequirementId,
    target_object: TargetObjectId,
    version: Version,
    ...AssessmentInput.properties,
  },
  strict,
);
export type AssessmentChange = Static<typeof AssessmentChange>;

/** Changes the given fields of many answers; all of them or none. */
export const AssessmentBulk = Type.Object(
  {
    items: Type.Array(
      Type.Object({ requirement: RequirementId, target_object: TargetObjectId, version: Version }, strict),
      { minItems: 1, maxItems: 5000 },
    ),
    change: Type.Partial(Type.Omit(AssessmentInput, ['sub_statuses']), strict),
  },
  strict,
);
export type AssessmentBulk = Static<typeof AssessmentBulk>;

/** What was said of one requirement for one scope. */
export const Assessment = Type.Object({
  requirement: Text,
  baustein: Text,
  target_object: Type.Union([Uuid, Type.Null()]),
  status: Type.Enum(assessmentStatuses),
  dispensable_as: Type.Union([Type.Enum(dispensableGrounds), Type.Null()]),
  reason: Text,
  implementation: Text,
  responsible: Text,
  due: Nullable(Type.String()),
  assessor: Text,
  interviewees: Type.Array(Text),
  assessed_on: Nullable(Type.String()),
  cost_once: Nullable(Type.Integer()),
  cost_yearly: Nullable(Type.Integer()),
  evidence: Type.Array(EvidenceLink),
  sub_statuses: Type.Record(Text, Type.Enum(assessmentStatuses)),
  version: Type.Integer(),
  updated_at: Type.String({ format: 'date-time' }),
  updated_by: Text,
});
export type Assessment = Static<typeof Assessment>;

/** What a catalogue of controls says of one beside its level. */
const ControlFacts = Type.Object({
  modal_verb: Nullable(Type.String()),
  sec_level: Nullable(Type.String()),
  effort_level: Nullable(Type.String()),
  target_objects: Type.Array(Text),
});
export type ControlFacts = Static<typeof ControlFacts>;

/** One question of the interview: a valid requirement, what was said here, and what the group says. */
export const CheckQuestion = Type.Object({
  requirement: Requirement,
  control: Type.Union([ControlFacts, Type.Null()], {
    description: 'null: a requirement of the Kompendium. A control is fulfilled (yes) or not (no)',
  }),
  own: Type.Union([Assessment, Type.Null()]),
  inherited: Type.Union([Assessment, Type.Null()], {
    description: "the group's answer; the own goes before it",
  }),
  status: Type.Enum(assessmentStatuses, { description: 'that counts' }),
});
export type CheckQuestion = Static<typeof CheckQuestion>;

/** How many requirements are in which state; open = total less the others. */
const tally = {
  total: Type.Integer(),
  open: Type.Integer(),
  yes: Type.Integer(),
  partial: Type.Integer(),
  no: Type.Integer(),
  dispensable: Type.Integer(),
};
export const Tally = Type.Object(tally);
export type Tally = Static<typeof Tally>;

/** State of the check as a whole and by level, layer, Baustein and scope, as far as a profile asks for it. */
export const CheckOverview = Type.Object({
  catalog: Text,
  profile: Profile,
  all: Tally,
  levels: Type.Array(Type.Object({ level: RequirementLevel, ...tally })),
  layers: Type.Array(Type.Object({ layer: Text, title: Text, ...tally })),
  bausteine: Type.Array(
    Type.Object({
      baustein: Text,
      title: Text,
      scopes: Type.Integer({ description: 'it is applied to' }),
      ...tally,
    }),
  ),
  scopes: Type.Array(
    Type.Object({
      target_object: Type.Union([Uuid, Type.Null()]),
      key: Text,
      name: Text,
      bausteine: Type.Integer({ description: 'applied to it' }),
      ...tally,
    }),
    { description: 'the whole domain first, then target objects by key' },
  ),
});
export type CheckOverview = Static<typeof CheckOverview>;

/** One Baustein of one scope, and how far its check has come. */
export const CheckSheet = Type.Object({
  baustein: Text,
  target_object: Type.Union([Uuid, Type.Null()]),
  ...tally,
});
export type CheckSheet = Static<typeof CheckSheet>;

/** A change of an assignment, an answer or a profile: only the fields that differ are in `old` and `new`. */
export const CheckEntry = Type.Object({
  target_object: Type.Union([Uuid, Type.Null()]),
  subject: Type.String({ description: 'assignment, assessment, profile' }),
  what: Type.String({ description: 'id of the Baustein, the requirement or the profile' }),
  action: Type.String({ description: 'create, change, delete' }),
  at: Type.String({ format: 'date-time' }),
  by: Type.String({ description: 'user name' }),
  old: Type.Union([Type.Record(Text, Type.Unknown()), Type.Null()]),
  new: Type.Union([Type.Record(Text, Type.Unknown()), Type.Null()]),
  signals: Type.Union([Type.Array(DecisionSignal), Type.Null()], {
    description: 'of an answer: the signals that it was made on',
  }),
});
export type CheckEntry = Static<typeof CheckEntry>;
