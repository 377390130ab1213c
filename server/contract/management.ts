import Type, { type Static, type TSchema } from 'typebox';
import { Tally } from './check.js';
import { Level } from './detection.js';
import { RequirementLevel } from './isms.js';
import { Profile } from './modelling.js';

const Instant = Type.String({ format: 'date-time' });
const Day = Type.String({ format: 'date', description: 'such as 2026-11-22' });
const Text = Type.String();
const Count = Type.Integer();
const orNull = <T extends TSchema>(type: T) => Type.Union([type, Type.Null()]);

/** Figures of a domain that are kept for every day. */
export const figureNames = [
  'contradicted',
  'measures_open',
  'measures_overdue',
  'findings_open',
  'evidence_expiring',
  'evidence_expired',
  'answers_outdated',
  'objects_unmodelled',
  'risks_high',
  'systems_heard',
  'systems_to_log',
] as const;
export type FigureName = (typeof figureNames)[number];

/** How things are, and how they were at the end of the quarter before; null: nothing is known of that day. */
const Compared = Type.Object({
  now: orNull(Count),
  before: orNull(Count),
  recomputed: Type.Boolean({ description: '`before` was computed later, from what the history holds' }),
});
export type Compared = Static<typeof Compared>;

const LevelState = Type.Object({
  level: RequirementLevel,
  now: Tally,
  before: orNull(Tally),
});

const AlertTimes = Type.Object({
  level: Level,
  count: Count,
  acknowledged: Type.Integer({ description: 'of these' }),
  median_minutes: Type.Union([Type.Integer(), Type.Null()], {
    description: 'until somebody took it up; null: nobody did',
  }),
});

const Period = Type.Object({ from: Day, until: Day });

/** What the board that meets every quarter asks for, on one page. */
export const ManagementView = Type.Object({
  at: Instant,
  domain: Type.Object({ name: Text, tenant: Text }),
  catalog: Text,
  profile: Profile,
  quarter: Period,
  previous: Type.Object({
    ...Period.properties,
    recomputed: Type.Boolean({ description: 'degree of implementation: from the history of the answers' }),
  }),
  all: Type.Object({ now: Tally, before: orNull(Tally) }),
  levels: Type.Array(LevelState),
  figures: Type.Record(Type.Enum(figureNames), Compared),
  contradicted_since: Type.Union([Instant, Type.Null()], { description: 'the longest that is open' }),
  systems_measured_at: orNull(Instant),
  cost: Type.Object({
    once_open: Count,
    yearly_open: Count,
    once_done: Type.Integer({ description: 'planned cost of what was done in the quarter; euros' }),
  }),
  findings: Type.Object({ major: Count, minor: Count, recommendation: Count }),
  risks: Type.Object({ low: Count, medium: Count, high: Count, very_high: Count, unsigned: Count }),
  cases: Type.Object(
    {
      open: Count,
      opened: Type.Integer({ description: 'in the quarter' }),
      opened_before: Type.Integer({ description: 'in the quarter before' }),
      in_time: Type.Integer({ description: 'reports of the quarter by their deadline' }),
      late: Type.Integer({ description: 'reports of the quarter after their deadline' }),
      missed: Type.Integer({ description: 'deadlines that passed in the quarter without a report' }),
    },
    { description: 'incidents of the tenant, without exercises' },
  ),
  alerts: Type.Object({
    levels: Type.Array(AlertTimes, { description: 'of the quarter, the most severe first' }),
    before: Count,
  }),
  next: Type.Array(
    Type.Object({ kind: Type.Enum(['measure', 'audit'] as const), title: Text, due: Day, responsible: Text }),
    { description: 'what is due next' },
  ),
});
export type ManagementView = Static<typeof ManagementView>;
