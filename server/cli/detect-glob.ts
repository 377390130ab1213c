import { matchesPattern, parsePattern } from '../detect/sigma/pattern.js';

/**
 * @param pattern text in which `*` stands for any text and `?` for one character, as in Sigma; case does not count
 * @returns tells whether a whole text is an instance of it
 */
export function glob(pattern: string): (text: string) => boolean {
  const parts = parsePattern(pattern.toLowerCase());
  return (text) => matchesPattern(parts, text.toLowerCase());
}
