/** What a plain scalar can stand for. */
export type PlainValue = string | number | boolean | null;

const integer = /^[-+]?[0-9]+$/;
const prefixed = /^0(?:o[0-7]+|x[0-9a-fA-F]+)$/;
const decimal = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const special = /^(?:[-+]?\.(?:inf|Inf|INF)|\.nan|\.NaN|\.NAN)$/;

/**
 * Resolves a plain scalar (YAML 1.2.2, 10.3.2 "Tag Resolution" of the core schema).
 * @param text as written, without the spaces around it
 * @returns its value; the text itself where it stands for nothing else
 */
export function resolvePlain(text: string): PlainValue {
  switch (text.charCodeAt(0)) {
    case 0x7e: // ~
    case 0x6e: // n
    case 0x4e: // N
      return text === '~' || text === 'null' || text === 'Null' || text === 'NULL' ? null : text;
    case 0x74: // t
    case 0x54: // T
      return text === 'true' || text === 'True' || text === 'TRUE' ? true : text;
    case 0x66: // f
    case 0x46: // F
      return text === 'false' || text === 'False' || text === 'FALSE' ? false : text;
    default:
      return /^[-+.0-9]/.test(text) ? resolveNumber(text) : text;
  }
}

function resolveNumber(text: string): string | number {
  if (integer.test(text) || prefixed.test(text) || decimal.test(text)) return Number(text);
  if (!special.test(text)) return text;
  if (text.toLowerCase() === '.nan') return Number.NaN;
  return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}
