/** Control characters, halves of surrogate pairs that stand alone, and what has a meaning in XML. */
const special = /[&<>"\p{Cc}\p{Cs}\ufffe\uffff]/u;
const specials = /[&<>"\p{Cc}\p{Cs}\ufffe\uffff]/gu;

const inText: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '"',
  '\r': '&#13;',
  '\n': '\n',
  '\t': '\t',
};

const inAttribute: Record<string, string> = { ...inText, '"': '&quot;', '\n': '&#10;', '\t': '&#9;' };

/** XML 1.0 2.2: of the control characters, only U+007F to U+009F can be written; the others become U+FFFD. */
const escapeOther = (character: string): string =>
  character >= '\u007f' && character <= '\u009f' ? character : '\ufffd';

/**
 * @param text any text
 * @returns it as XML character data that reads back unaltered: a carriage return is a reference, because
 * XML 1.0 2.11 would make it a line feed
 */
export function escapeText(text: string): string {
  return special.test(text) ? text.replace(specials, (c) => inText[c] ?? escapeOther(c)) : text;
}

/**
 * @param text any text
 * @returns it for an attribute value in double quotes; line ends and tabs are references, because XML 1.0 3.3.3
 * would make them blanks
 */
export function escapeAttribute(text: string): string {
  return special.test(text) ? text.replace(specials, (c) => inAttribute[c] ?? escapeOther(c)) : text;
}
