import Type, { type Static } from 'typebox';

/** Body of POST /api/v1/rules/draft. */
export const RuleDraftRequest = Type.Object(
  {
    query: Type.String({ minLength: 1, maxLength: 8000, description: 'in the query language of the search' }),
  },
  { additionalProperties: false },
);
export type RuleDraftRequest = Static<typeof RuleDraftRequest>;

/** A Sigma rule made of a search, to be completed by a person. */
export const RuleDraft = Type.Object({
  yaml: Type.Union([Type.String(), Type.Null()], {
    description: 'null: nothing of the search can be said in a rule',
  }),
  left_out: Type.Array(
    Type.Object({
      term: Type.String({ description: 'a part of the search that a rule cannot say' }),
      reason: Type.Enum(['time', 'text_range', 'address_range', 'field_wildcard', 'store_field']),
      offset: Type.Integer({ description: 'where it stands in the search' }),
    }),
  ),
  datasets: Type.Array(Type.Object({ dataset: Type.String(), events: Type.Integer() }), {
    description:
      'where the search finds events, most first: the rule asks the first one, when the search names none itself',
  }),
});
export type RuleDraft = Static<typeof RuleDraft>;
