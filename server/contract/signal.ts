import Type, { type Static } from 'typebox';
import { Localized } from './detection.js';
import { targetObjectTypes } from './isms.js';

const Instant = Type.String({ format: 'date-time' });
const Uuid = Type.String({ format: 'uuid' });
const Text = Type.String();
const orNull = <T extends Type.TSchema>(type: T) => Type.Union([type, Type.Null()]);
const strict = { additionalProperties: false };

/** What an observation says of a requirement; it never decides: people do. */
export const signalVerdicts = ['supports', 'contradicts', 'unknown'] as const;
export type SignalVerdict = (typeof signalVerdicts)[number];

/** How much an observation says of whether a requirement is met. */
export const signalStrengths = ['weak', 'medium', 'strong'] as const;
export type SignalStrength = (typeof signalStrengths)[number];

export const observationOrigins = ['stream', 'query', 'scan', 'manual'] as const;
export type ObservationOrigin = (typeof observationOrigins)[number];

/** What a signal can say of a requirement: a silent system contradicts logging; that it is heard proves little. */
export const signalEffects = ['both', 'supports', 'contradicts'] as const;
export type SignalEffect = (typeof signalEffects)[number];

/** Named kinds of measurement; which facts each looks at stands in `server/signal/kinds`. */
export const signalKinds = [
  'silent-assets',
  'unknown-sources',
  'coverage',
  'clock-skew',
  'transport',
  'retention',
  'integrity',
  'event-query',
  'alert-times',
  'detection-latency',
  'deadline',
  'privileged-changes',
  'fire-drill',
  'scan',
] as const;
export type SignalKind = (typeof signalKinds)[number];

/** Numbers and short texts of an observation, which the sentences of its definition name. */
export const Figures = Type.Record(
  Type.String({ maxLength: 60 }),
  Type.Union([Type.Number(), Type.String({ maxLength: 500 })]),
);
export type Figures = Static<typeof Figures>;

/** Thresholds of a signal; a tenant may set others. */
export const SignalParameters = Type.Record(
  Type.String({ pattern: '^[a-z][a-z0-9_]{0,39}$' }),
  Type.Union([Type.Number(), Type.String({ maxLength: 300 })]),
);
export type SignalParameters = Static<typeof SignalParameters>;

const SignalRequirement = Type.Object(
  {
    id: Type.String({
      pattern: '^[A-Z]{3,4}(\\.\\d+)+\\.A\\d+(\\.\\d+)?$',
      description: 'of a requirement or sub-requirement, such as `OPS.1.1.5.A3`',
    }),
    effect: Type.Enum(signalEffects),
    strength: Type.Enum(signalStrengths),
  },
  strict,
);
export type SignalRequirement = Static<typeof SignalRequirement>;

const SignalObjects = Type.Object(
  {
    types: Type.Array(Type.Enum(targetObjectTypes), { minItems: 1 }),
    platforms: Type.Optional(
      Type.Array(Type.String({ minLength: 1 }), {
        description: 'words, one of which the platform, the name or a tag has; absent: any',
      }),
    ),
    tags: Type.Optional(Type.Array(Type.String({ minLength: 1 }), { description: 'one of which it has' })),
    except_tags: Type.Optional(
      Type.Array(Type.String({ minLength: 1 }), { description: 'none of which it has' }),
    ),
  },
  strict,
);
export type SignalObjects = Static<typeof SignalObjects>;

/** A signal as its file has it: `grundschutz-catalog/signals/*.yaml`. */
export const SignalDefinition = Type.Object(
  {
    id: Type.String({ pattern: '^[a-z][a-z0-9-]{2,60}$' }),
    title: Localized,
    measures: Localized,
    kind: Type.Enum(signalKinds),
    schedule: Type.Optional(
      Type.String({ description: 'cron expression with five fields; absent: comes from elsewhere (scans)' }),
    ),
    catalog: Type.String({ description: 'whose requirements it speaks of' }),
    objects: Type.Optional(SignalObjects),
    requirements: Type.Array(SignalRequirement, { minItems: 1 }),
    freshness_hours: Type.Number({ exclusiveMinimum: 0, maximum: 17_520 }),
    parameters: Type.Optional(SignalParameters),
    query: Type.Optional(
      Type.String({ minLength: 1, description: 'which events count; `{name}` is a parameter' }),
    ),
    seen_by: Type.Optional(
      Type.String({ minLength: 1, description: 'events that tell that the asked ones would have arrived' }),
    ),
    expect: Type.Optional(Type.Enum(['present', 'absent'] as const)),
    statements: Type.Object(
      { supports: Localized, contradicts: Localized, unknown: Localized },
      { ...strict, description: 'sentences with `{figure}` for what was measured' },
    ),
  },
  strict,
);
export type SignalDefinition = Static<typeof SignalDefinition>;

/** What one signal said last of one scope, with the sentence that says so. */
export const SignalState = Type.Object({
  signal: Text,
  title: Localized,
  observation: Uuid,
  target_object: orNull(Uuid),
  target_key: Text,
  target_name: Text,
  verdict: Type.Enum(signalVerdicts),
  strength: Type.Enum(signalStrengths),
  freshness: Type.Enum(['fresh', 'stale'] as const),
  observed_at: Instant,
  fresh_until: Instant,
  since: Type.String({ format: 'date-time', description: 'when this verdict began' }),
  statement: Localized,
});
export type SignalState = Static<typeof SignalState>;

/** A signal that spoke when a decision of the check was made. */
export const DecisionSignal = Type.Object({
  signal: Text,
  observation: Uuid,
  target_object: orNull(Uuid),
  verdict: Type.Enum(signalVerdicts),
  strength: Type.Enum(signalStrengths),
  freshness: Type.Enum(['fresh', 'stale'] as const),
  observed_at: Instant,
});
export type DecisionSignal = Static<typeof DecisionSignal>;

export const Observation = Type.Object({
  id: Uuid,
  signal: Text,
  signal_version: Text,
  target_object: orNull(Uuid),
  observed_at: Instant,
  fresh_until: Instant,
  verdict: Type.Enum(signalVerdicts),
  strength: Type.Enum(signalStrengths),
  origin: Type.Enum(observationOrigins),
  figures: Figures,
  statement: Localized,
});
export type Observation = Static<typeof Observation>;

export const signalRunStates = ['running', 'done', 'failed'] as const;
export type SignalRunState = (typeof signalRunStates)[number];

export const SignalRun = Type.Object({
  state: Type.Enum(signalRunStates),
  started_at: Instant,
  ended_at: orNull(Instant),
  by: Text,
  observations: Type.Integer({ description: 'that were stored: what is new, or soon stale' }),
  error: orNull(Text),
});
export type SignalRun = Static<typeof SignalRun>;

/** How many scopes a signal supports or contradicts at the moment; stale ones count as nothing else. */
export const SignalTally = Type.Object({
  supports: Type.Integer(),
  contradicts: Type.Integer(),
  unknown: Type.Integer(),
  stale: Type.Integer(),
});
export type SignalTally = Static<typeof SignalTally>;

export const Signal = Type.Object({
  ...Type.Omit(SignalDefinition, ['parameters']).properties,
  parameters: SignalParameters,
  defaults: SignalParameters,
  enabled: Type.Boolean(),
  version: Type.Integer({ description: 'of what the tenant set; 0: as shipped' }),
  tally: SignalTally,
  findings: Type.Integer({ description: 'open ones that it raised' }),
  run: orNull(SignalRun),
  next_run: orNull(Instant),
});
export type Signal = Static<typeof Signal>;

/** Body of PUT /api/v1/signals/{id}/setting. */
export const SignalSettingChange = Type.Object(
  {
    enabled: Type.Boolean(),
    parameters: SignalParameters,
    version: Type.Integer({ minimum: 0, maximum: 2 ** 31 - 2 }),
  },
  strict,
);
export type SignalSettingChange = Static<typeof SignalSettingChange>;

/** What a log source is: matched to one target object, to several (a person must choose), to none, or set aside. */
export const sourceMatchStates = ['matched', 'ambiguous', 'unknown', 'ignored'] as const;

const MatchedObject = Type.Object({ id: Uuid, domain: Uuid, key: Text, name: Text });

/** A host or sender whose records arrive, and the target object that it is. */
export const LogSource = Type.Object({
  name: Type.String({ description: 'host name in lower case, or address of the sender' }),
  addresses: Type.Array(Text),
  transports: Type.Array(Text),
  datasets: Type.Array(Text),
  received: Type.Integer(),
  first_seen: Instant,
  last_seen: Instant,
  state: Type.Enum(sourceMatchStates),
  by: Type.Enum(['decision', 'host', 'short_host', 'address', 'network', 'none'] as const),
  objects: Type.Array(MatchedObject),
  reason: Text,
});
export type LogSource = Static<typeof LogSource>;

/** Body of POST /api/v1/signals/sources/decision: exactly one of the three. */
export const SourceDecision = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 300 }),
    assign: Type.Optional(Type.String({ format: 'uuid', description: 'target object' })),
    adopt: Type.Optional(
      Type.Object(
        { domain: Uuid, key: Type.Optional(Type.String({ minLength: 1, maxLength: 40 })) },
        { ...strict, description: 'makes an IT system of it' },
      ),
    ),
    ignore: Type.Optional(Type.String({ minLength: 1, maxLength: 2000, description: 'why' })),
  },
  strict,
);
export type SourceDecision = Static<typeof SourceDecision>;

export const drillStates = ['running', 'done', 'failed'] as const;
export type DrillState = (typeof drillStates)[number];
export const drillOutcomes = ['waiting', 'fired', 'silent', 'not_drilled'] as const;
export type DrillOutcome = (typeof drillOutcomes)[number];

/** A fire drill (DER.1.A13): which rules raised an alert on an event that they must match. */
export const FireDrill = Type.Object({
  id: Uuid,
  state: Type.Enum(drillStates),
  started_at: Instant,
  ended_at: orNull(Instant),
  by: Text,
  error: orNull(Text),
  fired: Type.Integer(),
  silent: Type.Integer(),
  waiting: Type.Integer(),
  not_drilled: Type.Integer(),
  rules: Type.Array(
    Type.Object({
      rule: Text,
      title: Text,
      outcome: Type.Enum(drillOutcomes),
      reason: Text,
      latency_ms: orNull(Type.Integer()),
    }),
    { description: 'those that did not fire first' },
  ),
});
export type FireDrill = Static<typeof FireDrill>;
