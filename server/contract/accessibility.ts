import Type, { type Static } from 'typebox';

/** A city's own words for its accessibility statement; what is empty is left out. */
const Text = (maxLength: number) => Type.String({ maxLength });

/** What the accessibility statement says of this installation (§ 12b BGG and the laws of the Länder). */
export const AccessibilityFacts = Type.Object(
  {
    operator: Text(200),
    law: Text(300),
    reviewed: Type.String({ pattern: '^([0-9]{4}-[0-9]{2}-[0-9]{2})?$' }),
    limits: Type.Array(Text(500), { maxItems: 50 }),
    contact: Type.Object({ name: Text(200), email: Text(200), phone: Text(50), url: Text(300) }),
    enforcement: Type.Object({
      name: Text(200),
      address: Text(300),
      email: Text(200),
      phone: Text(50),
      url: Text(300),
    }),
  },
  { additionalProperties: false },
);
export type AccessibilityFacts = Static<typeof AccessibilityFacts>;
