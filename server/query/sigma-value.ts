import { literal, type Pattern } from './ast.js';

/** Modifier and value of a detection item (Sigma 2.1, "Value Modifiers"). */
export interface SigmaValue {
  modifier: '' | 'contains' | 'startswith' | 'endswith';
  value: string;
}

/**
 * Says a pattern of the query language in Sigma, with the modifier that Sigma has for the usual forms.
 * @param part whether the pattern is to be found anywhere in the value
 */
export function sigmaValue(pattern: Pattern, part: boolean): SigmaValue {
  const text = literal(pattern);
  if (text !== undefined) return { modifier: part ? 'contains' : '', value: escaped(text) };
  const [open, shut] = [isAny(pattern[0]), isAny(pattern.at(-1))];
  const inner = pattern.slice(open ? 1 : 0, shut ? -1 : undefined);
  const bare = literal(inner);
  if (bare !== undefined && bare !== '' && (open || shut || part)) {
    const modifier = (open && shut) || part ? 'contains' : open ? 'endswith' : 'startswith';
    return { modifier, value: escaped(bare) };
  }
  return { modifier: part ? 'contains' : '', value: pattern.map(written).join('') };
}

function isAny(part: Pattern[number] | undefined): boolean {
  return typeof part === 'object' && part.wildcard === '*';
}

function written(part: Pattern[number]): string {
  return typeof part === 'string' ? escaped(part) : part.wildcard;
}

/** Sigma 2.1, "Escape Character": a backslash is doubled only where it would escape what comes after it. */
function escaped(text: string): string {
  return text.replace(/\\(?=[\\*?]|$)/g, '\\\\').replace(/[*?]/g, '\\$&');
}
