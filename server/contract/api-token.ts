import Type, { type Static } from 'typebox';

/** Days that an API token is valid, at most and where nothing else is said. */
export const longestTokenDays = 365;
export const usualTokenDays = 90;

const Instant = Type.String({ format: 'date-time' });

/** A machine's way in, in the name of an account and for one tenant. */
export const ApiToken = Type.Object({
  id: Type.String({ format: 'uuid' }),
  name: Type.String(),
  owner: Type.String({ description: 'user name of the account' }),
  tenant: Type.String(),
  scopes: Type.Array(Type.String(), { description: 'rights, such as alerts.read' }),
  networks: Type.Array(Type.String(), {
    description: 'addresses and networks that it may be used from; empty: all',
  }),
  created_at: Instant,
  expires_at: Instant,
  last_used_at: Type.Union([Instant, Type.Null()]),
  revoked_at: Type.Union([Instant, Type.Null()]),
  revoked_by: Type.Union([Type.String(), Type.Null()]),
});
export type ApiToken = Static<typeof ApiToken>;

/** What somebody can give a token in a tenant. */
export const GrantableScopes = Type.Object({
  tenant: Type.String(),
  scopes: Type.Array(Type.String()),
});
export type GrantableScopes = Static<typeof GrantableScopes>;

export const NewApiToken = Type.Object(
  {
    tenant: Type.String({ maxLength: 63 }),
    name: Type.String({ minLength: 1, maxLength: 100, pattern: '^\\S(.*\\S)?$' }),
    scopes: Type.Array(Type.String({ maxLength: 100 }), { minItems: 1, maxItems: 100, uniqueItems: true }),
    days: Type.Integer({ minimum: 1, maximum: longestTokenDays, default: usualTokenDays }),
    networks: Type.Optional(Type.Array(Type.String({ maxLength: 50 }), { maxItems: 100 })),
  },
  { additionalProperties: false },
);
export type NewApiToken = Static<typeof NewApiToken>;
