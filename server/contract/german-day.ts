/** Days on paper, deadlines and times on screen are of this zone, wherever the machine stands. */
export const zone = 'Europe/Berlin';

const dayFormat = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' });
const hourFormat = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hourCycle: 'h23', hour: 'numeric' });
const hourMs = 3_600_000;

/**
 * @param at milliseconds since the epoch
 * @returns how far the German clock is ahead of UTC then, in milliseconds: whole hours
 */
export function aheadOfUtc(at: number): number {
  return ((Number(hourFormat.format(at)) - new Date(at).getUTCHours() + 24) % 24) * hourMs;
}

/**
 * @param at milliseconds since the epoch
 * @returns the day that it is in Germany then, `YYYY-MM-DD`
 */
export const dayOf = (at: number): string => dayFormat.format(at);

/**
 * @param day `YYYY-MM-DD`
 * @returns when the day begins in Germany
 */
export function startOfDay(day: string): Date {
  const midnight = Date.parse(`${day}T00:00Z`);
  // The clock never changes between the two hours at which a day may begin.
  return new Date(midnight - aheadOfUtc(midnight - 2 * hourMs));
}

/**
 * @param day `YYYY-MM-DD`
 * @returns when the next day begins in Germany
 */
export const endOfDay = (day: string): Date => startOfDay(plusDays(day, 1));

/**
 * @param day `YYYY-MM-DD`
 * @returns the day so many days later, `YYYY-MM-DD`
 */
export function plusDays(day: string, days: number): string {
  return new Date(Date.parse(day) + days * 24 * hourMs).toISOString().slice(0, 10);
}

/**
 * @param day `YYYY-MM-DD`
 * @returns the same day of the year before: what is of an earlier day is older than a year. On 29 February, of which there
 * is none a year before, it is 1 March: what is of 28 February was a year old the day before.
 */
export function yearBefore(day: string): string {
  const year = String(Number(day.slice(0, 4)) - 1).padStart(4, '0');
  return day.endsWith('-02-29') ? `${year}-03-01` : `${year}${day.slice(4)}`;
}

/** @returns whether the text is a day of the calendar, `YYYY-MM-DD`; `Date.parse` takes 30 February for 2 March */
export function isDay(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) && plusDays(text, 0) === text;
}
