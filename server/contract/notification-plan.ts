import Type, { type Static } from 'typebox';
import { Level } from './detection.js';

const closed = { additionalProperties: false } as const;
const Name = Type.String({ minLength: 1, maxLength: 120, pattern: '^[^\\u0000-\\u001f]+$' });
const Clock = Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$', description: 'HH:MM' });
/** `24:00` ends a day. */
const ClockEnd = Type.String({ pattern: '^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$', description: 'HH:MM' });
const LocalTime = Type.String({
  pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-5][0-9]$',
  description: "the calendar's wall clock: YYYY-MM-DDTHH:MM",
});
const LocalDate = Type.String({ format: 'date' });
export const MailAddress = Type.String({ maxLength: 254, pattern: '^[^\\s@<>,;"]+@[A-Za-z0-9.-]+$' });

/** ISO 3166-2:DE. */
export const laender = [
  'BW',
  'BY',
  'BE',
  'BB',
  'HB',
  'HH',
  'HE',
  'MV',
  'NI',
  'NW',
  'RP',
  'SL',
  'SN',
  'ST',
  'SH',
  'TH',
] as const;
export const Land = Type.Enum(laender);
export type Land = (typeof laender)[number];

/** Holidays that only some municipalities of a Land have. */
export const localHolidays = ['augsburg', 'assumption', 'corpus_christi'] as const;
export const LocalHoliday = Type.Enum(localHolidays);
export type LocalHoliday = (typeof localHolidays)[number];

/** What can be told. */
export const noticeKinds = [
  'new',
  'growing',
  'reopened',
  'unacknowledged',
  'self_monitoring',
  'measure_due',
  'evidence_expiring',
  'case_deadline',
] as const;
export const NoticeKind = Type.Enum(noticeKinds);
export type NoticeKind = (typeof noticeKinds)[number];

const WorkingHours = Type.Object(
  {
    days: Type.Array(Type.Integer({ minimum: 1, maximum: 7 }), {
      minItems: 1,
      maxItems: 7,
      uniqueItems: true,
      description: 'ISO 8601: 1 Monday to 7 Sunday',
    }),
    from: Clock,
    to: ClockEnd,
  },
  closed,
);

export const OnCall = Type.Object(
  {
    who: Name,
    channel: Type.String({ format: 'uuid' }),
    recipients: Type.Array(MailAddress, {
      maxItems: 20,
      description: "instead of an e-mail channel's own; empty: those",
    }),
    starts: LocalTime,
    ends: LocalTime,
    every_weeks: Type.Integer({
      minimum: 0,
      maximum: 52,
      description: 'repeats after so many weeks; 0: once',
    }),
  },
  closed,
);
export type OnCall = Static<typeof OnCall>;

export const NotificationCalendar = Type.Object(
  {
    zone: Type.String({ minLength: 1, maxLength: 64, description: 'IANA time zone' }),
    land: Land,
    local_holidays: Type.Array(LocalHoliday, { uniqueItems: true, maxItems: 3 }),
    closed_days: Type.Array(Type.Object({ date: LocalDate, name: Name }, closed), {
      maxItems: 100,
      description: 'further days without work, such as 24 December',
    }),
    working: Type.Array(WorkingHours, { maxItems: 20, description: 'empty: never; all is off hours' }),
    on_call: Type.Array(OnCall, { maxItems: 100 }),
  },
  closed,
);
export type NotificationCalendar = Static<typeof NotificationCalendar>;

const Pattern = Type.String({ minLength: 1, maxLength: 200 });

export const NotificationRoute = Type.Object(
  {
    name: Name,
    enabled: Type.Boolean(),
    when: Type.Object(
      {
        kinds: Type.Array(NoticeKind, { uniqueItems: true, maxItems: 10, description: 'empty: every kind' }),
        min_level: Level,
        rules: Type.Array(Pattern, { maxItems: 50, description: 'ids; empty: every rule' }),
        tags: Type.Array(Pattern, { maxItems: 50, description: 'one of them; `*` stands for any text' }),
        entities: Type.Array(Pattern, { maxItems: 50, description: 'one of them; `*` stands for any text' }),
        min_protection: Type.Enum(['any', 'high', 'very_high'], {
          description: "need of the target object that has the name of the alert's entity",
        }),
        drills: Type.Boolean({ description: 'also fire drills and tests, which otherwise are never told' }),
      },
      closed,
    ),
    channels: Type.Array(Type.String({ format: 'uuid' }), { uniqueItems: true, maxItems: 20 }),
    working: Type.Enum(['now', 'digest', 'nothing'], { description: 'in working hours' }),
    off_hours: Type.Object(
      {
        from_level: Type.Union([Level, Type.Null()], { description: 'at once from here on; null: nothing' }),
        to: Type.Enum(['on_call', 'channels']),
        rest: Type.Enum(['digest', 'nothing'], { description: 'what is below that level' }),
      },
      closed,
    ),
    proceed: Type.Boolean({ description: 'routes after this one are looked at, too' }),
  },
  closed,
);
export type NotificationRoute = Static<typeof NotificationRoute>;

const Limit = Type.Union([Type.Integer({ minimum: 1, maximum: 10_080 }), Type.Null()]);

/** Who hears of what, when: one for each tenant. */
export const NotificationPlan = Type.Object(
  {
    calendar: NotificationCalendar,
    routes: Type.Array(NotificationRoute, {
      maxItems: 100,
      description: 'in order; the first that fits decides',
    }),
    update_minutes: Type.Integer({
      minimum: 1,
      maximum: 1440,
      description: 'of one alert at most one update in this time',
    }),
    acknowledge_minutes: Type.Object(
      { low: Limit, medium: Limit, high: Limit, critical: Limit },
      { ...closed, description: 'an alert that stays new longer is told once more; null: never' },
    ),
  },
  closed,
);
export type NotificationPlan = Static<typeof NotificationPlan>;

export const NotificationPlanState = Type.Object({
  plan: NotificationPlan,
  version: Type.Integer({ description: '0: nobody has made one yet' }),
  updated_at: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
  updated_by: Type.Union([Type.String(), Type.Null()]),
});
export type NotificationPlanState = Static<typeof NotificationPlanState>;

export const NotificationPlanChange = Type.Object(
  {
    plan: NotificationPlan,
    version: Type.Integer({ minimum: 0, description: 'that the change is based on' }),
  },
  closed,
);

/** What routing looks at. */
export const NoticeFacts = Type.Object(
  {
    kind: NoticeKind,
    level: Level,
    rule: Type.String({ maxLength: 300 }),
    tags: Type.Array(Type.String({ maxLength: 300 }), { maxItems: 100 }),
    entity: Type.String({ maxLength: 300 }),
    protection: Type.Enum(['unknown', 'normal', 'high', 'very_high']),
    drill: Type.Boolean(),
  },
  closed,
);
export type NoticeFacts = Static<typeof NoticeFacts>;

export const decisionReasons = [
  'working_now',
  'working_digest',
  'working_nothing',
  'off_now',
  'off_on_call',
  'off_nobody',
  'off_digest',
  'off_nothing',
] as const;
export type DecisionReason = (typeof decisionReasons)[number];

/** What one route does with a notice on one channel; without a channel: nothing. */
export const Decision = Type.Object({
  route: Type.String(),
  reason: Type.Enum(decisionReasons),
  channel: Type.Union([Type.String(), Type.Null()]),
  recipients: Type.Array(Type.String(), { description: "empty: the channel's own" }),
  who: Type.Union([Type.String(), Type.Null()], { description: 'who is on call' }),
  at: Type.Union([Type.String({ format: 'date-time' }), Type.Null()], { description: 'when it is sent' }),
});
export type Decision = Static<typeof Decision>;

export const PreviewRequest = Type.Object(
  {
    plan: Type.Optional(NotificationPlan),
    facts: NoticeFacts,
    at: Type.Array(Type.String({ format: 'date-time' }), { minItems: 1, maxItems: 10 }),
  },
  closed,
);

export const Preview = Type.Object({
  moments: Type.Array(
    Type.Object({
      at: Type.String({ format: 'date-time' }),
      working: Type.Boolean(),
      holiday: Type.Union([Type.String(), Type.Null()]),
      decisions: Type.Array(Decision),
    }),
  ),
});
export type Preview = Static<typeof Preview>;

export const Holiday = Type.Object({ date: LocalDate, name: Type.String() });
export type Holiday = Static<typeof Holiday>;
