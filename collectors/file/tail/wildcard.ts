/**
 * Whether a file name matches a pattern: `*` stands for any characters, `?` for one, `[a-z]` and `[!a-z]` for one of a
 * set. A name that begins with a dot needs a pattern that does. Time grows with name times pattern at most.
 */
export function matchesName(pattern: string, name: string): boolean {
  if (name.startsWith('.') && !pattern.startsWith('.')) return false;
  let p = 0;
  let n = 0;
  let star = -1;
  let starred = 0;
  while (n < name.length) {
    const length = p < pattern.length ? matchOne(pattern, p, name[n]!) : 0;
    if (pattern[p] === '*') {
      star = p++;
      starred = n;
    } else if (length > 0) {
      p += length;
      n++;
    } else if (star >= 0) {
      p = star + 1;
      n = ++starred;
    } else return false;
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}

export const hasWildcard = (text: string): boolean => /[*?[]/.test(text);

/** @returns how long the part of the pattern is that stands for the character, 0 when it does not */
function matchOne(pattern: string, at: number, character: string): number {
  const c = pattern[at];
  if (c === '*') return 0;
  if (c === '?') return 1;
  const close = c === '[' ? pattern.indexOf(']', at + 2) : -1;
  if (close < 0) return c === character ? 1 : 0;
  const set = pattern.slice(at + 1, close);
  const negated = set.startsWith('!') || set.startsWith('^');
  return isInSet(negated ? set.slice(1) : set, character) === negated ? 0 : close - at + 1;
}

function isInSet(set: string, character: string): boolean {
  for (let i = 0; i < set.length; i++) {
    const isRange = set[i + 1] === '-' && i + 2 < set.length;
    if (isRange ? character >= set[i]! && character <= set[i + 2]! : character === set[i]) return true;
    if (isRange) i += 2;
  }
  return false;
}

/** Whether an absolute path matches a pattern, part by part; `**` stands for any number of folders. */
export function matchesPath(pattern: string, path: string): boolean {
  return matchesParts(pattern.split('/').filter(Boolean), path.split('/').filter(Boolean));
}

function matchesParts(pattern: readonly string[], path: readonly string[]): boolean {
  const [first, ...rest] = pattern;
  if (first === undefined) return path.length === 0;
  if (first === '**') {
    if (rest.length === 0) return path.length > 0;
    return path.some((_, skipped) => matchesParts(rest, path.slice(skipped)));
  }
  return path.length > 0 && matchesName(first, path[0]!) && matchesParts(rest, path.slice(1));
}
