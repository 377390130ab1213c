import Type, { type Static } from 'typebox';
import { PartialSearch } from './event.js';

/** Which values a field has in the events of a query. */
export const FieldStatistics = Type.Object({
  field: Type.String(),
  total: Type.Integer({ description: 'events; a list counts once for each of its values' }),
  missing: Type.Integer({ description: 'of these, without the field' }),
  distinct: Type.Integer({ description: 'different values' }),
  at_least: Type.Boolean({
    description: 'there are so many values that `distinct` and the rarer counts are lower bounds',
  }),
  min: Type.Union([Type.Number(), Type.Null()], { description: 'smallest number, for fields of numbers' }),
  max: Type.Union([Type.Number(), Type.Null()]),
  values: Type.Array(Type.Object({ value: Type.String(), count: Type.Integer() }), {
    description: 'the most frequent first',
  }),
  partial: Type.Optional(PartialSearch),
});
export type FieldStatistics = Static<typeof FieldStatistics>;

export const EventField = Type.Object({
  name: Type.String(),
  kind: Type.Enum(['keyword', 'text', 'ip', 'number', 'time', 'original', 'own']),
  share: Type.Union([Type.Number({ minimum: 0, maximum: 1 }), Type.Null()], {
    description: 'of the newest events that have it; null for columns, which are there whether filled or not',
  }),
});
export type EventField = Static<typeof EventField>;

/** The fields that events of a query have: all columns, and own fields of the newest events. */
export const EventFields = Type.Object({
  items: Type.Array(EventField),
  next: Type.Null(),
});
export type EventFields = Static<typeof EventFields>;

/** A search that a person keeps. */
export const SavedSearchInput = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 120, pattern: '\\S' }),
    shared: Type.Boolean({ description: 'whether everybody sees it who may search events' }),
    search: Type.Object(
      {
        q: Type.String({ maxLength: 4000 }),
        filter: Type.Array(Type.String({ maxLength: 1000 }), { maxItems: 20 }),
        range: Type.Optional(Type.String({ maxLength: 20, description: 'such as 24h, up to now' })),
        from: Type.Optional(Type.String({ format: 'date-time' })),
        to: Type.Optional(Type.String({ format: 'date-time' })),
        columns: Type.Optional(Type.Array(Type.String({ maxLength: 200 }), { maxItems: 20 })),
        tenant: Type.Optional(Type.String({ maxLength: 63 })),
      },
      { additionalProperties: false },
    ),
  },
  { additionalProperties: false },
);
export type SavedSearchInput = Static<typeof SavedSearchInput>;

export const SavedSearch = Type.Object({
  id: Type.String({ format: 'uuid' }),
  owner: Type.String({ description: 'user name' }),
  mine: Type.Boolean(),
  updated_at: Type.String({ format: 'date-time' }),
  ...SavedSearchInput.properties,
});
export type SavedSearch = Static<typeof SavedSearch>;
