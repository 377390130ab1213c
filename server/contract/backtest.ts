import Type, { type Static } from 'typebox';
import { Level } from './detection.js';
import type { EventDocument } from './event.js';
import { RuleProblemView } from './rule-views.js';

const Instant = Type.String({ format: 'date-time' });

/** Which rule is tried: one that is loaded, or YAML that need not be. */
export const TriedRule = {
  rule: Type.Optional(
    Type.String({ minLength: 1, maxLength: 200, description: 'id of a rule that is loaded' }),
  ),
  yaml: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 200_000,
      description: 'one or several rules, in place of loaded ones with the same ids; instead of `rule`',
    }),
  ),
};

/** Body of POST /api/v1/rules/test. */
export const RuleTestRequest = Type.Object(
  {
    ...TriedRule,
    events: Type.String({
      minLength: 1,
      maxLength: 800_000,
      description: 'records as they arrive: JSON, Event-XML, or lines of syslog, auditd and web logs',
    }),
  },
  { additionalProperties: false },
);
export type RuleTestRequest = Static<typeof RuleTestRequest>;

const RuleHead = Type.Object({ id: Type.String(), title: Type.String(), level: Level });

/** A record and what the rules made of it. */
export const TestedEvent = Type.Object({
  /** The event as it would be stored. */
  event: Type.Unsafe<EventDocument>({ $ref: 'Event#' }),
  matches: Type.Array(
    Type.Object({
      rule: Type.String({ description: 'rule id' }),
      count: Type.Integer({ description: 'events of the match; more than one for a correlation' }),
      group: Type.Union([Type.Record(Type.String(), Type.String()), Type.Null()]),
    }),
  ),
});
export type TestedEvent = Static<typeof TestedEvent>;

export const RuleTestResult = Type.Object({
  problems: Type.Array(RuleProblemView),
  rules: Type.Array(RuleHead),
  events: Type.Array(TestedEvent),
  left_out: Type.Integer({ description: 'records beyond the limit, which were not looked at' }),
});
export type RuleTestResult = Static<typeof RuleTestResult>;

/** Body of POST /api/v1/rules/backtests. */
export const BacktestRequest = Type.Object(
  {
    ...TriedRule,
    review: Type.Optional(
      Type.Object(
        {
          id: Type.String({ format: 'uuid' }),
          edition: Type.Enum(['before', 'after']),
          rules: Type.Array(Type.String({ maxLength: 200 }), { minItems: 1, maxItems: 500 }),
        },
        {
          additionalProperties: false,
          description: 'rules of another edition of a set that is under review; instead of `rule` and `yaml`',
        },
      ),
    ),
    from: Type.String({ format: 'date-time', description: 'event time, inclusive' }),
    to: Type.String({ format: 'date-time', description: 'event time, exclusive' }),
    limit: Type.Integer({
      minimum: 1,
      maximum: 10_000_000,
      default: 1_000_000,
      description: 'events to examine at most; of more the latest',
    }),
    examples: Type.Integer({
      minimum: 0,
      maximum: 50,
      default: 10,
      description: 'events to show of each rule',
    }),
  },
  { additionalProperties: false },
);
export type BacktestRequest = Static<typeof BacktestRequest>;

/** What a rule would have given. */
export const BacktestResult = Type.Object({
  rule: RuleHead,
  matches: Type.Integer(),
  days: Type.Array(Type.Object({ day: Type.String({ format: 'date' }), matches: Type.Integer() }), {
    description: 'UTC; days without a match too',
  }),
  hosts: Type.Array(Type.Object({ host: Type.String(), matches: Type.Integer() }), {
    description: 'with most matches, at most ten',
  }),
  examples: Type.Array(Type.Unsafe<EventDocument>({ $ref: 'Event#' }), {
    description: 'events that completed a match',
  }),
});
export type BacktestResult = Static<typeof BacktestResult>;

export const backtestStates = ['running', 'done', 'cancelled', 'failed'] as const;

export const Backtest = Type.Object({
  id: Type.String({ format: 'uuid' }),
  tenant: Type.String(),
  by: Type.String({ description: 'user name' }),
  state: Type.Enum(backtestStates),
  from: Instant,
  to: Instant,
  started_at: Instant,
  duration_ms: Type.Integer(),
  total: Type.Union([Type.Integer(), Type.Null()], { description: 'events to examine; null: not yet known' }),
  examined: Type.Integer(),
  excepted: Type.Integer({ description: "times that the tenant's exceptions took a true rule away" }),
  left_out: Type.Integer({ description: 'older events of the time range, beyond the limit' }),
  problems: Type.Array(RuleProblemView, {
    description: 'faults of the rule; with an error nothing is examined',
  }),
  error: Type.Union([Type.String(), Type.Null()], { description: 'why it failed' }),
  results: Type.Array(BacktestResult, { description: 'while it runs those so far' }),
});
export type Backtest = Static<typeof Backtest>;
