import type { Pattern, PatternPart } from './ast.js';
import { isStar } from './scanner.js';

/**
 * @param text compared as it is: give both sides in the same case
 * @returns whether the whole text is of the pattern; the time grows with the product of the lengths at most
 */
export function matchesWhole(pattern: Pattern, text: string): boolean {
  const parts = pattern.flatMap((part): PatternPart[] => (typeof part === 'string' ? [...part] : [part]));
  const characters = [...text];
  let part = 0;
  let star = -1;
  let resume = 0;
  for (let at = 0; at < characters.length; ) {
    const wanted = parts[part];
    if (isStar(wanted)) {
      star = part++;
      resume = at;
    } else if (wanted !== undefined && (typeof wanted !== 'string' || wanted === characters[at])) {
      part++;
      at++;
    } else if (star >= 0) {
      // Only the last star has to give way: what stood before it matched already.
      part = star + 1;
      at = ++resume;
    } else return false;
  }
  return parts.slice(part).every(isStar);
}
