/** Days are `YYYY-MM-DD`; they are counted in UTC, so no change of the clocks moves them. */
const dayMs = 86_400_000;
const instantOf = (day: string): number => Date.parse(`${day}T00:00:00Z`);
const dayOf = (instant: number): string => new Date(instant).toISOString().slice(0, 10);

/** @returns the day so many days later, or earlier where the number is negative */
export function addDays(day: string, days: number): string {
  return dayOf(instantOf(day) + days * dayMs);
}

/** @returns how many days lie between two days; negative when the second one is earlier */
export function daysBetween(from: string, to: string): number {
  return Math.round((instantOf(to) - instantOf(from)) / dayMs);
}

/** @returns the Monday of the day's week */
export function weekStart(day: string): string {
  const weekday = (new Date(instantOf(day)).getUTCDay() + 6) % 7;
  return addDays(day, -weekday);
}

/** @returns the week's number within its year (ISO 8601: the week with the year's first Thursday is the first) */
export function weekNumber(day: string): number {
  const thursday = addDays(weekStart(day), 3);
  return 1 + Math.floor(daysBetween(`${thursday.slice(0, 4)}-01-01`, thursday) / 7);
}
