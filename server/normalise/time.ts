import { code, digits, isDigit } from './scan.js';
import { localToUtc, utcDay } from './zone.js';

const monthNames = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const monthOf = new Map(monthNames.map((name, index) => [name, index]));

/** @returns 0 for January to 11, or -1; English abbreviations as RFC 3164 4.1.2 lists them, any case */
export function month(text: string, at: number): number {
  const first = text.charCodeAt(at) | 32;
  // 'a' to 's': every month begins there, most other text is refused without a string being made.
  if (first < 97 || first > 115) return -1;
  return monthOf.get(text.slice(at, at + 3).toLowerCase()) ?? -1;
}

/** A time found in a text: milliseconds since the epoch and the index after it. */
export interface Stamp {
  time: number;
  end: number;
}

/**
 * Reads `hh:mm:ss` with an optional fraction after `.` or `,`.
 * @returns milliseconds since midnight and the index after it, or undefined
 */
export function clock(text: string, at: number): { ms: number; end: number } | undefined {
  if (text.charCodeAt(at + 2) !== code.colon || text.charCodeAt(at + 5) !== code.colon) return undefined;
  const hour = digits(text, at, at + 2);
  const minute = digits(text, at + 3, at + 5);
  const second = digits(text, at + 6, at + 8);
  // 60 is a leap second.
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60) return undefined;
  let end = at + 8;
  let fraction = 0;
  const mark = text.charCodeAt(end);
  if ((mark === code.dot || mark === 44) && isDigit(text.charCodeAt(end + 1))) {
    let scale = 100;
    end++;
    for (let c = text.charCodeAt(end); isDigit(c); c = text.charCodeAt(++end)) {
      fraction += (c - code.zero) * scale;
      scale /= 10;
    }
  }
  return { ms: ((hour * 60 + minute) * 60 + second) * 1000 + Math.floor(fraction + 1e-6), end };
}

/**
 * Reads an RFC 3339 time stamp and its relatives: a space for the `T`, any number of fraction digits,
 * offset `Z`, `+hh:mm`, `+hhmm` or none (then `zone` decides).
 * @param zone IANA name of the source's time zone
 * @returns undefined when no such stamp begins at `at`
 * @throws RangeError when the zone is unknown
 */
export function isoStamp(text: string, at: number, zone: string | undefined): Stamp | undefined {
  if (text.charCodeAt(at + 4) !== code.minus || text.charCodeAt(at + 7) !== code.minus) return undefined;
  const year = digits(text, at, at + 4);
  const monthNumber = digits(text, at + 5, at + 7);
  const day = digits(text, at + 8, at + 10);
  const separator = text.charCodeAt(at + 10) | 32;
  if (year < 0 || !isDate(year, monthNumber - 1, day) || (separator !== 116 && separator !== 32))
    return undefined;
  const time = clock(text, at + 11);
  if (time === undefined) return undefined;
  const local = utcDay(year, monthNumber - 1, day) + time.ms;
  const c = text.charCodeAt(time.end);
  if ((c | 32) === 122) return { time: local, end: time.end + 1 };
  if (c !== code.plus && c !== code.minus) return { time: localToUtc(local, zone), end: time.end };
  const hours = digits(text, time.end + 1, time.end + 3);
  const minutesAt = text.charCodeAt(time.end + 3) === code.colon ? time.end + 4 : time.end + 3;
  const minutes = digits(text, minutesAt, minutesAt + 2);
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return undefined;
  const offset = (hours * 60 + minutes) * 60_000;
  return { time: c === code.plus ? local - offset : local + offset, end: minutesAt + 2 };
}

/** @returns the time of an RFC 3339 text as a whole, or undefined */
export function isoTime(text: string, zone: string | undefined): number | undefined {
  const stamp = isoStamp(text, 0, zone);
  return stamp !== undefined && stamp.end === text.length ? stamp.time : undefined;
}

const monthDays = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** @param monthIndex 0 for January @returns whether there is such a day; years have four digits */
export function isDate(year: number, monthIndex: number, day: number): boolean {
  if (year > 9999 || !(day >= 1 && day <= (monthDays[monthIndex] ?? 0))) return false;
  return monthIndex !== 1 || day < 29 || (year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0));
}
