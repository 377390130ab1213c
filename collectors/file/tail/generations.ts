/** What log rotation puts behind a name: `.1`, `-20261122`, `.2026-11-22-1763769600`, `.old`. */
const rotationSuffix = /(?:[._-]\d{1,10}|[._-]\d{4}-?\d\d-?\d\d(?:[T_-]?\d{2,10})?|\.old|\.bak)$/;
/** A date before the extension: `app-20261122.log`, `app.2026-11-22.log`. */
const insertedDate = /[._-]\d{4}-?\d\d-?\d\d(?:[T_-]?\d{2,6})?(?=\.[A-Za-z]{1,8}$)/;
const number = /(?:\.|-|_)(\d{1,4})(?:\.gz)?$/;

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

interface Aged {
  path: string;
  changed: number;
}

/** Orders files by their last change, the oldest first. */
export const byAge = (a: Aged, b: Aged): number => a.changed - b.changed || byNumber(a, b);

/** Orders generations of one file from the oldest: their numbers tell (`.2` is older than `.1`), otherwise the time. */
export function bySuccession(a: Aged, b: Aged): number {
  const numbered = number.test(a.path) && number.test(b.path);
  return numbered ? byNumber(a, b) || a.changed - b.changed : byAge(a, b);
}

const byNumber = (a: Aged, b: Aged): number => numberOf(b.path) - numberOf(a.path);
const numberOf = (path: string): number => Number(number.exec(path)?.[1] ?? 0);
const withoutGzip = (name: string): string => name.replace(/\.gz$/i, '');
