import { fold } from './fold.js';
import { type AskedText, askText, mayContain } from './gram-set.js';
import type { Need, SegmentFilter } from './segment-filter.js';
import { foldedKey } from './segment-filter.js';
import { type AskedValue, askValue, mayHold, valueKey } from './value-set.js';

/** Tells of a filter whether rows of it may meet what was asked; false: certainly none does. */
export type AskedNeeds = (filter: SegmentFilter) => boolean;

// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII
const ascii = /^[\x00-\x7f]*$/;

/**
 * Prepares needs for many filters: what of them does not depend on the filter is computed once.
 * @returns whether a filter's rows may meet all of them
 */
export function askNeeds(needs: readonly Need[]): AskedNeeds {
  const asked = needs.map(askNeed);
  return (filter) => asked.every((mayMeet) => mayMeet(filter));
}

function askNeed(need: Need): AskedNeeds {
  if ('any' in need) {
    const any = need.any.map(askNeeds);
    return (filter) => any.some((mayMeet) => mayMeet(filter));
  }
  if ('texts' in need) {
    const texts: AskedText[] = need.texts.map(askText);
    return ({ grams }) => texts.some((text) => mayContain(grams, text));
  }
  const { column, value, caseless = false } = need;
  return caseless ? askCaseless(column, value) : holds(askValue(valueKey(column, value)));
}

const holds =
  (value: AskedValue): AskedNeeds =>
  ({ values }) =>
    mayHold(values, value);

/** Characters beyond ASCII are not folded: of a value with such nothing is certain. */
function askCaseless(column: string, value: string): AskedNeeds {
  const folded = fold(value);
  if (!ascii.test(folded)) return () => true;
  const keys = [valueKey(column, folded), foldedKey(column, folded)].map(askValue);
  return ({ values, caseless }) => !caseless || keys.some((key) => mayHold(values, key));
}
