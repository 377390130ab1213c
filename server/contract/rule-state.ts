import Type, { type Static } from 'typebox';
import { Level } from './detection.js';

const Instant = Type.String({ format: 'date-time' });
const Tenant = Type.String({ maxLength: 63 });
const Version = Type.Integer({
  minimum: 0,
  maximum: 2 ** 31 - 2,
  description: 'version that the change is based on; 0: nothing was ever changed',
});

/** What a person says of an exception. */
const exceptionText = {
  title: Type.String({ minLength: 1, maxLength: 200 }),
  reason: Type.String({ minLength: 1, maxLength: 2000 }),
  detection: Type.String({
    minLength: 1,
    maxLength: 20_000,
    description:
      'YAML: search identifiers and a condition, as in a rule; events for which it is true are excepted',
  }),
};

/** Events that a rule is not to count, for one tenant. */
export const RuleException = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    ...exceptionText,
    author: Type.String({ description: 'user name' }),
    created_at: Instant,
    expires_at: Type.Union([Instant, Type.Null()], {
      description: 'events received from then on are not excepted any more',
    }),
  },
  { $id: 'RuleException' },
);
export type RuleException = Static<typeof RuleException>;

/** What people decided about a rule, for one tenant. Kept when the rule's set is updated. */
export const RuleState = Type.Object(
  {
    tenant: Tenant,
    rule: Type.String({ description: 'rule id' }),
    enabled: Type.Boolean(),
    level: Type.Union([Level, Type.Null()], { description: "in place of the rule's own level" }),
    exceptions: Type.Array(RuleException),
    version: Version,
    updated_at: Type.Union([Instant, Type.Null()]),
    updated_by: Type.Union([Type.String(), Type.Null()]),
  },
  { $id: 'RuleState' },
);
export type RuleState = Static<typeof RuleState>;

const reason = Type.String({ maxLength: 2000, description: 'why; kept in the history' });

/** Body of PATCH /api/v1/rules/{id}/state; what is absent stays as it is. */
export const RuleStateChange = Type.Object(
  {
    enabled: Type.Optional(Type.Boolean()),
    level: Type.Optional(Type.Union([Level, Type.Null()])),
    reason: Type.Optional(reason),
    version: Version,
  },
  { additionalProperties: false },
);
export type RuleStateChange = Static<typeof RuleStateChange>;

/** Body of POST /api/v1/rules/{id}/exceptions and of PUT on one of them. */
export const RuleExceptionInput = Type.Object(
  {
    ...exceptionText,
    expires_at: Type.Optional(Type.Union([Instant, Type.Null()])),
    version: Version,
  },
  { additionalProperties: false },
);
export type RuleExceptionInput = Static<typeof RuleExceptionInput>;

export const ruleStateActions = [
  'enabled',
  'disabled',
  'level',
  'exception_added',
  'exception_changed',
  'exception_removed',
  'set_enabled',
  'set_disabled',
] as const;
export type RuleStateAction = (typeof ruleStateActions)[number];

/** One change of a rule's state, or of a set's. */
export const RuleStateEntry = Type.Object({
  at: Instant,
  by: Type.String({ description: 'user name' }),
  action: Type.Enum(ruleStateActions),
  old: Type.Unknown({ description: 'what was changed, as it was before' }),
  new: Type.Unknown({ description: 'the same afterwards' }),
  reason: Type.Union([Type.String(), Type.Null()]),
});
export type RuleStateEntry = Static<typeof RuleStateEntry>;

export const ruleSetKinds = ['shipped', 'own', 'tenant', 'written', 'installed', 'configured'] as const;

/** Where rules come from, and for a tenant whether they are in force there. */
export const RuleSet = Type.Object(
  {
    name: Type.String({
      description: "`grundwacht` for the shipped rules, `own`, a tenant's, or an archive's",
    }),
    kind: Type.Enum(ruleSetKinds),
    tenant: Type.Union([Tenant, Type.Null()], { description: 'the only tenant in which it is in force' }),
    source: Type.String({ description: 'address, file or folder' }),
    licence: Type.Union([Type.String(), Type.Null()]),
    sha256: Type.Union([Type.String(), Type.Null()]),
    installed_at: Type.Union([Instant, Type.Null()]),
    rules: Type.Integer({ description: 'usable rules' }),
    refused: Type.Integer({ description: 'errors of rules that are not usable' }),
  },
  { $id: 'RuleSet' },
);
export type RuleSet = Static<typeof RuleSet>;
