import { zone } from '../../contract/german-day.js';

const hourMs = 3_600_000;
const clock = new Intl.DateTimeFormat('en-GB', {
  timeZone: zone,
  weekday: 'short',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
  timeZoneName: 'longOffset',
});
const officeHours = [4, 4, 4, 4, 5, 8, 25, 70, 95, 100, 98, 92, 60, 85, 92, 82, 60, 35, 18, 12, 9, 7, 6, 5];
const citizenHours = [
  12, 7, 5, 4, 5, 9, 22, 45, 70, 82, 85, 80, 75, 78, 80, 78, 75, 72, 78, 85, 88, 75, 48, 25,
];
const fullActivity = 100;

/** Local time in the city. */
export interface LocalTime {
  hour: number;
  weekend: boolean;
  /** Such as `+01:00`. */
  offset: string;
}

// Every field is constant within an hour: zones of Germany change on full hours.
const known = new Map<number, LocalTime>();

/** @param time milliseconds since the epoch */
export function localTime(time: number): LocalTime {
  const hour = Math.floor(time / hourMs);
  let local = known.get(hour);
  if (local === undefined) {
    const parts = new Map(clock.formatToParts(hour * hourMs).map(({ type, value }) => [type, value]));
    const weekday = parts.get('weekday') ?? '';
    const offset = (parts.get('timeZoneName') ?? 'GMT').slice(3);
    local = {
      hour: Number(parts.get('hour')),
      weekend: weekday === 'Sat' || weekday === 'Sun',
      offset: offset === '' ? '+00:00' : offset,
    };
    known.set(hour, local);
  }
  return local;
}

/** @returns how busy the city's staff is at that time, from 0 to 1 */
export function officeActivity(time: number): number {
  const { hour, weekend } = localTime(time);
  return (officeHours[hour]! / fullActivity) * (weekend ? 0.12 : 1);
}

/** @returns how busy the citizens are on the portal at that time, from 0 to 1 */
export function citizenActivity(time: number): number {
  const { hour, weekend } = localTime(time);
  return (citizenHours[hour]! / fullActivity) * (weekend ? 0.6 : 1);
}

/** @returns the time as RFC 3339 in the city's zone, such as `2026-11-21T08:14:05.211+01:00` */
export function localTimestamp(time: number): string {
  const { offset } = localTime(time);
  const minutes = (Number(offset.slice(1, 3)) * 60 + Number(offset.slice(4))) * (offset[0] === '-' ? -1 : 1);
  return new Date(time + minutes * 60_000).toISOString().replace('Z', offset);
}
