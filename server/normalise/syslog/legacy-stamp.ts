import { code, digits, isDigit, skipSpaces } from '../scan.js';
import { clock, isDate, isoStamp, month, type Stamp } from '../time.js';
import { localToUtc, offsetAt } from '../zone.js';

const dayMs = 24 * 3_600_000;

/**
 * Reads the time stamp of a BSD-style message: `Mmm dd hh:mm:ss` (RFC 3164 4.1.2), also with a one-digit day,
 * a fraction, a year before the month or after the day or the time, a zone name after it (ignored where the
 * source's zone is known otherwise), Cisco's `*` or `.` before and `:` after it, and RFC 3339 stamps.
 * @param at index of its first character
 * @param received receipt time; a missing year is taken from it, in the source's zone
 * @param zone IANA name of the source's time zone
 * @returns the time and the index after the stamp and its colon, or undefined when none begins there
 * @throws RangeError when the zone is unknown
 */
export function legacyStamp(
  text: string,
  at: number,
  received: number,
  zone: string | undefined,
): Stamp | undefined {
  const first = text.charCodeAt(at);
  const start = first === code.asterisk || first === code.dot ? at + 1 : at;
  if (isDigit(text.charCodeAt(start))) {
    const iso = isoStamp(text, start, zone);
    if (iso !== undefined) return { time: iso.time, end: afterColon(text, iso.end) };
  }
  return monthStamp(text, start, received, zone);
}

function monthStamp(text: string, at: number, received: number, zone: string | undefined): Stamp | undefined {
  // The year may stand before the month (NX-OS), after the day (ASA) or after the time.
  const before = yearAt(text, at);
  const monthAt = before > 0 ? at + 5 : at;
  const monthIndex = month(text, monthAt);
  if (monthIndex < 0 || text.charCodeAt(monthAt + 3) !== code.space) return undefined;
  const dayAt = skipSpaces(text, monthAt + 4);
  const dayEnd = isDigit(text.charCodeAt(dayAt + 1)) ? dayAt + 2 : dayAt + 1;
  const day = digits(text, dayAt, dayEnd);
  if (day < 1 || day > 31 || text.charCodeAt(dayEnd) !== code.space) return undefined;
  const next = skipSpaces(text, dayEnd);
  const between = before > 0 ? -1 : yearAt(text, next);
  const time = clock(text, between > 0 ? next + 5 : next);
  if (time === undefined) return undefined;
  const known = Math.max(before, between);
  const after = known < 0 && text.charCodeAt(time.end) === code.space ? yearAt(text, time.end + 1) : -1;
  const named = zoneName(text, after > 0 ? time.end + 5 : time.end);
  const given = Math.max(known, after);
  const year = given > 0 ? given : guessYear(monthIndex, day, time.ms, received, zone);
  if (!isDate(year, monthIndex, day)) return undefined;
  const local = Date.UTC(year, monthIndex, day) + time.ms;
  return { time: named.utc ? local : localToUtc(local, zone), end: afterColon(text, named.end) };
}

/** @returns a year of four digits followed by a space, `: ` or the text's end, else -1 */
function yearAt(text: string, at: number): number {
  const mark = text.charCodeAt(at + 4);
  // `2001:db8::1` after the time is a host.
  const after = mark === code.colon ? text.charCodeAt(at + 5) : mark;
  if (after !== code.space && !Number.isNaN(after)) return -1;
  const year = digits(text, at, at + 4);
  return year >= 1970 && year <= 9999 ? year : -1;
}

/** Cisco's ` UTC:` or ` CEST:`; only with the colon, otherwise the word is a host. */
function zoneName(text: string, at: number): { end: number; utc: boolean } {
  if (text.charCodeAt(at) !== code.space) return { end: at, utc: false };
  let i = at + 1;
  for (let c = text.charCodeAt(i); c >= 65 && c <= 90 && i < at + 7; c = text.charCodeAt(++i));
  if (i < at + 4 || text.charCodeAt(i) !== code.colon) return { end: at, utc: false };
  const name = text.slice(at + 1, i);
  return { end: i, utc: name === 'UTC' || name === 'GMT' };
}

function afterColon(text: string, at: number): number {
  return text.charCodeAt(at) === code.colon ? at + 1 : at;
}

/**
 * The latest year in which the stamp is not more than a day ahead of the receipt: late on New Year's Eve a
 * source whose clock is ahead writes `Jan  1`, early in January a late message says `Dec 31`.
 * February 29 goes back to a leap year.
 */
function guessYear(
  monthIndex: number,
  day: number,
  ms: number,
  received: number,
  zone: string | undefined,
): number {
  const localReceived = received + offsetAt(received, zone);
  let year = new Date(localReceived).getUTCFullYear() + 1;
  for (let tries = 0; tries < 10; tries++, year--) {
    if (isDate(year, monthIndex, day) && Date.UTC(year, monthIndex, day) + ms <= localReceived + dayMs)
      return year;
  }
  return year;
}
