import { RE2JS } from 're2js';
import type { FaultValues } from '../../contract/fault.js';

/** Letters of the sub-modifiers of `re`. */
const flagBits: Record<string, number> = {
  i: RE2JS.CASE_INSENSITIVE,
  m: RE2JS.MULTILINE,
  s: RE2JS.DOTALL,
};

/** Drafts of rules bring new ones with every change of a text: those that are in use are held by their rules. */
const compiled = new Map<string, RE2JS>();
const mostCompiled = 4096;

/**
 * Compiles an expression for linear-time matching; equal expressions are compiled once.
 * @param source in RE2 syntax: PCRE without look-around and backreferences
 * @param flags letters of `ims`
 * @throws RE2JSSyntaxException when the source is not RE2
 */
export function compileRegex(source: string, flags: string): RE2JS {
  const key = `${flags}/${source}`;
  let regex = compiled.get(key);
  if (regex === undefined) {
    const bits = [...flags].reduce((sum, flag) => sum | (flagBits[flag] ?? 0), 0);
    regex = RE2JS.compile(source, bits);
    if (compiled.size >= mostCompiled) compiled.clear();
    compiled.set(key, regex);
  }
  return regex;
}

interface RegexFault {
  /** With `{name}` for each value. */
  message: string;
  hint: string;
  values?: FaultValues;
}

/** @returns why an expression is refused and what to do, or undefined when it compiles */
export function regexFault(source: string): RegexFault | undefined {
  try {
    compileRegex(source, '');
    return undefined;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (/\(\?(?:<?[=!])/.test(source)) {
      return {
        message: 'The regular expression uses look-around, which has no linear-time evaluation.',
        hint: 'Express what must not match as a selection of its own and negate it in the condition.',
      };
    }
    if (/\\[1-9]|\\k</.test(source)) {
      return {
        message: 'The regular expression uses a backreference, which has no linear-time evaluation.',
        hint: 'Write the repeated text out.',
      };
    }
    return {
      message: 'The regular expression cannot be read: {detail}',
      hint: 'Use RE2 syntax.',
      values: { detail: message },
    };
  }
}
