import { anyText, joinParts, oneCharacter, type Pattern } from './pattern.js';

/** Sigma 2.1, modifiers appendix: hyphen, slash, en dash, em dash, horizontal bar. */
export const dashes = ['-', '/', '\u2013', '\u2014', '\u2015'] as const;

/** More variants than this are not listed one by one. */
const maxVariants = 3125;

/**
 * @returns the pattern with each dash character replaced by each of the five, in all permutations;
 * undefined when there would be more than 3,125 (more than five dashes)
 */
export function dashVariants(pattern: Pattern): Pattern[] | undefined {
  let variants: Pattern[] = [[]];
  for (const part of pattern) {
    const pieces: Pattern[number][] =
      part === anyText || part === oneCharacter
        ? [part]
        : part.split(/([-/\u2013-\u2015])/).filter((p) => p !== '');
    for (const piece of pieces) {
      const isDash = dashes.some((dash) => dash === piece);
      const options: readonly Pattern[number][] = isDash ? dashes : [piece];
      if (variants.length * options.length > maxVariants) return undefined;
      variants = variants.flatMap((variant) => options.map((option): Pattern => [...variant, option]));
    }
  }
  return variants.map(joinParts);
}
