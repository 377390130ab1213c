import type { PressingClock } from '../store/case-escalations.js';
import type { Condition } from './condition.js';

const minute = 60_000;
const points = { half: '', three_quarters: '', two_hours: 'ends within two hours', missed: 'has passed' };

/**
 * A report of an incident is due within two hours, or was not made in time.
 * @param pressing clocks that have come to a point of warning, and notes them
 */
export function caseDeadline(pressing: (now: number) => Promise<readonly PressingClock[]>): Condition {
  return {
    name: 'case_deadline',
    everyMs: minute,
    async look(now) {
      const urgent = (await pressing(now)).filter(({ point }) => points[point] !== '');
      return urgent.map(({ tenant, key, clock, point }) => ({
        subject: `${key} ${clock.duty} ${clock.step} ${point}`,
        tenant,
        message: `${key}: the time for "${clock.name.en}" ${points[point]} (${clock.due_at})`,
        facts: {
          'grundwacht.case.key': key,
          'grundwacht.case.report': clock.name.en,
          'grundwacht.case.due': clock.due_at ?? '',
        },
      }));
    },
  };
}
