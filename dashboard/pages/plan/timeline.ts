import type { Measure } from '../../../server/contract/plan.js';
import { addDays, daysBetween, weekStart } from '../../components/calendar.js';

/** Whole weeks that are shown. */
export interface TimeWindow {
  /** A Monday. */
  from: string;
  weeks: number;
}

/** Where a measure lies in a window, from 0 to 1; what is cut off goes on beyond the edge. */
export interface Bar {
  start: number;
  end: number;
  /** It has a deadline alone. */
  isPoint: boolean;
  startsBefore: boolean;
  endsAfter: boolean;
}

const share = (window: TimeWindow, day: string): number => daysBetween(window.from, day) / (window.weeks * 7);

/** @returns the window that begins so many weeks before the day's week */
export function windowAround(today: string, weeks: number, before = 4): TimeWindow {
  return { from: addDays(weekStart(today), -7 * before), weeks };
}

/** @returns where the day lies, from 0 to 1; undefined: outside */
export function placeOf(window: TimeWindow, day: string): number | undefined {
  const at = share(window, day);
  return at < 0 || at >= 1 ? undefined : at;
}

/** @returns where the measure lies; undefined: it has no date, or none within the window */
export function barOf(window: TimeWindow, { starts_on, deadline }: Measure): Bar | undefined {
  const first = starts_on ?? deadline;
  const last = deadline ?? starts_on;
  if (first === null || last === null) return undefined;
  const start = share(window, first);
  // A day lasts until its end.
  const end = share(window, addDays(last, 1));
  if (end <= 0 || start >= 1) return undefined;
  return {
    start: Math.max(0, start),
    end: Math.min(1, end),
    isPoint: starts_on === null || deadline === null,
    startsBefore: start < 0,
    endsAfter: end > 1,
  };
}

/**
 * @param today `YYYY-MM-DD`
 * @returns where an open measure is overdue, from its deadline until today; undefined: nowhere in the window
 */
export function lateSpan(
  window: TimeWindow,
  measure: Measure,
  today: string,
): { start: number; end: number } | undefined {
  if (!isOverdue(measure, today)) return undefined;
  const start = Math.max(0, share(window, addDays(measure.deadline!, 1)));
  const end = Math.min(1, share(window, today));
  return start < end ? { start, end } : undefined;
}

/**
 * @param today `YYYY-MM-DD`
 * @returns measures with a date in the window, or overdue in it, by their beginning, then by deadline
 */
export function rowsIn(window: TimeWindow, measures: readonly Measure[], today: string): Measure[] {
  const begin = ({ starts_on, deadline }: Measure): string => starts_on ?? deadline ?? '';
  return measures
    .filter((measure) => (barOf(window, measure) ?? lateSpan(window, measure, today)) !== undefined)
    .sort(
      (a, b) =>
        begin(a).localeCompare(begin(b)) ||
        (a.deadline ?? '9999').localeCompare(b.deadline ?? '9999') ||
        a.priority - b.priority,
    );
}

/** A line from what comes first to what comes after it. */
export interface OrderLine {
  from: number;
  to: number;
  /** From 0 to 1. */
  x1: number;
  x2: number;
  /** What comes after begins, or is due, before the other one is finished. */
  isBroken: boolean;
}

/** @param rows as {@link rowsIn} gives them; the ends of a line are numbers of rows */
export function orderLines(window: TimeWindow, rows: readonly Measure[]): OrderLine[] {
  const rowOf = new Map(rows.map(({ id }, row) => [id, row]));
  return rows.flatMap((measure, to) =>
    measure.after.flatMap((id): OrderLine[] => {
      const from = rowOf.get(id);
      const before = from === undefined ? undefined : rows[from];
      if (from === undefined || before === undefined) return [];
      // What is here for being overdue alone lies before the left edge.
      const x1 = barOf(window, before)?.end ?? 0;
      const x2 = barOf(window, measure)?.start ?? 0;
      return [{ from, to, x1, x2, isBroken: breaksOrder(before, measure) }];
    }),
  );
}

/** @returns whether the second one begins, or is due, before the first one is due; false while a date is missing */
export function breaksOrder(before: Measure, after: Measure): boolean {
  if (before.closed_at !== null || before.deadline === null) return false;
  const begin = after.starts_on ?? after.deadline;
  return begin !== null && begin < before.deadline;
}

export const isOverdue = ({ deadline, closed_at }: Measure, today: string): boolean =>
  closed_at === null && deadline !== null && deadline < today;

/**
 * @param days how far its dates move; negative: earlier
 * @returns its dates after that; a measure without any is due that far from today
 */
export function movedDates(
  { starts_on, deadline }: Pick<Measure, 'starts_on' | 'deadline'>,
  days: number,
  today: string,
): { starts_on: string | null; deadline: string | null } {
  if (starts_on === null && deadline === null) return { starts_on, deadline: addDays(today, days) };
  const moved = (day: string | null): string | null => (day === null ? null : addDays(day, days));
  return { starts_on: moved(starts_on), deadline: moved(deadline) };
}
