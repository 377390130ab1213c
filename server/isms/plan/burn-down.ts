import { plusDays } from '../../contract/german-day.js';
import type { BurnDownPoint } from '../../contract/plan.js';

/** How many measures came or went on a day. */
export interface OpenChange {
  /** `YYYY-MM-DD`. */
  date: string;
  delta: number;
}

/** How many measures that are still to be done are due on a day. */
export interface DueCount {
  date: string;
  count: number;
}

const dayMs = 86_400_000;
const stepDays = 7;
/** Half a year back, a year ahead. */
const pastSteps = 26;
const futureSteps = 52;

/**
 * The plan's progress by week: how many measures were open, and how many would still be if every deadline were met.
 * @param changes all that ever happened, in any order
 * @param due of what is open now; what has no deadline stays open
 * @param today `YYYY-MM-DD`; both series meet here
 * @returns from the first change, half a year back at most, to the last deadline, a year ahead at most
 */
export function burnDown(
  changes: readonly OpenChange[],
  due: readonly DueCount[],
  today: string,
): BurnDownPoint[] {
  const first = changes.reduce((least, { date }) => (date < least ? date : least), today);
  const last = due.reduce((most, { date }) => (date > most ? date : most), today);
  const openAt = (date: string): number =>
    changes.reduce((sum, change) => (change.date <= date ? sum + change.delta : sum), 0);
  const now = openAt(today);
  const leftAt = (date: string): number =>
    due.reduce((left, { date: day, count }) => (day <= date ? left - count : left), now);
  const points: BurnDownPoint[] = [];
  for (let step = stepsTo(first, today, pastSteps); step > 0; step -= 1) {
    const date = plusDays(today, -step * stepDays);
    points.push({ date, open: openAt(date), planned: null });
  }
  points.push({ date: today, open: now, planned: now });
  const ahead = stepsTo(today, last, futureSteps);
  for (let step = 1; step <= ahead; step += 1) {
    const date = plusDays(today, step * stepDays);
    points.push({ date, open: null, planned: leftAt(date) });
  }
  return points;
}

function stepsTo(from: string, to: string, most: number): number {
  return Math.min(most, Math.ceil((Date.parse(to) - Date.parse(from)) / dayMs / stepDays));
}
