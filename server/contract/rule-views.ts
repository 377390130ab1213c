import Type, { type Static } from 'typebox';
import { Level, type ProblemWords } from './detection.js';
import { RuleException, RuleSet, RuleStateEntry } from './rule-state.js';

const texts = Type.Array(Type.String());
const Instant = Type.String({ format: 'date-time' });
const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

/** Why and since when a rule is not evaluated. */
export const RuleQuarantine = Type.Object({
  reason: Type.Enum(['error', 'time', 'hang', 'crash']),
  detail: Type.String(),
  since: Instant,
});
export type RuleQuarantine = Static<typeof RuleQuarantine>;

/** What was decided about a rule, as lists show it. */
export const RuleStateSummary = Type.Object({
  enabled: Type.Boolean(),
  in_force: Type.Boolean({ description: 'enabled, its set is in force, and the configuration allows it' }),
  level: nullable(Level),
  exceptions: Type.Integer({ description: 'in effect' }),
  expired: Type.Integer({ description: 'exceptions that have no effect any more' }),
  version: Type.Integer(),
});
export type RuleStateSummary = Static<typeof RuleStateSummary>;

export const RuleOverview = Type.Object({
  id: Type.String(),
  title: Type.String(),
  title_de: Type.Optional(Type.String()),
  level: Level,
  tags: texts,
  type: Type.Enum(['detection', 'correlation']),
  status: Type.String(),
  author: Type.String(),
  logsource: Type.Object({
    product: Type.Optional(Type.String()),
    category: Type.Optional(Type.String()),
    service: Type.Optional(Type.String()),
  }),
  grundschutz: texts,
  path: Type.String(),
  set: nullable(Type.String()),
  state: RuleStateSummary,
  quarantine: nullable(RuleQuarantine),
  alerts: Type.Integer({ description: 'alerts of the last 30 days' }),
  last_alert: nullable(Instant),
  noisy: Type.Boolean({ description: 'it raises so much, or so much that is harmless, that it needs work' }),
  delivered: Type.Boolean({ description: 'a source has delivered its log source in the last seven days' }),
  faulty_exceptions: Type.Integer({ description: 'exceptions that have no effect because of a fault' }),
  own: nullable(Type.String({ description: 'id of the file of own rules that it was written in' })),
});
export type RuleOverview = Static<typeof RuleOverview>;

/** A fault of a rule file or of an exception. */
export const RuleProblemView = Type.Object({
  severity: Type.Enum(['error', 'warning']),
  path: Type.String(),
  line: Type.Integer(),
  column: Type.Integer(),
  ruleId: Type.Optional(Type.String()),
  code: Type.String(),
  field: Type.String(),
  message: Type.String(),
  hint: Type.String(),
  said: Type.Optional(
    Type.Unsafe<ProblemWords>(
      Type.Object(
        {
          message: Type.String(),
          hint: Type.String(),
          values: Type.Record(Type.String(), Type.Unknown()),
        },
        { description: 'message and hint in parts, to be worded in another language' },
      ),
    ),
  ),
});
export type RuleProblemView = Static<typeof RuleProblemView>;

export const RuleSetView = Type.Object({
  ...RuleSet.properties,
  in_force: Type.Boolean({ description: 'in the tenant asked for' }),
  version: Type.Integer(),
});
export type RuleSetView = Static<typeof RuleSetView>;

export const RuleList = Type.Object({
  items: Type.Array(RuleOverview),
  next: Type.Null(),
  sets: Type.Array(RuleSetView),
  problems: Type.Array(RuleProblemView),
});
export type RuleList = Static<typeof RuleList>;

export const RuleDetail = Type.Object({
  ...RuleOverview.properties,
  description: Type.String(),
  description_de: Type.Optional(Type.String()),
  references: texts,
  falsepositives: texts,
  runbook: Type.Optional(Type.Object({ de: texts, en: texts })),
  entity: texts,
  source: Type.String({ description: "the rule's YAML" }),
  delivery: Type.Object({
    delivered: Type.Boolean(),
    needs: Type.Array(Type.String(), {
      description: 'where its log source is found: channels, datasets, modules',
    }),
    near: Type.Array(Type.Object({ dataset: Type.String(), sources: Type.Integer() }), {
      description: 'datasets of the same product that are delivered',
    }),
  }),
  exceptions: Type.Array(
    Type.Object({
      ...RuleException.properties,
      expired: Type.Boolean(),
      problems: Type.Array(RuleProblemView, { description: 'not empty: it has no effect' }),
    }),
  ),
  history: Type.Array(RuleStateEntry),
});
export type RuleDetail = Static<typeof RuleDetail>;

/** What an exception would take away of the alerts that there are. */
export const ExceptionPreview = Type.Object({
  problems: Type.Array(RuleProblemView),
  alerts: Type.Integer({ description: 'latest alerts of the last 30 days that were looked at: 200 at most' }),
  taken: Type.Integer({ description: 'alerts all of whose kept events are excepted' }),
  partly: Type.Integer({ description: 'alerts of which some events are excepted' }),
  examples: Type.Array(
    Type.Object({ id: Type.String(), entity: Type.String(), last_seen: Instant, whole: Type.Boolean() }),
  ),
});
export type ExceptionPreview = Static<typeof ExceptionPreview>;
