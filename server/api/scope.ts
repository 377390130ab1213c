import Type, { type Static } from 'typebox';

/** What a Baustein is applied to, in a query. */
export const Scope = Type.Union([Type.Literal('domain'), Type.String({ format: 'uuid' })], {
  description: 'id of a target object, or `domain`: the whole information domain',
});
export type Scope = Static<typeof Scope>;

/** @returns id of the target object, null for the whole domain */
export function objectOf(scope: Scope): string | null {
  return scope === 'domain' ? null : scope;
}
