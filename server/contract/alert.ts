import Type, { type Static } from 'typebox';
import { Level } from './detection.js';
import { EventDocument } from './event.js';

export const alertStates = ['new', 'acknowledged', 'closed'] as const;
export const AlertState = Type.Enum(alertStates);
export type AlertState = (typeof alertStates)[number];

export const closeReasons = ['true_positive', 'benign', 'false_positive', 'duplicate', 'test'] as const;
export const CloseReason = Type.Enum(closeReasons);
export type CloseReason = (typeof closeReasons)[number];

/** What an alert is about: the grouping entity it is deduplicated by. */
export const Entity = Type.Object({
  type: Type.String({ description: 'field name(s), such as `host.name` or `source.ip`' }),
  value: Type.String(),
});
export type Entity = Static<typeof Entity>;

export const Alert = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    tenant: Type.String(),
    rule: Type.Object({
      id: Type.String(),
      title: Type.String(),
      title_de: Type.Union([Type.String(), Type.Null()]),
      level: Level,
      tags: Type.Array(Type.String()),
    }),
    state: AlertState,
    close_reason: Type.Union([CloseReason, Type.Null()]),
    count: Type.Integer({ description: 'matches that were folded into this alert' }),
    first_seen: Type.String({ format: 'date-time' }),
    last_seen: Type.String({ format: 'date-time' }),
    created_at: Type.String({ format: 'date-time' }),
    entity: Entity,
    assignee: Type.Union([Type.String(), Type.Null()], { description: 'user name of who works on it' }),
    comments: Type.Integer({ description: 'how many there are' }),
    /** Grows with every change of any alert; the live cursor. */
    revision: Type.Integer(),
  },
  { $id: 'Alert' },
);
export type Alert = Static<typeof Alert>;

export const AlertPage = Type.Object({
  items: Type.Array(Alert),
  next: Type.Union([Type.String(), Type.Null()]),
});

export const AlertHistoryEntry = Type.Object({
  at: Type.String({ format: 'date-time' }),
  by: Type.String({ description: 'user name' }),
  from: AlertState,
  to: AlertState,
  reason: Type.Union([CloseReason, Type.Null()]),
  comment: Type.Union([Type.String(), Type.Null()]),
  assignee: Type.Optional(
    Type.Union([Type.String(), Type.Null()], {
      description: 'who works on it from then on, where that changed; without it nothing is known of that',
    }),
  ),
});
export type AlertHistoryEntry = Static<typeof AlertHistoryEntry>;

/** A step of the runbook, in both languages. */
export const AlertStep = Type.Object({
  key: Type.String({ description: 'names the step by its words' }),
  de: Type.String(),
  en: Type.String(),
  done: Type.Union([
    Type.Object({ at: Type.String({ format: 'date-time' }), by: Type.String({ description: 'user name' }) }),
    Type.Null(),
  ]),
  in_runbook: Type.Boolean({ description: 'false: it was done, and the rule no longer has it' }),
});
export type AlertStep = Static<typeof AlertStep>;

/** What somebody wrote to an alert. */
export const AlertComment = Type.Object({
  at: Type.String({ format: 'date-time' }),
  by: Type.String({ description: 'user name' }),
  text: Type.String(),
});
export type AlertComment = Static<typeof AlertComment>;

/** Body of POST /api/v1/alerts/{id}/comments. */
export const AlertCommentInput = Type.Object(
  { text: Type.String({ minLength: 1, maxLength: 4000, pattern: '\\S' }) },
  { additionalProperties: false },
);

/** One alert with what a person needs to judge it. */
export const AlertDetail = Type.Object({
  alert: Alert,
  events: Type.Array(EventDocument, {
    description: 'the first and the latest events that caused it, oldest first',
  }),
  events_total: Type.Optional(
    Type.Integer({ description: 'events that caused it; `events` leaves out the middle of a long row' }),
  ),
  description: Type.Object({ en: Type.String(), de: Type.Union([Type.String(), Type.Null()]) }),
  runbook: Type.Union([
    Type.Object({ de: Type.Array(Type.String()), en: Type.Array(Type.String()) }),
    Type.Null(),
  ]),
  steps: Type.Array(AlertStep, { description: 'of the runbook, with who did them' }),
  references: Type.Array(Type.String()),
  falsepositives: Type.Array(Type.String()),
  grundschutz: Type.Array(Type.String()),
  history: Type.Array(AlertHistoryEntry),
  comments: Type.Array(AlertComment, { description: 'oldest first' }),
});
export type AlertDetail = Static<typeof AlertDetail>;

const SimilarGroup = Type.Object({
  items: Type.Array(Alert, { description: 'the latest' }),
  total: Type.Integer(),
  closed: Type.Partial(Type.Record(CloseReason, Type.Integer()), {
    description: 'how many were closed, by reason',
  }),
});

/** What else happened that helps to judge an alert. */
export const SimilarAlerts = Type.Object({
  since: Type.String({ format: 'date-time' }),
  same_rule: SimilarGroup,
  same_entity: SimilarGroup,
});
export type SimilarAlerts = Static<typeof SimilarAlerts>;

/** Which alerts of those with the same filter come first. */
export const alertOrders = ['latest', 'oldest', 'severity'] as const;
export type AlertOrder = (typeof alertOrders)[number];

const AlertFilter = {
  state: Type.Optional(Type.Array(AlertState, { maxItems: 3 })),
  level: Type.Optional(Type.Array(Level, { maxItems: 5 })),
  rule: Type.Optional(Type.String({ maxLength: 100, description: 'rule id' })),
  entity: Type.Optional(Type.String({ maxLength: 300, description: 'entity value, exact' })),
  q: Type.Optional(Type.String({ maxLength: 300, description: 'text in rule title or entity' })),
  from: Type.Optional(Type.String({ format: 'date-time', description: 'last_seen, inclusive' })),
  to: Type.Optional(Type.String({ format: 'date-time', description: 'last_seen, exclusive' })),
  assignee: Type.Optional(Type.String({ maxLength: 200, description: 'user name of who works on it' })),
  assigned: Type.Optional(
    Type.Enum(['me', 'nobody'], { description: 'to who asks, or to nobody yet; not with `assignee`' }),
  ),
  tenant: Type.Optional(Type.String({ maxLength: 63 })),
};

export const AlertSelection = Type.Object(AlertFilter, { additionalProperties: false });
export type AlertSelection = Static<typeof AlertSelection>;

export const AlertQuery = Type.Object({
  ...AlertFilter,
  as_of: Type.Optional(
    Type.Integer({ minimum: 0, description: 'a revision: alerts that came later are left out' }),
  ),
  order: Type.Optional(
    Type.Enum(alertOrders, {
      description: '`latest` (default) and `oldest` by last_seen; `severity`: level, then latest',
    }),
  ),
});
export type AlertQuery = Static<typeof AlertQuery>;

/** What a person changes of alerts. */
export const alertDecision = {
  state: Type.Optional(AlertState),
  reason: Type.Optional(CloseReason),
  comment: Type.Optional(Type.String({ maxLength: 4000 })),
  assignee: Type.Optional(
    Type.Union([Type.String({ minLength: 1, maxLength: 200 }), Type.Null()], {
      description: 'user name of who is to work on it; null: nobody',
    }),
  ),
};

/**
 * Body of PATCH /api/v1/alerts/{id}: another state, another assignee, or both. With `revision` the change is refused
 * when somebody has changed the alert since; further matches that were folded into it are no reason to.
 */
export const AlertChange = Type.Object(
  { ...alertDecision, revision: Type.Optional(Type.Integer()) },
  { additionalProperties: false },
);
export type AlertChange = Static<typeof AlertChange>;
