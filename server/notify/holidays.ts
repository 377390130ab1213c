import type { Holiday, Land, LocalHoliday } from '../contract/notification-plan.js';

const dayMs = 86_400_000;

/**
 * Easter Sunday of the Gregorian calendar (Gauss, with Lichtenberg's correction).
 * @returns milliseconds since the epoch, midnight UTC
 */
export function easterSunday(year: number): number {
  const century = Math.floor(year / 100);
  const shift = 15 + Math.floor((3 * century + 3) / 4) - Math.floor((8 * century + 13) / 25);
  const solar = 2 - Math.floor((3 * century + 3) / 4);
  const golden = year % 19;
  const seed = (19 * golden + shift) % 30;
  const correction = Math.floor((seed + Math.floor(golden / 11)) / 29);
  const border = 21 + seed - correction;
  const firstSunday = 7 - ((year + Math.floor(year / 4) + solar) % 7);
  const distance = 7 - ((border - firstSunday) % 7);
  return Date.UTC(year, 2, border + distance);
}

/** A rule of one holiday: on which day it falls, and where. */
interface Rule {
  name: string;
  /** Month and day, or days after Easter Sunday, or the Wednesday before 23 November. */
  on: readonly [month: number, day: number] | number | 'repentance';
  /** Länder that have it; undefined: all. */
  in?: readonly Land[];
  /** Land whose municipalities can have it, as the calendar says. */
  local?: { option: LocalHoliday; in: readonly Land[] };
  from?: number;
  only?: readonly number[];
}

const rules: readonly Rule[] = [
  { name: 'Neujahr', on: [1, 1] },
  { name: 'Heilige Drei Könige', on: [1, 6], in: ['BW', 'BY', 'ST'] },
  { name: 'Internationaler Frauentag', on: [3, 8], in: ['BE'], from: 2019 },
  { name: 'Internationaler Frauentag', on: [3, 8], in: ['MV'], from: 2023 },
  { name: 'Karfreitag', on: -2 },
  { name: 'Ostersonntag', on: 0, in: ['BB'] },
  { name: 'Ostermontag', on: 1 },
  { name: 'Tag der Arbeit', on: [5, 1] },
  { name: 'Tag der Befreiung', on: [5, 8], in: ['BE'], only: [2020, 2025] },
  { name: 'Christi Himmelfahrt', on: 39 },
  { name: 'Pfingstsonntag', on: 49, in: ['BB'] },
  { name: 'Pfingstmontag', on: 50 },
  {
    name: 'Fronleichnam',
    on: 60,
    in: ['BW', 'BY', 'HE', 'NW', 'RP', 'SL'],
    local: { option: 'corpus_christi', in: ['SN', 'TH'] },
  },
  // Berlin's Act of 10 July 2024 (GVBl. p. 460): 75 years after the uprising.
  { name: 'Tag des Volksaufstandes', on: [6, 17], in: ['BE'], only: [2028] },
  {
    name: 'Augsburger Hohes Friedensfest',
    on: [8, 8],
    in: [],
    local: { option: 'augsburg', in: ['BY'] },
  },
  { name: 'Mariä Himmelfahrt', on: [8, 15], in: ['SL'], local: { option: 'assumption', in: ['BY'] } },
  { name: 'Weltkindertag', on: [9, 20], in: ['TH'], from: 2019 },
  { name: 'Tag der Deutschen Einheit', on: [10, 3] },
  { name: 'Reformationstag', on: [10, 31], in: ['BB', 'MV', 'SN', 'ST', 'TH'] },
  { name: 'Reformationstag', on: [10, 31], in: ['HB', 'HH', 'NI', 'SH'], from: 2018 },
  {
    name: 'Reformationstag',
    on: [10, 31],
    in: ['BW', 'BY', 'BE', 'HB', 'HH', 'HE', 'NI', 'NW', 'RP', 'SL', 'SH'],
    only: [2017],
  },
  { name: 'Allerheiligen', on: [11, 1], in: ['BW', 'BY', 'NW', 'RP', 'SL'] },
  { name: 'Buß- und Bettag', on: 'repentance', in: ['SN'] },
  { name: 'Erster Weihnachtstag', on: [12, 25] },
  { name: 'Zweiter Weihnachtstag', on: [12, 26] },
];

/**
 * Public holidays by the laws of the Länder, from 1995 on.
 * @param local holidays that the municipality has and its Land as a whole has not
 * @returns by date
 */
export function holidaysOf(year: number, land: Land, local: readonly LocalHoliday[] = []): Holiday[] {
  const found = rules
    .filter((rule) => holds(rule, year, land, local))
    .map((rule) => ({ date: new Date(dayOf(rule.on, year)).toISOString().slice(0, 10), name: rule.name }));
  return found.sort((a, b) => a.date.localeCompare(b.date));
}

function holds(rule: Rule, year: number, land: Land, local: readonly LocalHoliday[]): boolean {
  if (rule.from !== undefined && year < rule.from) return false;
  if (rule.only !== undefined && !rule.only.includes(year)) return false;
  if (rule.in === undefined || rule.in.includes(land)) return true;
  const { local: only } = rule;
  return only?.in.includes(land) === true && local.includes(only.option);
}

function dayOf(on: Rule['on'], year: number): number {
  if (typeof on === 'number') return easterSunday(year) + on * dayMs;
  if (on !== 'repentance') return Date.UTC(year, on[0] - 1, on[1]);
  // The last Wednesday before 23 November, eleven days before the first Sunday of Advent.
  const eve = Date.UTC(year, 10, 22);
  return eve - ((new Date(eve).getUTCDay() + 4) % 7) * dayMs;
}
