import { basename } from 'node:path';

/** What log rotation puts behind a name: `.1`, `-20261122`, `.2026-11-22-1763769600`, `.old`. */
const rotationSuffix = /(?:[._-]\d{1,10}|[._-]\d{4}-?\d\d-?\d\d(?:[T_-]?\d{2,10})?|\.old|\.bak)$/;
/** A date before the extension: `app-20261122.log`, `app.2026-11-22.log`. */
const insertedDate = /[._-]\d{4}-?\d\d-?\d\d(?:[T_-]?\d{2,6})?(?=\.[A-Za-z]{1,8}$)/;
/** A date or the seconds since the epoch; the later, the newer. */
const stamp =
  /[._-](\d{4}-\d\d-\d\d(?:[T_-]?\d{2,10})?|\d{8}(?:[T_-]?\d{2,10})?|\d{10})(?=$|\.[A-Za-z]{1,8}$)/;
/** The higher, the older. */
const number = /[._-](\d{1,4})$/;

/** @returns the name that a rotated file had in the beginning: `app.log` of `app.log.2.gz` */
export function rootName(name: string): string {
  const plain = withoutGzip(name);
  const stripped = plain.replace(rotationSuffix, '');
  return (stripped === '' ? plain : stripped).replace(insertedDate, '');
}

/** Whether a file of this name can be what a log rotation made of `base`. */
export function isGenerationOf(base: string, name: string): boolean {
  if (name === base) return false;
  const plain = withoutGzip(name);
  if (plain === base) return true;
  if (plain.startsWith(base) && plain.replace(rotationSuffix, '') === base) return true;
  return insertedDate.test(plain) && plain.replace(insertedDate, '') === base;
}

export const isGzipName = (name: string): boolean => /\.gz$/i.test(name);
export const withoutGzip = (name: string): string => name.replace(/\.gz$/i, '');

interface Aged {
  path: string;
  changed: number;
}

/** Orders files by their last change, the oldest first. */
export const byAge = (a: Aged, b: Aged): number => a.changed - b.changed || numberOf(b) - numberOf(a);

/**
 * Orders generations of one file from the oldest: their dates or numbers tell (`.2` is older than `.1`), otherwise the
 * time. The name without either is the newest.
 */
export function bySuccession(a: Aged, b: Aged): number {
  const live = Number(isLive(a)) - Number(isLive(b));
  if (live !== 0) return live;
  const stamps = [stampOf(a), stampOf(b)] as const;
  if (stamps[0] !== '' && stamps[0].length === stamps[1].length && stamps[0] !== stamps[1])
    return stamps[0] < stamps[1] ? -1 : 1;
  const numbered = stamps[0] === '' && stamps[1] === '' && numberOf(a) >= 0 && numberOf(b) >= 0;
  return numbered ? numberOf(b) - numberOf(a) || a.changed - b.changed : byAge(a, b);
}

/** A name that no rotation has made. */
export const isLive = ({ path }: { path: string }): boolean => rootName(basename(path)) === basename(path);

const stampOf = ({ path }: Aged): string => stamp.exec(withoutGzip(path))?.[1] ?? '';
const numberOf = ({ path }: Aged): number => Number(number.exec(withoutGzip(path))?.[1] ?? -1);
