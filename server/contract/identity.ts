import Type, { type Static } from 'typebox';
import { CollectorHealth } from './collector-inputs.js';

/** Roles that are held in a tenant, each tenant apart. */
export const tenantRoles = ['admin', 'analyst', 'isb', 'auditor', 'dpo', 'staff_council'] as const;
export const TenantRole = Type.Enum(tenantRoles);
export type TenantRole = (typeof tenantRoles)[number];

/** The provider operates the program and its tenants, and is of no tenant. */
export const roles = ['provider', ...tenantRoles] as const;
export const Role = Type.Enum(roles);
export type Role = (typeof roles)[number];

/** What an account is in one tenant. */
export const Membership = Type.Object({ tenant: Type.String(), roles: Type.Array(TenantRole) });
export type Membership = Static<typeof Membership>;

/** A role that is held: in a tenant, or, the provider's, in none. */
export interface HeldRole {
  tenant: string | null;
  role: Role;
}

export const User = Type.Object({
  id: Type.String({ format: 'uuid' }),
  username: Type.String(),
  roles: Type.Array(Role, { description: 'held anywhere: what the dashboard shows; the memberships count' }),
  memberships: Type.Array(Membership, { description: 'by tenant; the provider is of none' }),
  must_change_password: Type.Boolean(),
});
export type User = Static<typeof User>;

export const Credentials = Type.Object(
  {
    username: Type.String({ minLength: 1, maxLength: 200 }),
    password: Type.String({ minLength: 1, maxLength: 1000 }),
  },
  { additionalProperties: false },
);
export type Credentials = Static<typeof Credentials>;

export const PasswordChange = Type.Object(
  {
    current: Type.String({ minLength: 1, maxLength: 1000 }),
    new: Type.String({ minLength: 12, maxLength: 1000 }),
  },
  { additionalProperties: false },
);

/** How the owner of a session proved to be the one; `server`: by access to the server's database;
 * `token`: a machine with a token of the owner's, which is never a stored session. */
export const sessionMethods = ['password', 'totp', 'recovery', 'passkey', 'oidc', 'token', 'server'] as const;
export type SessionMethod = (typeof sessionMethods)[number];

/** How people log in here. */
export const LoginMethods = Type.Object({
  local: Type.Boolean({ description: 'by user name and password' }),
  oidc: Type.Union(
    [Type.Object({ title: Type.String({ description: 'empty: a general one' }) }), Type.Null()],
    {
      description: 'at an OpenID provider',
    },
  ),
});
export type LoginMethods = Static<typeof LoginMethods>;

export const SessionReply = Type.Object({
  user: User,
  expires: Type.String({ format: 'date-time' }),
  method: Type.Enum(sessionMethods, { description: 'how its owner proved to be the one' }),
  second_factor_due: Type.Boolean({
    description: 'the account must set up a second factor before anything else can be done',
  }),
});
export type SessionReply = Static<typeof SessionReply>;

/** What a collector proves itself by. */
export const CollectorCredential = Type.Object({
  kind: Type.Enum(['token', 'certificate'] as const),
  subject: Type.Union([Type.String(), Type.Null()], { description: 'of the certificate' }),
  fingerprint: Type.Union([Type.String(), Type.Null()], {
    description: "SHA-256 of the certificate's public key, hexadecimal",
  }),
  created_at: Type.String({ format: 'date-time' }),
  ends_at: Type.Union([Type.String({ format: 'date-time' }), Type.Null()], {
    description: 'until when it is still valid beside the one that has replaced it',
  }),
});

/** A collector that may ship; its token is given out once and stored only as a hash. */
export const Collector = Type.Object({
  id: Type.String({ pattern: '^[a-z0-9][a-z0-9._-]{0,62}$' }),
  tenant: Type.String(),
  created_at: Type.String({ format: 'date-time' }),
  last_seen: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
  revoked: Type.Boolean(),
  networks: Type.Array(Type.String(), {
    description: 'addresses and networks that it may send from; empty: all',
  }),
  credentials: Type.Array(CollectorCredential),
  refused: Type.Integer({ description: 'calls that came from elsewhere' }),
  refused_at: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
  refused_from: Type.Union([Type.String(), Type.Null()]),
  inputs_version: Type.Integer({ description: 'of the inputs that it is to have; 0: none were set' }),
  health: Type.Union([CollectorHealth, Type.Null()], { description: 'what it told about itself last' }),
  health_at: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
});
export type Collector = Static<typeof Collector>;

/** Counters of one source: received = stored + rejected, always. */
export const Source = Type.Object({
  tenant: Type.String(),
  collector: Type.String(),
  source: Type.String(),
  transport: Type.String(),
  host: Type.Union([Type.String(), Type.Null()]),
  dataset: Type.String(),
  received: Type.Integer(),
  stored: Type.Integer(),
  rejected: Type.Integer(),
  unparsed: Type.Integer({ description: 'stored raw, with the reason, because they could not be parsed' }),
  first_seen: Type.String({ format: 'date-time' }),
  last_seen: Type.String({ format: 'date-time' }),
});
export type Source = Static<typeof Source>;
