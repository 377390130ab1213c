import Type, { type Static } from 'typebox';

const Instant = Type.String({ format: 'date-time' });
const closed = { additionalProperties: false };
const Days = Type.Integer({ minimum: 1, maximum: 36_500, description: 'days from receipt on' });
const Purpose = Type.String({
  maxLength: 500,
  description: 'what the events are kept for, and on what ground',
});
/** A dataset, or the beginning of its name and `*`. */
const Dataset = Type.String({ pattern: '^[a-z0-9][a-z0-9._-]{0,99}(\\*)?$', maxLength: 101 });

/** How long a tenant's events stay. Of several rules for a dataset the one with the longest name counts. */
export const RetentionPolicy = Type.Object(
  {
    days: Days,
    purpose: Purpose,
    alert_days: Type.Integer({
      minimum: 1,
      maximum: 36_500,
      description:
        'days from receipt on for events that an alert refers to, unless it was closed as no attack',
    }),
    datasets: Type.Array(Type.Object({ dataset: Dataset, days: Days, purpose: Purpose }, closed), {
      maxItems: 200,
    }),
  },
  closed,
);
export type RetentionPolicy = Static<typeof RetentionPolicy>;

/** What holds for a tenant about which nobody has decided. */
export const defaultRetention: RetentionPolicy = {
  days: 90,
  purpose: '',
  alert_days: 365,
  datasets: [],
};

/** Body of PUT /api/v1/retention/{tenant}/policy. */
export const RetentionChange = Type.Object(
  {
    policy: RetentionPolicy,
    version: Type.Integer({ minimum: 0, description: 'of the policy that is replaced' }),
    reason: Type.String({ minLength: 1, maxLength: 2000 }),
  },
  closed,
);
export type RetentionChange = Static<typeof RetentionChange>;

export const RetentionState = Type.Object({
  tenant: Type.String(),
  policy: RetentionPolicy,
  version: Type.Integer({ description: '0: nobody has decided, the default holds' }),
  updated_at: Type.Union([Instant, Type.Null()]),
  updated_by: Type.Union([Type.String(), Type.Null()]),
});
export type RetentionState = Static<typeof RetentionState>;

export const RetentionEntry = Type.Object({
  at: Instant,
  by: Type.String(),
  old: RetentionPolicy,
  new: RetentionPolicy,
  reason: Type.String(),
});
export type RetentionEntry = Static<typeof RetentionEntry>;

const Names = Type.Array(Type.String({ minLength: 1, maxLength: 300 }), { maxItems: 200 });

/** Body of POST /api/v1/retention/{tenant}/holds. */
export const LegalHoldInput = Type.Object(
  {
    title: Type.String({ minLength: 1, maxLength: 200 }),
    reason: Type.String({ minLength: 1, maxLength: 2000 }),
    from: Type.Optional(Type.String({ format: 'date-time', description: 'event time, inclusive' })),
    to: Type.Optional(Type.String({ format: 'date-time', description: 'event time, exclusive' })),
    datasets: Type.Optional(Names),
    hosts: Type.Optional(Names),
  },
  closed,
);
export type LegalHoldInput = Static<typeof LegalHoldInput>;

/** Body of POST /api/v1/retention/{tenant}/holds/{id}/lift. */
export const LegalHoldLift = Type.Object({ reason: Type.String({ minLength: 1, maxLength: 2000 }) }, closed);

export const LegalHold = Type.Object({
  id: Type.String({ format: 'uuid' }),
  tenant: Type.String(),
  title: Type.String(),
  reason: Type.String(),
  from: Type.Union([Instant, Type.Null()]),
  to: Type.Union([Instant, Type.Null()]),
  datasets: Type.Array(Type.String(), { description: 'any of these; empty: all' }),
  hosts: Type.Array(Type.String(), { description: 'any of these; empty: all' }),
  set_at: Instant,
  set_by: Type.String(),
  lifted_at: Type.Union([Instant, Type.Null()]),
  lifted_by: Type.Union([Type.String(), Type.Null()]),
  lift_reason: Type.Union([Type.String(), Type.Null()]),
});
export type LegalHold = Static<typeof LegalHold>;

/** A row of the deletion protocol: what was deleted of one segment. */
export const Deletion = Type.Object({
  id: Type.String(),
  at: Instant,
  cause: Type.Enum(['retention', 'tenant_removed']),
  rule: Type.String(),
  received_before: Type.Union([Instant, Type.Null()]),
  segment: Type.String(),
  sha256_before: Type.String(),
  rows_before: Type.Integer(),
  time_from: Instant,
  time_to: Instant,
  rows_deleted: Type.Integer(),
  datasets: Type.Record(Type.String(), Type.Integer()),
  kept_for_alerts: Type.Integer(),
  kept_for_holds: Type.Integer(),
  segment_after: Type.Union([Type.String(), Type.Null()]),
  sha256_after: Type.Union([Type.String(), Type.Null()]),
  rows_after: Type.Integer(),
});
export type Deletion = Static<typeof Deletion>;

/** What a tenant's events take up, and until when they stay. */
export const RetentionOverview = Type.Object({
  state: RetentionState,
  history: Type.Array(RetentionEntry, { description: 'latest first' }),
  holds: Type.Array(LegalHold, { description: 'latest first, lifted ones too' }),
  segments: Type.Object({
    count: Type.Integer(),
    events: Type.Integer(),
    bytes: Type.Integer(),
    time_from: Type.Union([Instant, Type.Null()], { description: 'event time of the oldest event' }),
    time_to: Type.Union([Instant, Type.Null()]),
    received_from: Type.Union([Instant, Type.Null()], { description: 'receipt of the oldest event' }),
  }),
  datasets: Type.Array(
    Type.Object({
      dataset: Type.String(),
      events: Type.Integer({ description: 'in segments' }),
      received_from: Instant,
      days: Type.Integer(),
      purpose: Type.String(),
    }),
  ),
  /** stored = sealed + unsealed + deleted, apart from what is under way. */
  ledger: Type.Object({
    stored: Type.Integer({ description: 'events that sources delivered and that were stored' }),
    sealed: Type.Integer(),
    unsealed: Type.Integer(),
    deleted: Type.Integer(),
  }),
});
export type RetentionOverview = Static<typeof RetentionOverview>;

export const DeletionPage = Type.Object({
  items: Type.Array(Deletion),
  next: Type.Union([Type.String(), Type.Null()]),
});
export type DeletionPage = Static<typeof DeletionPage>;
