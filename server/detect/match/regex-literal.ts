import { lowerCase } from './value-test.js';

/** Shorter literals do not tell events apart. */
const shortest = 3;

/**
 * The longest text that every match of an expression contains, by a cautious reading: only characters outside of
 * groups, classes and alternatives count, and those that a quantifier may leave out do not.
 * @param flags letters of `ims`
 * @returns the text in lower case, or undefined where there is none of three letters or more
 */
export function regexLiteral(source: string, flags: string): string | undefined {
  const insensitive = flags.includes('i') || /\(\?[a-zA-Z]*i/.test(source);
  let best = '';
  let run = '';
  const end = (): void => {
    if (run.length > best.length) best = run;
    run = '';
  };
  for (let i = 0; i < source.length; ) {
    const atom = readAtom(source, i);
    if (atom === undefined) return undefined;
    const quantifier = /^(?:[*+?]|\{(\d*)[^}]*\})[?+]?/.exec(source.slice(atom.end, atom.end + 24));
    const optional =
      quantifier !== null && (/^[*?]/.test(quantifier[0]) || quantifier[1] === '0' || quantifier[1] === '');
    const usable =
      atom.literal !== undefined && !optional && !foldsBeyondLowerCase(atom.literal, insensitive);
    if (usable) run += atom.literal;
    if (!usable || quantifier !== null) end();
    i = atom.end + (quantifier?.[0].length ?? 0);
  }
  end();
  return best.length >= shortest ? lowerCase(best) : undefined;
}

/** RE2 folds `s` with `ſ`, which is its own lower case; other such letters are not ASCII. */
function foldsBeyondLowerCase(character: string, insensitive: boolean): boolean {
  return character > '\x7f' || (insensitive && /s/i.test(character));
}

/** @returns where the atom ends and its character if it is one; undefined when no literal can be told at all */
function readAtom(source: string, at: number): { end: number; literal: string | undefined } | undefined {
  const c = source[at]!;
  if (c === '|') return undefined;
  if (c === '\\') {
    const next = source[at + 1];
    if (next === undefined || next === 'Q' || next === 'E') return undefined;
    if (/[A-Za-z0-9]/.test(next))
      return /[dDwWsSbBAz]/.test(next) ? { end: at + 2, literal: undefined } : undefined;
    return { end: at + 2, literal: next };
  }
  if (c === '[') return closing(source, at, ']');
  if (c === '(') return closing(source, at, ')');
  if (c === '.' || c === '^' || c === '$') return { end: at + 1, literal: undefined };
  return /[*+?{})\]]/.test(c) && c !== '{' && c !== '}' ? undefined : { end: at + 1, literal: c };
}

/** @returns the end of a group or class */
function closing(
  source: string,
  at: number,
  close: ']' | ')',
): { end: number; literal: undefined } | undefined {
  let depth = 0;
  for (let i = at; i < source.length; i++) {
    const c = source[i]!;
    if (c === '\\') i++;
    else if (c === '[' && (close === ')' || i === at)) {
      // `]` right after `[` or `[^` is a member
      let j = i + 1;
      if (source[j] === '^') j++;
      if (source[j] === ']') j++;
      while (j < source.length && source[j] !== ']')
        j += source[j] === '\\' ? 2 : source.startsWith('[:', j) ? 2 : 1;
      if (close === ']') return { end: j + 1, literal: undefined };
      i = j;
    } else if (c === '(') depth++;
    else if (c === ')' && --depth === 0) return { end: i + 1, literal: undefined };
  }
  return undefined;
}
