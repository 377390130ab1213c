import { daysSince, displayZone } from './zoned-time.js';

export interface Formats {
  number(value: number, maximumFractionDigits?: number): string;
  /** Date and time to the second. */
  dateTime(instant: string): string;
  /** Time alone for today, otherwise day, month and time. */
  shortTime(instant: string): string;
  date(instant: string): string;
  /** Day and month of an instant, for the axes of charts. */
  dayMonth(instant: string | number): string;
  /** Hour and minute of an instant, for the axes of charts. */
  clock(instant: string | number): string;
  /** @param day without a time of day, such as 2026-11-22 */
  weekday(day: string): string;
  /** Weekday, day and month. @param day without a time of day, such as 2026-11-22 */
  weekdayDate(day: string): string;
  /** Such as "3 min". @param unit as Intl.NumberFormat names it */
  measure(value: number, unit: string, maximumFractionDigits: number): string;
  /** Such as "12 k". */
  compact(value: number): string;
  /** @param month such as 2026-11 */
  monthName(month: string): string;
  /** Such as "Nov.". @param month such as 2026-11 */
  monthShort(month: string): string;
  /** Such as "5 minutes ago". */
  ago(instant: string, now: number): string;
  /** How long ago, such as "5 min". */
  age(instant: string, now: number): string;
}

const steps: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/** @returns the formats of a language; times are in the display zone */
export function formatsFor(language: 'de' | 'en'): Formats {
  const locale = language === 'de' ? 'de-DE' : 'en-GB';
  const dateOptions = { timeZone: displayZone, day: '2-digit', month: '2-digit', year: 'numeric' } as const;
  const clock = { hour: '2-digit', minute: '2-digit', second: '2-digit' } as const;
  const date = new Intl.DateTimeFormat(locale, dateOptions);
  const dateTime = new Intl.DateTimeFormat(locale, { ...dateOptions, ...clock });
  const monthYear = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', month: 'long', year: 'numeric' });
  const monthAlone = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', month: 'short' });
  const time = new Intl.DateTimeFormat(locale, { timeZone: displayZone, ...clock });
  const dayTime = new Intl.DateTimeFormat(locale, {
    timeZone: displayZone,
    day: '2-digit',
    month: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  const dayMonth = { day: '2-digit', month: '2-digit' } as const;
  const axisDay = new Intl.DateTimeFormat(locale, { timeZone: displayZone, ...dayMonth });
  const axisTime = new Intl.DateTimeFormat(locale, {
    timeZone: displayZone,
    hour: '2-digit',
    minute: '2-digit',
  });
  const weekday = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', weekday: 'short' });
  const weekdayDate = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', weekday: 'short', ...dayMonth });
  const compact = new Intl.NumberFormat(locale, { notation: 'compact' });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' });
  const numbers = new Map<number, Intl.NumberFormat>();

  function number(value: number, maximumFractionDigits = 0): string {
    let format = numbers.get(maximumFractionDigits);
    if (format === undefined) {
      format = new Intl.NumberFormat(locale, { maximumFractionDigits });
      numbers.set(maximumFractionDigits, format);
    }
    return format.format(value);
  }

  function ago(instant: string, now: number): string {
    const seconds = Math.min(0, Math.round((Date.parse(instant) - now) / 1000));
    const [unit, size] = steps.find(([, each]) => -seconds >= each) ?? ['second', 1];
    // "Yesterday" is a day of the calendar.
    if (unit === 'day') return relative.format(-daysSince(instant, now), unit);
    return relative.format(Math.trunc(seconds / size), unit);
  }

  const units = new Map(
    steps.map(([unit]) => [
      unit,
      new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 0 }),
    ]),
  );
  function age(instant: string, now: number): string {
    const seconds = Math.max(0, Math.round((now - Date.parse(instant)) / 1000));
    const [unit, size] = steps.find(([, each]) => seconds >= each) ?? ['minute', 60];
    const text = units.get(unit)!.format(Math.max(1, Math.trunc(seconds / size)));
    return seconds < 60 ? `< ${text}` : text;
  }

  return {
    number,
    ago,
    age,
    dayMonth: (instant) => axisDay.format(new Date(instant)),
    clock: (instant) => axisTime.format(new Date(instant)),
    weekday: (day) => weekday.format(new Date(`${day}T00:00Z`)),
    weekdayDate: (day) => weekdayDate.format(new Date(`${day}T00:00Z`)),
    measure: (value, unit, maximumFractionDigits) =>
      new Intl.NumberFormat(locale, {
        style: 'unit',
        unit,
        unitDisplay: 'short',
        maximumFractionDigits,
      }).format(value),
    compact: (value) => compact.format(value),
    monthShort: (month) => monthAlone.format(new Date(`${month}-01`)),
    monthName: (month) => monthYear.format(new Date(`${month}-01`)),
    date: (instant) => date.format(new Date(instant)),
    dateTime: (instant) => dateTime.format(new Date(instant)),
    shortTime(instant) {
      const at = new Date(instant);
      return date.format(at) === date.format(new Date()) ? time.format(at) : dayTime.format(at);
    },
  };
}
