import { zone } from '../contract/german-day.js';
import { localToUtc, offsetAt } from '../normalise/zone.js';

const hourMs = 3_600_000;
const secondMs = 1000;

/**
 * A period in hours, from the moment of the event on, as elapsed time: a change to or from summer time inside it moves
 * the wall clock and not the period; weekends and holidays count. Article 3 of Regulation (EEC, Euratom) No 1182/71
 * leaves the hour of the event out, and sections 187 ff. BGB know no hours: both would allow up to an hour more. The
 * earliest end of the readings is taken, because who keeps it has kept every one.
 * @param start milliseconds since the epoch
 * @returns the end, milliseconds since the epoch
 */
export const afterHours = (start: number, hours: number): number => start + hours * hourMs;

/**
 * A period of one month (sections 187 (1) and 188 (2) and (3) BGB; § 32 BSIG is national law): it ends with the day of
 * the next month that has the number of the day of the event, or with the last one where that month has no such day. An
 * end on a weekend or a holiday is not moved to the next working day (§ 193 BGB): it is no declaration of intent, and
 * the earlier end keeps either reading.
 * @param start milliseconds since the epoch
 * @returns the last second of that day in Germany, milliseconds since the epoch
 */
export function afterMonth(start: number): number {
  const local = new Date(start + offsetAt(start, zone));
  const year = local.getUTCFullYear();
  const month = local.getUTCMonth() + 1;
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  const endOfDay = Date.UTC(year, month, Math.min(local.getUTCDate(), lastDay) + 1);
  return localToUtc(endOfDay, zone) - secondMs;
}
