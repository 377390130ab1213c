import type { NotificationCalendar, OnCall } from '../contract/notification-plan.js';
import { localToUtc, offsetAt } from '../normalise/zone.js';
import { holidaysOf } from './holidays.js';

const minuteMs = 60_000;
const dayMs = 86_400_000;
const weekMs = 7 * dayMs;
/** Longer without a working day is a calendar without work. */
const searchedDays = 60;

/** What the calendar's clock shows, as if it were UTC. */
const localOf = (calendar: NotificationCalendar, now: number): number => now + offsetAt(now, calendar.zone);

/** @returns minutes since midnight of `HH:MM` */
const minutesOf = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));

/**
 * @param now milliseconds since the epoch
 * @returns name of the holiday or the closed day that it is in the calendar's zone; undefined: neither
 */
export function holidayAt(calendar: NotificationCalendar, now: number): string | undefined {
  return holidayOn(calendar, localOf(calendar, now));
}

function holidayOn(calendar: NotificationCalendar, local: number): string | undefined {
  const date = new Date(local).toISOString().slice(0, 10);
  const named = calendar.closed_days.find((day) => day.date === date);
  if (named !== undefined) return named.name;
  const year = Number(date.slice(0, 4));
  return holidaysOf(year, calendar.land, calendar.local_holidays).find((day) => day.date === date)?.name;
}

/** @returns the working hours of the day that `local` lies in, minutes since midnight, by their beginning */
function hoursOn(calendar: NotificationCalendar, local: number): { from: number; to: number }[] {
  const weekday = new Date(local).getUTCDay() || 7;
  const hours = calendar.working.filter(({ days }) => days.includes(weekday));
  if (hours.length === 0 || holidayOn(calendar, local) !== undefined) return [];
  return hours
    .map(({ from, to }) => ({ from: minutesOf(from), to: minutesOf(to) }))
    .sort((a, b) => a.from - b.from);
}

/** @returns whether work is done at that time */
export function isWorking(calendar: NotificationCalendar, now: number): boolean {
  const local = localOf(calendar, now);
  const minute = Math.floor((local % dayMs) / minuteMs);
  return hoursOn(calendar, local).some(({ from, to }) => minute >= from && minute < to);
}

/**
 * @param now milliseconds since the epoch
 * @returns when the next day's work begins, today's if it has not begun yet: the time of digests. A calendar without
 * work has them at the same time tomorrow.
 */
export function nextWorkStart(calendar: NotificationCalendar, now: number): number {
  const local = localOf(calendar, now);
  const midnight = local - (local % dayMs);
  for (let day = 0; day <= searchedDays; day++) {
    const first = hoursOn(calendar, midnight + day * dayMs)[0];
    if (first === undefined) continue;
    const start = localToUtc(midnight + day * dayMs + first.from * minuteMs, calendar.zone);
    if (start > now) return start;
  }
  return localToUtc(local + dayMs, calendar.zone);
}

/** @returns those who are on call at that time, in the calendar's order */
export function onCallAt(calendar: NotificationCalendar, now: number): OnCall[] {
  const local = localOf(calendar, now);
  return calendar.on_call.filter(({ starts, ends, every_weeks }) => {
    const from = Date.parse(`${starts}Z`);
    const length = Date.parse(`${ends}Z`) - from;
    if (local < from) return false;
    const since = every_weeks === 0 ? local - from : (local - from) % (every_weeks * weekMs);
    return since < length;
  });
}
