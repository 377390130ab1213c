import { dashes, isDashAt } from './dashes.js';
import { joinParts, oneDash, type Pattern } from './pattern.js';

/** @returns the pattern with each dash character standing for any of the five */
export function markDashes(pattern: Pattern): Pattern {
  return pattern.flatMap((part): Pattern => {
    if (typeof part !== 'string') return [part];
    const pieces = part.split(/([-/\u2013-\u2015])/).filter((piece) => piece !== '');
    return pieces.map((piece) => (piece.length === 1 && isDashAt(piece, 0) ? oneDash : piece));
  });
}

/**
 * Writes out what a pattern with marked dashes stands for.
 * @param most variants that the caller can use; each dash takes five times as many
 * @returns all permutations, or undefined where there are more than `most`
 */
export function listDashes(pattern: Pattern, most: number): Pattern[] | undefined {
  const count = pattern.filter((part) => part === oneDash).length;
  if (dashes.length ** count > most) return undefined;
  let variants: Pattern[] = [[]];
  for (const part of pattern) {
    const options: Pattern = part === oneDash ? dashes : [part];
    variants = variants.flatMap((variant) => options.map((option): Pattern => [...variant, option]));
  }
  return variants.map(joinParts);
}
