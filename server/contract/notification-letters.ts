import Type, { type Static } from 'typebox';
import { Level } from './detection.js';
import { NoticeKind } from './notification-plan.js';

const At = Type.Union([Type.String({ format: 'date-time' }), Type.Null()]);

/** One thing to tell, as it was when it was noticed. */
export const Notice = Type.Object({
  kind: NoticeKind,
  at: Type.String({ format: 'date-time' }),
  alert: Type.Union([Type.String(), Type.Null()]),
  level: Level,
  rule: Type.String(),
  title: Type.String(),
  title_de: Type.Union([Type.String(), Type.Null()]),
  tags: Type.Array(Type.String()),
  entity_type: Type.String(),
  entity: Type.String(),
  count: Type.Integer({ description: 'matches in the alert' }),
  first_seen: At,
  last_seen: At,
  drill: Type.Boolean(),
  route: Type.String({ description: 'the route that decided' }),
});
export type Notice = Static<typeof Notice>;

/** What a message tells. */
export const LetterContent = Type.Object({
  notices: Type.Array(Notice, { description: 'the gravest and latest ones' }),
  total: Type.Integer({ description: 'of all that it stands for' }),
  levels: Type.Record(Type.String(), Type.Integer(), { description: 'all of them, by level' }),
  from: At,
  to: At,
});
export type LetterContent = Static<typeof LetterContent>;

export const letterKinds = ['single', 'summary', 'digest', 'test'] as const;
export type LetterKind = (typeof letterKinds)[number];
export const letterStates = ['queued', 'sent', 'dead', 'discarded'] as const;
export type LetterState = (typeof letterStates)[number];

/** A message on its way, sent, or given up. */
export const Letter = Type.Object({
  id: Type.String({ format: 'uuid' }),
  channel: Type.String({ format: 'uuid' }),
  channel_name: Type.String(),
  kind: Type.Enum(letterKinds),
  state: Type.Enum(letterStates),
  recipients: Type.Array(Type.String()),
  content: LetterContent,
  attempts: Type.Integer(),
  created_at: Type.String({ format: 'date-time' }),
  next_attempt_at: At,
  sent_at: At,
  last_error: Type.Union([Type.String(), Type.Null()]),
});
export type Letter = Static<typeof Letter>;

export const LetterPage = Type.Object({
  items: Type.Array(Letter),
  next: Type.Union([Type.String(), Type.Null()]),
});
export type LetterPage = Static<typeof LetterPage>;

/** A notice and what became of it. */
export const NoticeRow = Type.Object({
  id: Type.String(),
  channel_name: Type.String(),
  state: Type.Enum(['held', 'digest', 'told']),
  due_at: Type.String({ format: 'date-time' }),
  letter: Type.Union([Type.String(), Type.Null()]),
  notice: Notice,
});
export type NoticeRow = Static<typeof NoticeRow>;

export const NoticePage = Type.Object({
  items: Type.Array(NoticeRow),
  next: Type.Union([Type.String(), Type.Null()]),
});
export type NoticePage = Static<typeof NoticePage>;
