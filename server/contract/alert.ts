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
    assignee: Type.Union([Type.String(), Type.Null()]),
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
});
export type AlertHistoryEntry = Static<typeof AlertHistoryEntry>;

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
  references: Type.Array(Type.String()),
  falsepositives: Type.Array(Type.String()),
  grundschutz: Type.Array(Type.String()),
  history: Type.Array(AlertHistoryEntry),
});
export type AlertDetail = Static<typeof AlertDetail>;

export const AlertQuery = Type.Object({
  state: Type.Optional(Type.Array(AlertState, { maxItems: 3 })),
  level: Type.Optional(Type.Array(Level, { maxItems: 5 })),
  rule: Type.Optional(Type.String({ maxLength: 100, description: 'rule id' })),
  entity: Type.Optional(Type.String({ maxLength: 300, description: 'entity value, exact' })),
  q: Type.Optional(Type.String({ maxLength: 300, description: 'text in rule title or entity' })),
  from: Type.Optional(Type.String({ format: 'date-time', description: 'last_seen, inclusive' })),
  to: Type.Optional(Type.String({ format: 'date-time', description: 'last_seen, exclusive' })),
  tenant: Type.Optional(Type.String({ maxLength: 63 })),
});
export type AlertQuery = Static<typeof AlertQuery>;

/** Body of PATCH /api/v1/alerts/{id}; `revision` makes the change refuse to overwrite another's. */
export const AlertChange = Type.Object(
  {
    state: AlertState,
    reason: Type.Optional(CloseReason),
    comment: Type.Optional(Type.String({ maxLength: 4000 })),
    revision: Type.Optional(Type.Integer()),
  },
  { additionalProperties: false },
);
export type AlertChange = Static<typeof AlertChange>;
