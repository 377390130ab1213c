import Type, { type TSchema } from 'typebox';

/** Query parameters of every list that is paged. */
export const pageQuery = {
  limit: Type.Integer({ minimum: 1, maximum: 1000, default: 50 }),
  cursor: Type.Optional(Type.String({ maxLength: 500, description: '`next` of the page before' })),
};

/** A list that is given out as a whole, in the form of every other list. */
export const WholeList = <T extends TSchema>(item: T) =>
  Type.Object({ items: Type.Array(item), next: Type.Null() });
