/** Offsets change only at quarter hours, so one answer serves the whole quarter. */
const quarter = 15 * 60_000;
/** Bounds the memory that stamps from all over time can take. */
const cacheLimit = 4096;
const day = 24 * 3_600_000;
/** Before it all zones have their local mean time. */
const meanTimes = Date.UTC(1800, 0, 1);

interface Zone {
  format: Intl.DateTimeFormat;
  offsets: Map<number, number>;
}

const zones = new Map<string, Zone>();

/** @returns whether the running JavaScript knows the IANA time zone name */
export function isZone(name: string): boolean {
  try {
    zoneOf(name);
    return true;
  } catch {
    return false;
  }
}

function zoneOf(name: string): Zone {
  let zone = zones.get(name);
  if (zone === undefined) {
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    if (zones.size > 1000) zones.clear();
    zone = { format, offsets: new Map() };
    zones.set(name, zone);
  }
  return zone;
}

/**
 * @param utc milliseconds since the epoch
 * @param name IANA time zone name; undefined is UTC
 * @returns what the zone's local clock is ahead of UTC, in milliseconds
 * @throws RangeError when the zone is unknown
 */
export function offsetAt(utc: number, name: string | undefined): number {
  if (name === undefined || name === 'UTC') return 0;
  const zone = zoneOf(name);
  const slot = Math.floor(Math.max(utc, meanTimes) / quarter);
  let offset = zone.offsets.get(slot);
  if (offset === undefined) {
    offset = computeOffset(zone.format, slot * quarter);
    if (zone.offsets.size >= cacheLimit) zone.offsets.clear();
    zone.offsets.set(slot, offset);
  }
  return offset;
}

function computeOffset(format: Intl.DateTimeFormat, utc: number): number {
  const part: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(utc)) part[type] = Number(value);
  const { year = 1970, month = 1, day: date = 1, hour = 0, minute = 0, second = 0 } = part;
  return Date.UTC(year, month - 1, date, hour, minute, second) - utc;
}

/**
 * The beginning of a day. `Date.UTC` takes the years before 100 for those of the twentieth century.
 * @param monthIndex 0 for January
 * @returns milliseconds since the epoch
 */
export function utcDay(year: number, monthIndex: number, date: number): number {
  return year > 99 ? Date.UTC(year, monthIndex, date) : new Date(0).setUTCFullYear(year, monthIndex, date);
}

/**
 * @param local what the source's clock showed, as if it were UTC
 * @param name IANA time zone name; undefined is UTC
 * @returns milliseconds since the epoch; in the hour that occurs twice the first, in the skipped hour the
 * offset from before the change holds
 * @throws RangeError when the zone is unknown
 */
export function localToUtc(local: number, name: string | undefined): number {
  if (name === undefined || name === 'UTC') return local;
  const before = offsetAt(local - day, name);
  const after = offsetAt(local + day, name);
  if (before === after || offsetAt(local - before, name) === before) return local - before;
  return offsetAt(local - after, name) === after ? local - after : local - before;
}
