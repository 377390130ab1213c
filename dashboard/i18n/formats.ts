import { displayZone } from './zoned-time.js';

export interface Formats {
  number(value: number, maximumFractionDigits?: number): string;
  /** Date and time to the second. */
  dateTime(instant: string): string;
  /** Time alone for today, otherwise day, month and time. */
  shortTime(instant: string): string;
  date(instant: string): string;
  /** Such as "5 minutes ago". */
  ago(instant: string, now: number): string;
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
  const time = new Intl.DateTimeFormat(locale, { timeZone: displayZone, ...clock });
  const dayTime = new Intl.DateTimeFormat(locale, {
    timeZone: displayZone,
    day: '2-digit',
    month: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
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
    return relative.format(Math.trunc(seconds / size), unit);
  }

  return {
    number,
    ago,
    date: (instant) => date.format(new Date(instant)),
    dateTime: (instant) => dateTime.format(new Date(instant)),
    shortTime(instant) {
      const at = new Date(instant);
      return date.format(at) === date.format(new Date()) ? time.format(at) : dayTime.format(at);
    },
  };
}
