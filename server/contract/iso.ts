import Type, { type Static } from 'typebox';

const Instant = Type.String({ format: 'date-time' });
const Day = Type.String({ format: 'date' });
const Uuid = Type.String({ format: 'uuid' });
const Text = Type.String();
const Note = Type.String({ maxLength: 4000 });
const Name = Type.String({ maxLength: 200 });
const Version = Type.Integer({ minimum: 1, maximum: 2 ** 31 - 2, description: 'for optimistic locking' });
const strict = { additionalProperties: false };
const orNull = <T extends ReturnType<typeof Type.String>>(type: T) => Type.Union([type, Type.Null()]);

/** How far a control of Annex A is implemented; `open`: not known. */
export const implementationStates = ['yes', 'partial', 'no', 'open'] as const;
export type ImplementationState = (typeof implementationStates)[number];

/** Why a control is applied (ISO/IEC 27001:2022, 6.1.3 d). */
export const soaGrounds = ['risk', 'law', 'contract', 'practice'] as const;
export type SoaGround = (typeof soaGrounds)[number];

/** What a person says of a control. */
export const StatementInput = Type.Object(
  {
    applicable: Type.Boolean(),
    grounds: Type.Optional(Type.Array(Type.Enum(soaGrounds), { maxItems: 4, uniqueItems: true })),
    justification: Type.Optional(
      Type.String({ maxLength: 4000, description: 'of the inclusion or exclusion; an exclusion needs it' }),
    ),
    override: Type.Optional(
      Type.Union(
        [
          Type.Object(
            {
              state: Type.Enum(implementationStates),
              reason: Type.String({ minLength: 1, maxLength: 4000 }),
            },
            strict,
          ),
          Type.Null(),
        ],
        { description: 'a state that counts instead of the derived one' },
      ),
    ),
    responsible: Type.Optional(Name),
  },
  strict,
);
export type StatementInput = Static<typeof StatementInput>;

const StateGround = Type.Object({
  id: Type.String({ description: 'control or requirement of the mapped catalogue' }),
  title: Text,
  state: Type.Enum(implementationStates),
  relation: Type.String({ description: 'of it to the control: superset-of: it asks for more' }),
  certain: Type.Boolean({ description: 'false: nothing confirms the pair, so it does not count' }),
  requirements: Type.Array(Type.Object({ id: Text, status: Text }), {
    description: 'requirements of the Kompendium that its state comes from',
  }),
});
export type StateGround = Static<typeof StateGround>;

/** A line of the Statement of Applicability (ISO/IEC 27001:2022, 6.1.3 d). */
export const Statement = Type.Object({
  control: Type.String({ description: 'such as `A.5.1`' }),
  title: Text,
  title_de: Type.Union([Text, Type.Null()]),
  applicable: Type.Boolean(),
  grounds: Type.Array(Type.Enum(soaGrounds)),
  justification: Text,
  responsible: Text,
  state: Type.Enum(implementationStates, { description: 'that counts: the override, or the derived one' }),
  derived: Type.Union(
    [
      Type.Object({
        state: Type.Enum(implementationStates),
        contradictory: Type.Boolean(),
        mapped: Type.Integer({ description: 'controls it is mapped to for certain' }),
        assessed: Type.Integer({ description: 'of those, how many have a state' }),
        uncertain: Type.Integer({ description: 'pairs that do not count, because nothing confirms them' }),
      }),
      Type.Null(),
    ],
    { description: 'null: no mapping leads from the control to what is assessed' },
  ),
  override: Type.Union([Type.Object({ state: Type.Enum(implementationStates), reason: Text }), Type.Null()]),
  version: Type.Integer({ description: 'for optimistic locking; 0: nobody said anything yet' }),
  updated_at: orNull(Instant),
  updated_by: orNull(Text),
});
export type Statement = Static<typeof Statement>;

export const StatementDetail = Type.Object({
  ...Statement.properties,
  basis: Type.Array(StateGround, { description: 'what the derived state comes from' }),
});
export type StatementDetail = Static<typeof StatementDetail>;

export const auditStates = ['planned', 'running', 'reported', 'cancelled'] as const;
export type AuditState = (typeof auditStates)[number];

/** What a person says of an internal audit. */
export const AuditInput = Type.Object(
  {
    title: Type.String({ minLength: 1, maxLength: 200 }),
    scope: Type.Optional(Type.String({ maxLength: 4000, description: 'what is audited' })),
    criteria: Type.Optional(Type.String({ maxLength: 4000, description: 'against what' })),
    auditor: Type.Optional(Name),
    starts: Day,
    ends: Day,
    state: Type.Optional(Type.Enum(auditStates)),
    summary: Type.Optional(Note),
  },
  strict,
);
export type AuditInput = Static<typeof AuditInput>;

/** An entry of the audit programme (ISO/IEC 27001:2022, 9.2.2). */
export const Audit = Type.Object({
  id: Uuid,
  tenant: Text,
  domain: Uuid,
  ...AuditInput.properties,
  scope: Text,
  criteria: Text,
  auditor: Text,
  state: Type.Enum(auditStates),
  summary: Text,
  findings: Type.Object({
    major: Type.Integer(),
    minor: Type.Integer(),
    recommendation: Type.Integer(),
    open: Type.Integer({ description: 'of all' }),
  }),
  version: Version,
  updated_at: Instant,
  updated_by: Text,
});
export type Audit = Static<typeof Audit>;

/** Schwerwiegende Abweichung, geringfügige Abweichung, Empfehlung. */
export const findingKinds = ['major', 'minor', 'recommendation'] as const;
export type FindingKind = (typeof findingKinds)[number];

/** What a person says of a finding. */
export const FindingInput = Type.Object(
  {
    kind: Type.Enum(findingKinds),
    title: Type.String({ minLength: 1, maxLength: 300 }),
    description: Type.Optional(Note),
    control: Type.Optional(
      Type.String({ maxLength: 60, description: 'control or requirement that is not met' }),
    ),
    target_object: Type.Optional(orNull(Uuid)),
    cause: Type.Optional(Type.String({ maxLength: 4000, description: 'why it came about' })),
    closed: Type.Optional(
      Type.Boolean({
        description:
          'the effect of the corrective actions was verified; takes their being done, and the cause of a nonconformity',
      }),
    ),
    verification: Type.Optional(Type.String({ maxLength: 4000, description: 'how that was seen' })),
  },
  strict,
);
export type FindingInput = Static<typeof FindingInput>;

/** A finding of an audit; its corrective actions are measures of the plan. */
export const Finding = Type.Object({
  id: Uuid,
  audit: Uuid,
  number: Type.Integer({ description: 'within its audit' }),
  kind: Type.Enum(findingKinds),
  title: Text,
  description: Text,
  control: Text,
  target_object: orNull(Uuid),
  cause: Text,
  closed: Type.Boolean(),
  verification: Text,
  closed_by: orNull(Text),
  closed_at: orNull(Instant),
  measures: Type.Object({ open: Type.Integer(), all: Type.Integer() }),
  version: Version,
  updated_at: Instant,
  updated_by: Text,
});
export type Finding = Static<typeof Finding>;
