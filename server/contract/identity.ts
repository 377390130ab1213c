import Type, { type Static } from 'typebox';
import { CollectorHealth } from './collector-inputs.js';

export const roles = ['admin', 'analyst', 'isb', 'auditor'] as const;
export const Role = Type.Enum(roles);
export type Role = (typeof roles)[number];

export const User = Type.Object({
  id: Type.String({ format: 'uuid' }),
  username: Type.String(),
  roles: Type.Array(Role),
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

export const SessionReply = Type.Object({ user: User, expires: Type.String({ format: 'date-time' }) });
export type SessionReply = Static<typeof SessionReply>;

/** A collector that may ship; its token is given out once and stored only as a hash. */
export const Collector = Type.Object({
  id: Type.String({ pattern: '^[a-z0-9][a-z0-9._-]{0,62}$' }),
  tenant: Type.String(),
  created_at: Type.String({ format: 'date-time' }),
  last_seen: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
  revoked: Type.Boolean(),
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
