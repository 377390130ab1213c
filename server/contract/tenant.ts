import Type, { type Static } from 'typebox';
import { TenantRole } from './identity.js';

export const TenantId = Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,62}$' });

const Count = Type.Integer({ minimum: 0 });

/** A tenant in figures: what whoever operates it needs to know, and nothing of what its records say. */
export const Tenant = Type.Object({
  id: TenantId,
  title: Type.String(),
  created_at: Type.String({ format: 'date-time' }),
  members: Type.Integer({ description: 'accounts with a role in it' }),
  collectors: Type.Integer({ description: 'that are not revoked' }),
  received: Count,
  stored: Count,
  rejected: Count,
  last_received: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
  segments: Count,
  segment_bytes: Count,
});
export type Tenant = Static<typeof Tenant>;

const Title = Type.String({ minLength: 1, maxLength: 200, pattern: '^\\S(.*\\S)?$' });

export const TenantInput = Type.Object({ id: TenantId, title: Title }, { additionalProperties: false });
export const TenantChange = Type.Object({ title: Title }, { additionalProperties: false });

/** Somebody with roles in a tenant. */
export const Member = Type.Object({
  account: Type.String({ format: 'uuid' }),
  username: Type.String(),
  roles: Type.Array(TenantRole),
  disabled: Type.Boolean(),
});
export type Member = Static<typeof Member>;

const Roles = Type.Array(TenantRole, { minItems: 1, maxItems: 6, uniqueItems: true });

export const MemberInput = Type.Object(
  { username: Type.String({ minLength: 1, maxLength: 200, pattern: '^\\S(.*\\S)?$' }), roles: Roles },
  { additionalProperties: false },
);
export const MemberChange = Type.Object({ roles: Roles }, { additionalProperties: false });

export const NewMember = Type.Object({
  member: Member,
  password: Type.Optional(
    Type.String({ description: 'one-time password of an account that was made for it, given out this once' }),
  ),
});
