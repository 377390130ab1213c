import Type, { type Static } from 'typebox';
import { Level } from './detection.js';
import { RuleProblemView } from './rule-views.js';

const Instant = Type.String({ format: 'date-time' });
const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const closed = { additionalProperties: false };
const Yaml = Type.String({ minLength: 1, maxLength: 100_000, description: 'Sigma rules; one file' });
const Reason = Type.String({ maxLength: 2000, description: 'why; kept' });
const VersionNumber = Type.Integer({ minimum: 1, maximum: 2 ** 31 - 2 });
const Revision = Type.Integer({
  minimum: 1,
  maximum: 2 ** 31 - 2,
  description: 'revision that the act is based on',
});

export const ownRuleActions = ['saved', 'asked', 'approved', 'in_force', 'withdrawn'] as const;
export type OwnRuleAction = (typeof ownRuleActions)[number];

/** A file of rules that a tenant's people wrote in the dashboard. */
export const OwnRule = Type.Object({
  id: Type.String({ format: 'uuid' }),
  tenant: Type.String(),
  title: Type.String(),
  latest: Type.Integer({ description: 'number of the version saved last' }),
  in_force: nullable(Type.Integer({ description: 'number of the version in force' })),
  waiting: Type.Boolean({ description: 'the latest version waits for a second person' }),
  revision: Type.Integer(),
  updated_at: Instant,
  updated_by: Type.String(),
});
export type OwnRule = Static<typeof OwnRule>;

export const OwnRuleVersion = Type.Object({
  number: Type.Integer(),
  yaml: Type.String(),
  saved_at: Instant,
  saved_by: Type.String(),
  approved_at: nullable(Instant),
  approved_by: nullable(Type.String()),
});
export type OwnRuleVersion = Static<typeof OwnRuleVersion>;

/** The same with all its versions, latest first, and what was done with it. */
export const OwnRuleDetail = Type.Object({
  ...OwnRule.properties,
  review_required: Type.Boolean(),
  versions: Type.Array(OwnRuleVersion),
  acts: Type.Array(
    Type.Object({
      at: Instant,
      by: Type.String(),
      action: Type.Enum(ownRuleActions),
      number: Type.Integer({ description: 'of the version' }),
      reason: nullable(Type.String()),
    }),
  ),
});
export type OwnRuleDetail = Static<typeof OwnRuleDetail>;

export const OwnRuleList = Type.Object({
  items: Type.Array(OwnRule),
  next: Type.Null(),
  review: Type.Object({
    required: Type.Boolean({ description: 'a second person has to approve what comes into force' }),
  }),
});
export type OwnRuleList = Static<typeof OwnRuleList>;

/** Body of POST /api/v1/own-rules; PUT on one of them has its revision, too. */
export const OwnRuleInput = Type.Object(
  {
    yaml: Yaml,
    reason: Type.Optional(Reason),
    put_in_force: Type.Boolean({
      description: 'at once, or when another person has approved it, where that is required',
    }),
  },
  closed,
);
export type OwnRuleInput = Static<typeof OwnRuleInput>;

export const OwnRuleChange = Type.Object({ ...OwnRuleInput.properties, revision: Revision }, closed);
export type OwnRuleChange = Static<typeof OwnRuleChange>;

/** Body of PUT /api/v1/own-rules/{id}/in-force: approval and return to an earlier version are this, too. */
export const OwnRulePromotion = Type.Object(
  {
    number: nullable(VersionNumber),
    reason: Type.Optional(Reason),
    revision: Revision,
  },
  closed,
);
export type OwnRulePromotion = Static<typeof OwnRulePromotion>;

/** Body of POST /api/v1/own-rules/check. */
export const OwnRuleCheckRequest = Type.Object(
  {
    yaml: Type.String({ maxLength: 100_000 }),
    id: Type.Optional(Type.String({ format: 'uuid', description: 'of the file, when it is there already' })),
  },
  closed,
);

/** What a text would be as a file of rules. */
export const OwnRuleCheck = Type.Object({
  problems: Type.Array(RuleProblemView),
  rules: Type.Array(
    Type.Object({
      id: Type.String(),
      title: Type.String(),
      level: Level,
      delivered: Type.Boolean({ description: 'a source delivers its log source' }),
    }),
  ),
});
export type OwnRuleCheck = Static<typeof OwnRuleCheck>;
