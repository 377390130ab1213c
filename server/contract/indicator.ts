import Type, { type Static } from 'typebox';
import { Level } from './detection.js';
import { indicatorKinds, tlpLabels } from './indicator-kinds.js';
import { SaidSentence } from './sentence.js';

export {
  type IndicatorKind,
  indicatorKinds,
  indicatorRuleId,
  indicatorRulePrefix,
  type TlpLabel,
  tlpLabels,
} from './indicator-kinds.js';

const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const time = Type.String({ format: 'date-time' });

export const IndicatorKindName = Type.Enum(indicatorKinds);
export const Tlp = Type.Enum(tlpLabels);

export const Indicator = Type.Object({
  kind: IndicatorKindName,
  value: Type.String({ description: 'in its normal form: lower case, without defanging' }),
  description: Type.String(),
  tlp: nullable(Tlp),
  valid_from: nullable(time),
  valid_until: nullable(Type.String({ format: 'date-time', description: 'exclusive' })),
});
export type Indicator = Static<typeof Indicator>;

export const StoredIndicator = Type.Object({
  ...Indicator.properties,
  hits: Type.Integer({ description: 'recorded events that have it' }),
});
export type StoredIndicator = Static<typeof StoredIndicator>;

/** Of a list, what people decide. */
export const IndicatorListInput = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 120, pattern: '\\S' }),
    source: Type.String({ maxLength: 300, description: 'who gave it out' }),
    description: Type.String({ maxLength: 2000 }),
    tlp: Tlp,
    level: Level,
    live: Type.Boolean({ description: 'whether events are compared with it as they come' }),
    expires_at: nullable(
      Type.String({ format: 'date-time', description: 'from then on no event is compared with it' }),
    ),
  },
  { additionalProperties: false },
);
export type IndicatorListInput = Static<typeof IndicatorListInput>;

export const IndicatorListChange = Type.Object(
  { ...Type.Partial(IndicatorListInput).properties, version: Type.Integer() },
  { additionalProperties: false },
);
export type IndicatorListChange = Static<typeof IndicatorListChange>;

export const huntStates = ['waiting', 'running', 'done', 'cancelled', 'failed'] as const;
export const Hunt = Type.Object({
  id: Type.String({ format: 'uuid' }),
  list: Type.String({ format: 'uuid' }),
  by: Type.String(),
  state: Type.Enum(huntStates),
  from: nullable(time),
  to: nullable(time),
  started_at: time,
  ended_at: nullable(time),
  segments: Type.Integer({ description: 'of the event store that are to be looked at' }),
  segments_done: Type.Integer(),
  segments_skipped: Type.Integer({
    description: 'of these, not opened because their filters hold none of the values',
  }),
  events: Type.Integer({ description: 'in the segments' }),
  events_done: Type.Integer(),
  hits: Type.Integer({ description: 'events with an indicator that were not known before' }),
  limited: Type.Boolean({ description: 'ended early: too many hits' }),
  error: nullable(Type.String()),
});
export type Hunt = Static<typeof Hunt>;

export const HuntRequest = Type.Object(
  {
    from: Type.Optional(Type.String({ format: 'date-time', description: 'inclusive, event time' })),
    to: Type.Optional(Type.String({ format: 'date-time', description: 'exclusive, event time' })),
  },
  { additionalProperties: false },
);
export type HuntRequest = Static<typeof HuntRequest>;

export const IndicatorList = Type.Object({
  id: Type.String({ format: 'uuid' }),
  tenant: Type.String(),
  ...IndicatorListInput.properties,
  version: Type.Integer(),
  created_at: time,
  created_by: Type.String(),
  updated_at: time,
  indicators: Type.Integer(),
  kinds: Type.Array(Type.Object({ kind: IndicatorKindName, count: Type.Integer() })),
  hits: Type.Integer({ description: 'events with an indicator' }),
  last_hit: nullable(time),
  hunt: nullable(Hunt),
});
export type IndicatorList = Static<typeof IndicatorList>;

export const IndicatorPage = Type.Object({
  items: Type.Array(StoredIndicator),
  next: nullable(Type.String()),
});

export const IndicatorHit = Type.Object({
  kind: IndicatorKindName,
  value: Type.String(),
  event_id: Type.String(),
  event_time: time,
  field: Type.String(),
  host: nullable(Type.String()),
  dataset: Type.String(),
  origin: Type.Enum(['live', 'hunt']),
  found_at: time,
});
export type IndicatorHit = Static<typeof IndicatorHit>;
export const IndicatorHitPage = Type.Object({
  items: Type.Array(IndicatorHit),
  next: nullable(Type.String()),
});

export const indicatorForms = ['csv', 'stix', 'misp'] as const;
export type IndicatorForm = (typeof indicatorForms)[number];

export const IndicatorImportRequest = Type.Object(
  {
    content: Type.String({ description: 'the file, base64', maxLength: 28_000_000 }),
    form: Type.Optional(Type.Enum(indicatorForms, { description: 'told by what it holds, when left out' })),
    list: IndicatorListInput,
    replace: Type.Optional(
      Type.String({ format: 'uuid', description: 'the list whose indicators and facts these replace' }),
    ),
    dry_run: Type.Boolean({ description: 'only say what would happen' }),
    skip_wrong: Type.Optional(
      Type.Boolean({
        description: 'store the right indicators although others are wrong; otherwise nothing is stored',
      }),
    ),
  },
  { additionalProperties: false },
);
export type IndicatorImportRequest = Static<typeof IndicatorImportRequest>;

export const IndicatorProblem = Type.Object({
  place: Type.String({ description: '`line 7` of CSV, a JSON pointer else' }),
  value: Type.String({ description: 'what stands there, shortened' }),
  message: Type.String({ description: 'English' }),
  said: SaidSentence,
});
export type IndicatorProblem = Static<typeof IndicatorProblem>;

/** Why something in a file that is no fault is not taken. */
export const omissions = ['not_for_detection', 'deleted', 'revoked', 'other_object'] as const;
export type Omission = (typeof omissions)[number];

export const IndicatorImportReport = Type.Object({
  form: Type.Enum(indicatorForms),
  indicators: Type.Integer({ description: 'different ones that can be stored' }),
  kinds: Type.Array(Type.Object({ kind: IndicatorKindName, count: Type.Integer() })),
  duplicates: Type.Integer(),
  wrong: Type.Integer({ description: 'of these the first stand in `problems`' }),
  problems: Type.Array(IndicatorProblem),
  left_out: Type.Array(Type.Object({ reason: Type.Enum(omissions), count: Type.Integer() })),
  sample: Type.Array(Indicator),
  stored: Type.Boolean(),
  list: nullable(IndicatorList),
});
export type IndicatorImportReport = Static<typeof IndicatorImportReport>;
