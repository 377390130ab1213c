import { daysBetween } from '../components/calendar.js';

/** Time zone in which times are shown and entered. */
export const displayZone = 'Europe/Berlin';

const parts = new Intl.DateTimeFormat('en-CA', {
  timeZone: displayZone,
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

/**
 * @param instant RFC 3339
 * @returns the display zone's wall clock as `YYYY-MM-DDTHH:MM`, as a datetime-local input wants it
 */
export function toWallClock(instant: string): string {
  const found = Object.fromEntries(parts.formatToParts(new Date(instant)).map((p) => [p.type, p.value]));
  return `${found['year']}-${found['month']}-${found['day']}T${found['hour']}:${found['minute']}`;
}

function zoneOffset(at: number): number {
  const found = Object.fromEntries(parts.formatToParts(new Date(at)).map((p) => [p.type, Number(p.value)]));
  const wall = Date.UTC(
    found['year']!,
    found['month']! - 1,
    found['day'],
    found['hour'],
    found['minute'],
    found['second'],
  );
  return wall - Math.floor(at / 1000) * 1000;
}

/**
 * @param wallClock `YYYY-MM-DDTHH:MM[:SS]` in the display zone
 * @param near instant that the text was before somebody edited it
 * @returns the instant in RFC 3339; undefined when the text is no time. In the hour that the end of summer
 * time repeats, the pass nearer to `near` is meant, without it the first; in the hour that its beginning skips, the time
 * after it.
 */
export function fromWallClock(wallClock: string, near?: string): string | undefined {
  const wall = Date.parse(`${wallClock}Z`);
  if (Number.isNaN(wall)) return undefined;
  const before = wall - zoneOffset(wall - 86_400_000);
  const after = wall - zoneOffset(wall + 86_400_000);
  const candidates = [before, after].filter((at) => at + zoneOffset(at) === wall);
  const known = near === undefined ? Number.MIN_SAFE_INTEGER : Date.parse(near);
  const [at = before] = candidates.sort((a, b) => Math.abs(a - known) - Math.abs(b - known));
  return new Date(at).toISOString();
}

/** @returns the day that it is in the display zone, `YYYY-MM-DD` */
export const today = (now = new Date()): string => toWallClock(now.toISOString()).slice(0, 10);

/**
 * @param instant RFC 3339
 * @param now milliseconds since the epoch
 * @returns how many days of the calendar ago that was in the display zone: 1 is yesterday, however few hours ago
 */
export const daysSince = (instant: string, now: number): number =>
  Math.max(0, daysBetween(toWallClock(instant).slice(0, 10), today(new Date(now))));
