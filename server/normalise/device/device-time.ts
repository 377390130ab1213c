import { digits } from '../scan.js';
import { legacyStamp } from '../syslog/legacy-stamp.js';
import { isoStamp } from '../time.js';

/** Digits of a time since the epoch in seconds, milli-, micro- and nanoseconds. */
const epochLengths = new Set([10, 13, 16, 19]);

/** @returns the time when the text is 10, 13, 16 or 19 digits: seconds, milli-, micro- or nanoseconds since the epoch */
export function epochTime(text: string): number | undefined {
  if (!epochLengths.has(text.length)) return undefined;
  // Nanoseconds exceed what a number holds exactly; milliseconds are in the first 13 digits.
  const value = digits(text, 0, Math.min(text.length, 13));
  if (value < 0 || digits(text, 13, text.length) < (text.length > 13 ? 0 : -1)) return undefined;
  return text.length === 10 ? value * 1000 : value;
}

/**
 * Reads a time as devices write it: since the epoch, RFC 3339 and its relatives (also with slashes), or
 * `Mmm dd yyyy hh:mm:ss`.
 * @param received receipt time, milliseconds; a missing year is taken from it
 * @param zone IANA name of the source's zone, for stamps that name none
 * @returns milliseconds since the epoch, or undefined when the text is none of these
 */
export function deviceTime(
  text: string | undefined,
  received: number,
  zone: string | undefined,
): number | undefined {
  if (text === undefined || text === '') return undefined;
  const epoch = epochTime(text);
  if (epoch !== undefined) return epoch;
  const dashed =
    text.charCodeAt(4) === 47 ? `${text.slice(0, 10).replaceAll('/', '-')}${text.slice(10)}` : text;
  return (isoStamp(dashed, 0, zone) ?? legacyStamp(text, 0, received, zone))?.time;
}

const minute = 60_000;
/** Zone names that mean one offset in the places where cities are; other abbreviations are ambiguous. */
const named: Record<string, number> = {
  UTC: 0,
  GMT: 0,
  CET: 60 * minute,
  MEZ: 60 * minute,
  CEST: 120 * minute,
  MESZ: 120 * minute,
};

/** @returns milliseconds that the zone is ahead of UTC: `+0100`, `+01:00` or a name of central Europe */
export function offsetOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const [, sign, hours, minutes] = /^([+-])(\d\d):?(\d\d)$/.exec(text) ?? [];
  if (sign === undefined) return named[text];
  const offset = (Number(hours) * 60 + Number(minutes)) * minute;
  return sign === '-' ? -offset : offset;
}
