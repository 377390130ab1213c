import Type, { type Static, type TSchema } from 'typebox';

const Instant = Type.String({ format: 'date-time' });
const Uuid = Type.String({ format: 'uuid' });
const Version = Type.Integer({ minimum: 1, maximum: 2 ** 31 - 2, description: 'for optimistic locking' });
const Note = Type.String({ maxLength: 4000 });
const Name = Type.String({ maxLength: 200 });
const strict = { additionalProperties: false };

/** Eintrittshäufigkeit, ascending (BSI-Standard 200-3, 5.1). */
export const frequencies = ['rare', 'medium', 'frequent', 'very_frequent'] as const;
export type Frequency = (typeof frequencies)[number];

/** Schadensauswirkung, ascending (BSI-Standard 200-3, 5.1). */
export const damages = ['negligible', 'limited', 'considerable', 'existential'] as const;
export type Damage = (typeof damages)[number];

/** Risikokategorien, ascending (BSI-Standard 200-3, 5.2). */
export const riskLevels = ['low', 'medium', 'high', 'very_high'] as const;
export type RiskLevel = (typeof riskLevels)[number];

/** Risikobehandlung: Vermeidung, Reduktion, Transfer, Akzeptanz (BSI-Standard 200-3, 6.1). */
export const treatments = ['avoid', 'reduce', 'transfer', 'accept'] as const;
export type Treatment = (typeof treatments)[number];

/** Whether a threat acts on an object by itself, only through others, or not at all (BSI-Standard 200-3, 4.1). */
export const relevances = ['direct', 'indirect', 'none'] as const;
export type Relevance = (typeof relevances)[number];

const four = <T extends TSchema>(item: T) => Type.Array(item, { minItems: 4, maxItems: 4 });
const Cells = four(four(Type.Enum(riskLevels)));
const matrixFields = {
  cells: Type.Unsafe<RiskLevel[][]>({
    ...Cells,
    description: 'a row for every damage, ascending; in it a cell for every frequency, ascending',
  }),
  frequencies: Type.Unsafe<string[]>({
    ...four(Note),
    description: 'what each frequency means here; empty: the usual',
  }),
  damages: Type.Unsafe<string[]>({ ...four(Note), description: 'what each damage means here' }),
};

export const RiskMatrixInput = Type.Object(matrixFields, strict);
export type RiskMatrixInput = Static<typeof RiskMatrixInput>;

/** Which risk a frequency and a damage make together, in one information domain. */
export const RiskMatrix = Type.Object({
  ...matrixFields,
  version: Type.Integer({ description: '0: the one that a domain begins with' }),
  updated_at: Type.Union([Instant, Type.Null()]),
  updated_by: Type.Union([Type.String(), Type.Null()]),
});
export type RiskMatrix = Static<typeof RiskMatrix>;

export const OwnThreatInput = Type.Object(
  { title: Type.String({ minLength: 1, maxLength: 200 }), description: Type.Optional(Note) },
  strict,
);
export type OwnThreatInput = Static<typeof OwnThreatInput>;

/** An elementary threat, or one of the domain's own. */
export const RiskThreat = Type.Object({
  id: Type.String({ description: 'such as `G 0.18`; own ones `G z.1`' }),
  title: Type.String(),
  own: Type.Boolean(),
  description: Type.String({ description: 'of an own threat' }),
  version: Type.Integer({ description: 'of an own threat; 0 of an elementary one' }),
});
export type RiskThreat = Static<typeof RiskThreat>;

const Estimate = {
  frequency: Type.Enum(frequencies),
  damage: Type.Enum(damages),
};
const EstimateOrNull = Type.Union([Type.Object(Estimate, strict), Type.Null()]);
export type Estimate = { frequency: Frequency; damage: Damage };

const statedRisk = {
  relevance: Type.Enum(relevances),
  reason: Note,
  before: EstimateOrNull,
  treatment: Type.Union([Type.Enum(treatments), Type.Null()]),
  treatment_note: Note,
  after: EstimateOrNull,
  owner: Name,
};

/** What a person says of a threat to an object. */
export const RiskInput = Type.Object(
  {
    relevance: Type.Optional(
      Type.Enum(relevances, { description: 'default: direct; any other needs a reason' }),
    ),
    reason: Type.Optional(Note),
    before: Type.Optional(
      Type.Unsafe<Estimate | null>({
        ...EstimateOrNull,
        description: 'with the requirements met, before the treatment',
      }),
    ),
    treatment: Type.Optional(statedRisk.treatment),
    treatment_note: Type.Optional(
      Type.String({ maxLength: 4000, description: 'what is done, or why it is accepted' }),
    ),
    after: Type.Optional(
      Type.Unsafe<Estimate | null>({
        ...EstimateOrNull,
        description: 'what is left after reduction or transfer; must not be given otherwise',
      }),
    ),
    owner: Type.Optional(Type.String({ maxLength: 200, description: 'who answers for the risk' })),
  },
  strict,
);
export type RiskInput = Static<typeof RiskInput>;

/** How far the treatment of a risk has come. */
export const riskStates = ['irrelevant', 'open', 'assessed', 'treated', 'signed'] as const;
export type RiskState = (typeof riskStates)[number];

const LevelOrNull = Type.Union([Type.Enum(riskLevels), Type.Null()]);

/** A threat to a target object, what it amounts to, and what is done about it. */
export const Risk = Type.Object({
  id: Uuid,
  target_object: Uuid,
  threat: Type.String(),
  ...statedRisk,
  risk_before: LevelOrNull,
  risk_after: Type.Unsafe<RiskLevel | null>({
    ...LevelOrNull,
    description: 'null: not known yet, or avoided',
  }),
  state: Type.Enum(riskStates),
  signed_by: Type.Union([Type.String(), Type.Null()]),
  signed_at: Type.Union([Instant, Type.Null()]),
  version: Version,
  updated_at: Instant,
  updated_by: Type.String(),
});
export type Risk = Static<typeof Risk>;

/** Why an object needs a risk analysis (BSI-Standard 200-2, 8.5). */
export const analysisReasons = ['high_need', 'no_baustein'] as const;
export type AnalysisReason = (typeof analysisReasons)[number];

/** A target object with what is known of its risks. */
export const ObjectRisk = Type.Object({
  target_object: Uuid,
  reasons: Type.Array(Type.Enum(analysisReasons), {
    description: 'why it needs a risk analysis; empty: it does not by itself',
  }),
  risks: Type.Integer({ description: 'threats that were looked at' }),
  states: Type.Object({
    irrelevant: Type.Integer(),
    open: Type.Integer(),
    assessed: Type.Integer(),
    treated: Type.Integer(),
    signed: Type.Integer(),
  }),
  worst_before: LevelOrNull,
  worst_after: LevelOrNull,
});
export type ObjectRisk = Static<typeof ObjectRisk>;

const Counts = Type.Unsafe<number[][]>({
  ...four(four(Type.Integer())),
  description: 'how many risks each cell of the matrix holds',
});

export const RiskOverview = Type.Object({
  objects: Type.Array(ObjectRisk),
  before: Counts,
  after: Counts,
  avoided: Type.Integer(),
});
export type RiskOverview = Static<typeof RiskOverview>;

/** A threat that should be looked at for an object. */
export const ThreatProposal = Type.Object({
  threat: Type.String(),
  requirements: Type.Array(Type.String(), {
    description: 'requirements of its Bausteine that act against the threat; empty: not known',
  }),
});
export type ThreatProposal = Static<typeof ThreatProposal>;

/** Which threats should be looked at, and where that comes from. */
export const ThreatProposals = Type.Object({
  source: Type.Enum(['cross_references', 'catalog'] as const, {
    description: 'catalog: no cross references are installed for its Bausteine, so every threat is proposed',
  }),
  items: Type.Array(ThreatProposal),
});
export type ThreatProposals = Static<typeof ThreatProposals>;
