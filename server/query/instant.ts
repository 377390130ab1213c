import { localToUtc, offsetAt } from '../normalise/zone.js';

/** A written time: all the milliseconds that it means, the end exclusive. */
export interface Instant {
  from: number;
  to: number;
}

export interface Clock {
  /** Milliseconds since the epoch: what `now` means. */
  now: number;
  /** IANA name of the time zone for times that name none. */
  zone: string;
}

type Unit = 'y' | 'M' | 'w' | 'd' | 'h' | 'm' | 's';

const exact = { h: 3_600_000, m: 60_000, s: 1000 } as const;
const written =
  /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?)?)?(Z|[+-]\d{2}:?\d{2})?$/i;
const relative = /^now((?:[+-]\d{1,6}[yMwdhms])*)(?:\/([yMwdhms]))?$/;

/**
 * @param text `2026-11-01`, `2026-11-01T08:30`, with seconds, fractions and zone (RFC 3339), a year, a month; or
 * `now`, `now-1h`, `now-7d/d` (Elasticsearch's date math)
 * @returns what is meant: the whole day of a date; undefined when it is no time
 */
export function parseInstant(text: string, clock: Clock): Instant | undefined {
  const math = relative.exec(text);
  if (math) return relativeTime(math[1]!, math[2] as Unit | undefined, clock);
  const match = written.exec(text.trim());
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second, fraction, zone] = match;
  if (zone !== undefined && hour === undefined) return undefined;
  const parts = [Number(year), Number(month ?? 1), Number(day ?? 1), Number(hour ?? 0), Number(minute ?? 0)];
  const milliseconds = fraction === undefined ? 0 : Number(fraction.padEnd(3, '0').slice(0, 3));
  const wall = wallTime(parts, Number(second ?? 0)) + milliseconds;
  if (!isCalendar(wall, parts)) return undefined;
  const from = zone === undefined ? localToUtc(wall, clock.zone) : wall - zoneOffset(zone);
  if (fraction !== undefined) return { from, to: from + 10 ** Math.max(0, 3 - fraction.length) };
  if (second !== undefined) return { from, to: from + exact.s };
  if (hour !== undefined) return { from, to: from + exact.m };
  const unit = day !== undefined ? 'd' : month !== undefined ? 'M' : 'y';
  return { from, to: plus(from, 1, unit, clock.zone) };
}

function wallTime([year = 0, month = 1, day = 1, hour = 0, minute = 0]: number[], second: number): number {
  return (
    new Date(0).setUTCFullYear(year, month - 1, day) + hour * exact.h + minute * exact.m + second * exact.s
  );
}

/** Whether the numbers are such of a calendar and a clock: no 31st of February, no 25 o'clock. */
function isCalendar(wall: number, [, month, day, hour = 0, minute]: number[]): boolean {
  const date = new Date(wall);
  return (
    date.getUTCMonth() + 1 === month &&
    date.getUTCDate() === day &&
    date.getUTCHours() === hour &&
    date.getUTCMinutes() === minute
  );
}

function zoneOffset(zone: string): number {
  if (zone.toUpperCase() === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return (zone.startsWith('-') ? -1 : 1) * minutes * exact.m;
}

function relativeTime(steps: string, round: Unit | undefined, { now, zone }: Clock): Instant | undefined {
  let at = now;
  for (const [, sign, count, unit] of steps.matchAll(/([+-])(\d+)([yMwdhms])/g)) {
    at = plus(at, (sign === '-' ? -1 : 1) * Number(count), unit as Unit, zone);
    if (!isReached(at)) return undefined;
  }
  if (round === undefined) return { from: at, to: at + 1 };
  const from = floor(at, round, zone);
  return { from, to: plus(from, 1, round, zone) };
}

/**
 * Days and longer by the calendar of the zone, where a day may have 23 or 25 hours.
 * @returns NaN for what no calendar reaches
 */
function plus(at: number, count: number, unit: Unit, zone: string): number {
  if (unit === 'h' || unit === 'm' || unit === 's') return at + count * exact[unit];
  const date = new Date(at + offsetAt(at, zone));
  if (unit === 'd' || unit === 'w') date.setUTCDate(date.getUTCDate() + count * (unit === 'w' ? 7 : 1));
  else {
    const day = date.getUTCDate();
    if (unit === 'M') date.setUTCMonth(date.getUTCMonth() + count, 1);
    else date.setUTCFullYear(date.getUTCFullYear() + count, date.getUTCMonth(), 1);
    const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
    date.setUTCDate(Math.min(day, last));
  }
  return isReached(date.getTime()) ? localToUtc(date.getTime(), zone) : Number.NaN;
}

/** The store has times of these years; what lies far beyond no zone has an offset for. */
const isReached = (at: number): boolean => Math.abs(at) <= 1e15;

function floor(at: number, unit: Unit, zone: string): number {
  if (unit === 's' || unit === 'm') return Math.floor(at / exact[unit]) * exact[unit];
  const date = new Date(at + offsetAt(at, zone));
  date.setUTCMinutes(0, 0, 0);
  if (unit !== 'h') date.setUTCHours(0);
  // ISO 8601: a week begins on Monday.
  if (unit === 'w') date.setUTCDate(date.getUTCDate() - ((date.getUTCDay() + 6) % 7));
  if (unit === 'M' || unit === 'y') date.setUTCDate(1);
  if (unit === 'y') date.setUTCMonth(0);
  return unit === 'h' ? date.getTime() - offsetAt(at, zone) : localToUtc(date.getTime(), zone);
}
