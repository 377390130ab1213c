import type { FieldValue } from '../../contract/event.js';
import { utcDay } from '../../normalise/zone.js';
import type { TimePart } from '../sigma/field-test.js';

const iso = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2}))?/;

/**
 * A unit of a date (Sigma 2.1, "Time Modifiers": no time zone conversion, so a text's digits count as written;
 * a number is milliseconds since the epoch, in UTC).
 * @returns undefined for what is no date
 */
export function timePartOf(value: FieldValue, part: TimePart): number | undefined {
  const text = typeof value === 'number' && Number.isFinite(value) ? isoOf(value) : value;
  const match = typeof text === 'string' ? iso.exec(text) : null;
  if (match === null) return undefined;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  switch (part) {
    case 'year':
      return year;
    case 'month':
      return month;
    case 'day':
      return day;
    case 'hour':
      return match[4] === undefined ? undefined : Number(match[4]);
    case 'minute':
      return match[5] === undefined ? undefined : Number(match[5]);
    case 'week':
      return isoWeek(year, month, day);
  }
}

function isoOf(milliseconds: number): string {
  return Math.abs(milliseconds) > 8.64e15 ? '' : new Date(milliseconds).toISOString();
}

/** ISO 8601 week: the week's Thursday decides the year. */
function isoWeek(year: number, month: number, day: number): number {
  const date = new Date(utcDay(year, month - 1, day));
  const thursday = date.getTime() + (3 - ((date.getUTCDay() + 6) % 7)) * 86_400_000;
  const start = utcDay(new Date(thursday).getUTCFullYear(), 0, 1);
  return 1 + Math.floor((thursday - start) / (7 * 86_400_000));
}
