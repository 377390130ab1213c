import Type, { type Static } from 'typebox';
import { DomainQuery } from './target-objects.js';

/** What a Baustein is applied to, in a query. */
export const Scope = Type.Union([Type.Literal('domain'), Type.String({ format: 'uuid' })], {
  description: 'id of a target object, or `domain`: the whole information domain',
});
export type Scope = Static<typeof Scope>;

/** Which domain and which edition of the requirements a call is about. */
export const EditionQuery = Type.Object(
  {
    ...DomainQuery.properties,
    catalog: Type.Optional(
      Type.String({
        maxLength: 63,
        description:
          'edition that is modelled and checked; without it the one that the domain is assessed by',
      }),
    ),
  },
  { additionalProperties: false },
);

/** @returns id of the target object, null for the whole domain */
export function objectOf(scope: Scope): string | null {
  return scope === 'domain' ? null : scope;
}
