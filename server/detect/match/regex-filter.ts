import { type RegexPart, regexParts } from './regex-parts.js';

/** Longer parts tell texts apart no better. */
const longest = 24;
/** Bits that a part must tell: as many as one certain character does. */
const leastBits = 7;

interface Choice {
  /** Of these at least one is in every match. */
  runs: readonly (readonly string[])[];
  /** How much its least telling run tells. */
  bits: number;
}

const known = new Map<string, RegExp | undefined>();

/**
 * A necessary condition for a match that is asked many times faster: whether a text has one of a few parts of fixed
 * length. V8 needs time proportional to text and part for those: nothing in them can be read in two ways.
 * @param source of a regular expression in RE2 syntax
 * @returns undefined where no part is required that tells texts apart
 */
export function regexFilter(source: string): RegExp | undefined {
  if (!known.has(source)) known.set(source, compileFilter(source));
  return known.get(source);
}

function compileFilter(source: string): RegExp | undefined {
  const part = regexParts(source);
  const choice = part && choose(part);
  if (choice === undefined || choice.bits < leastBits) return undefined;
  return new RegExp(choice.runs.map((sets) => sets.map(classOf).join('')).join('|'));
}

function choose(part: RegexPart): Choice | undefined {
  if (part.op === 'run') {
    const sets = part.sets.slice(0, longest);
    return { runs: [sets], bits: sets.reduce((sum, set) => sum + 7 - Math.log2(set.length), 0) };
  }
  const choices = part.of.map(choose).filter((one) => one !== undefined);
  if (part.op === 'all')
    return choices.reduce<Choice | undefined>(
      (best, one) => (best && best.bits >= one.bits ? best : one),
      undefined,
    );
  if (choices.length < part.of.length) return undefined;
  return {
    runs: choices.flatMap(({ runs }) => runs),
    bits: Math.min(...choices.map(({ bits }) => bits)) - Math.log2(choices.length),
  };
}

/** A set's characters in both cases, and the two beyond ASCII that fold with letters. */
function classOf(set: string): string {
  const folded = [...set].flatMap((c) => [
    c,
    c.toUpperCase(),
    ...(c === 's' ? ['\u017f'] : c === 'k' ? ['\u212a'] : []),
  ]);
  const escaped = [...new Set(folded)].map((c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return escaped.length === 1 ? escaped[0]! : `[${escaped.join('')}]`;
}
