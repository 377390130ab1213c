import { unusual } from './unusual.js';

/** Escapes of double-quoted scalars in common use (YAML 1.2.2, 5.7). */
const escapes: Readonly<Record<string, string>> = {
  '\\': '\\',
  '"': '"',
  '/': '/',
  n: '\n',
  t: '\t',
  r: '\r',
  '0': '\0',
};

/**
 * @param at the opening quote, single or double
 * @param lineEnd end of its line
 * @returns offset of the closing quote
 * @throws unusual when the scalar goes on in the next line
 */
export function closingQuote(text: string, at: number, lineEnd: number): number {
  const quote = text[at]!;
  let end = text.indexOf(quote, at + 1);
  if (quote === "'") while (end >= 0 && text[end + 1] === "'") end = text.indexOf("'", end + 2);
  else while (end >= 0 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  if (end < 0 || end >= lineEnd) throw unusual;
  return end;
}

function isEscaped(text: string, at: number): boolean {
  let start = at;
  while (text[start - 1] === '\\') start--;
  return (at - start) % 2 === 1;
}

/**
 * @param at the opening quote
 * @param end the closing one, in the same line
 * @returns the text between them
 * @throws unusual for escapes that are not in common use
 */
export function unquote(text: string, at: number, end: number): string {
  const inner = text.slice(at + 1, end);
  if (text[at] === "'") return inner.includes("'") ? inner.replaceAll("''", "'") : inner;
  if (!inner.includes('\\')) return inner;
  return inner.replace(/\\(.)/g, (_, letter: string) => {
    const plain = Object.hasOwn(escapes, letter) ? escapes[letter] : undefined;
    if (plain === undefined) throw unusual;
    return plain;
  });
}
