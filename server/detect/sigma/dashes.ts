/** Sigma 2.1, modifiers appendix: hyphen, slash, en dash, em dash, horizontal bar. */
export const dashes = ['-', '/', '\u2013', '\u2014', '\u2015'] as const;

/**
 * @param text of which one character is asked
 * @param at its index; may be behind the end
 * @returns whether it is one of the five characters that `windash` takes for each other
 */
export function isDashAt(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code === 0x2d || code === 0x2f || (code >= 0x2013 && code <= 0x2015);
}
