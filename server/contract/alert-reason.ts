import Type, { type Static } from 'typebox';

const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

/** One value of a rule's item. */
export const ReasonValue = Type.Object({ text: Type.String(), holds: Type.Boolean() });
export type ReasonValue = Static<typeof ReasonValue>;

/** One `field|modifier: values` of a rule, asked of one event. */
export const ReasonItem = Type.Object({
  field: nullable(
    Type.String({ description: 'as the rule names it; null: keywords, asked of the whole event' }),
  ),
  modifiers: Type.Array(Type.String()),
  line: Type.Integer({ description: "in the rule's file, from 1 on" }),
  holds: Type.Boolean(),
  values: Type.Array(ReasonValue, { description: 'those that hold first; not all of a long list' }),
  values_total: Type.Integer(),
  found: Type.Array(Type.Object({ field: Type.String(), value: Type.String() }), {
    description: 'what the event has under that name: its own name of the field, and the value',
  }),
});
export type ReasonItem = Static<typeof ReasonItem>;

/** A search identifier of a rule, asked of one event. */
export const ReasonSelection = Type.Object({
  name: Type.String(),
  line: Type.Integer(),
  holds: Type.Boolean(),
  part: Type.Enum(['present', 'absent', 'none'], {
    description:
      'present: the rule matched because it holds; absent: because it does not; none: it did not decide',
  }),
  alternatives: Type.Array(Type.Object({ holds: Type.Boolean(), items: Type.Array(ReasonItem) }), {
    description: 'all items of one of them must hold; those that hold first, not all of a long list',
  }),
  alternatives_total: Type.Integer(),
});
export type ReasonSelection = Static<typeof ReasonSelection>;

/** Where in an event's field a rule's values stand; offsets in UTF-16 units, `to` exclusive. */
export const ReasonMark = Type.Object({
  field: Type.String({ description: 'of the event' }),
  spans: Type.Array(Type.Array(Type.Integer(), { minItems: 2, maxItems: 2, description: '[from, to]' }), {
    description: 'none: the whole value',
  }),
});
export type ReasonMark = Static<typeof ReasonMark>;

/** A detection rule as it is now, asked of one event as it is stored. */
export const RuleReason = Type.Object({
  rule: Type.String({ description: 'id' }),
  matches: Type.Boolean({
    description: 'false: the rule has been changed since, or a filter takes the event out',
  }),
  logsource: Type.Boolean({ description: "whether the event is of the rule's log source" }),
  conditions: Type.Array(Type.String()),
  selections: Type.Array(ReasonSelection),
  marks: Type.Array(ReasonMark),
});
export type RuleReason = Static<typeof RuleReason>;

/** What a correlation counts (Sigma 2.1, correlation rules specification). */
export const ReasonCorrelation = Type.Object({
  type: Type.String(),
  timespan_ms: Type.Integer(),
  group_by: Type.Array(Type.String()),
  fields: Type.Array(Type.String()),
  criteria: Type.Array(Type.Object({ name: Type.String(), number: Type.Number() })),
});
export type ReasonCorrelation = Static<typeof ReasonCorrelation>;

/** Why an alert was raised: its rule asked of the events that are kept of it. */
export const AlertReasons = Type.Object({
  source: nullable(Type.String({ description: "the rule's YAML; null: there is no such rule any more" })),
  path: nullable(Type.String()),
  lines: Type.Array(Type.Integer(), { description: 'of the YAML, that the events match' }),
  correlation: nullable(ReasonCorrelation),
  rules: Type.Array(
    Type.Object({ id: Type.String(), title: Type.String(), title_de: nullable(Type.String()) }),
    { description: 'the detection rule, or those that feed the correlation' },
  ),
  events: Type.Array(Type.Object({ event: Type.String(), reasons: Type.Array(RuleReason) }), {
    description: 'oldest first; of a correlation only the rules that match',
  }),
});
export type AlertReasons = Static<typeof AlertReasons>;
