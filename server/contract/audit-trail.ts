import Type, { type Static } from 'typebox';

/** An entry of the audit trail: who did or read what. */
export const AuditEntry = Type.Object({
  id: Type.Integer(),
  tenant: Type.Union([Type.String(), Type.Null()], { description: 'null: of no tenant, such as an account' }),
  at: Type.String({ format: 'date-time' }),
  by: Type.String({ description: 'user name, or what acted' }),
  action: Type.String({ description: 'dotted, such as `events.export.read`' }),
  object: Type.Union([Type.String(), Type.Null()]),
  details: Type.Object(
    {},
    {
      additionalProperties: true,
      description:
        '`refused`: the role did not allow it; `failed`: status of a call that is recorded as `call` and did nothing',
    },
  ),
});
export type AuditEntry = Static<typeof AuditEntry>;

export const AuditTrailPage = Type.Object({
  items: Type.Array(AuditEntry),
  next: Type.Union([Type.String(), Type.Null()]),
});
export type AuditTrailPage = Static<typeof AuditTrailPage>;

const word = Type.String({ minLength: 1, maxLength: 200, pattern: '^[^\\u0000]+$' });

/** Which entries are asked for. */
export const AuditTrailQuery = Type.Object({
  tenant: Type.Optional(Type.String({ maxLength: 63 })),
  from: Type.Optional(Type.String({ format: 'date-time', description: 'at or after' })),
  to: Type.Optional(Type.String({ format: 'date-time', description: 'before' })),
  by: Type.Optional(Type.String({ ...word, description: 'user name' })),
  action: Type.Optional(Type.String({ ...word, description: 'what the action begins with' })),
});
export type AuditTrailQuery = Static<typeof AuditTrailQuery>;
