import type { Measure } from '../../../server/contract/plan.js';
import { addDays } from '../../components/calendar.js';
import { isOverdue, type TimeWindow } from './timeline.js';

/** What one person has to do. */
export interface PersonLoad {
  /** Empty: nobody is named. */
  responsible: string;
  /** Measures to be done, with and without dates. */
  open: number;
  overdue: number;
  withoutDeadline: number;
  costOnce: number;
  /** How many are worked on or due in each week of the window; overdue ones count in the week of today. */
  weeks: number[];
}

/**
 * @param measures those that are closed are left out
 * @returns who has to do what, most first; what nobody is named for last
 */
export function loadByPerson(measures: readonly Measure[], window: TimeWindow, today: string): PersonLoad[] {
  const people = new Map<string, PersonLoad>();
  for (const measure of measures) {
    if (measure.closed_at !== null) continue;
    const responsible = measure.responsible.trim();
    let load = people.get(responsible);
    if (load === undefined) {
      load = { responsible, open: 0, overdue: 0, withoutDeadline: 0, costOnce: 0, weeks: weeksOf(window) };
      people.set(responsible, load);
    }
    load.open += 1;
    load.costOnce += measure.cost_once;
    if (measure.deadline === null) load.withoutDeadline += 1;
    if (isOverdue(measure, today)) load.overdue += 1;
    addWeeks(load.weeks, measure, window, today);
  }
  return [...people.values()].sort(
    (a, b) =>
      Number(a.responsible === '') - Number(b.responsible === '') ||
      b.open - a.open ||
      a.responsible.localeCompare(b.responsible),
  );
}

const weeksOf = ({ weeks }: TimeWindow): number[] => Array.from({ length: weeks }, () => 0);

function addWeeks(counts: number[], measure: Measure, window: TimeWindow, today: string): void {
  const { starts_on, deadline } = measure;
  if (starts_on === null && deadline === null) return;
  const late = isOverdue(measure, today);
  const first = late ? today : (starts_on ?? deadline!);
  const last = late ? today : (deadline ?? starts_on!);
  for (let week = 0; week < window.weeks; week += 1) {
    const monday = addDays(window.from, week * 7);
    if (first <= addDays(monday, 6) && last >= monday) counts[week]! += 1;
  }
}
