import { code } from '../scan.js';

/**
 * Calls back for each `key=value` of a text, words in between are skipped. A value may be in double or single
 * quotes; without quotes it ends at the next space and may be empty.
 * @param text the pairs
 * @param each gets key, value and whether the value was quoted
 */
export function keyValues(text: string, each: (key: string, value: string, quoted: boolean) => void): void {
  let at = 0;
  while (at < text.length) {
    const equals = text.indexOf('=', at);
    if (equals < 0) return;
    // Not lastIndexOf: it would search beyond `at` and make a hostile line quadratic.
    let from = equals;
    while (from > at && text.charCodeAt(from - 1) !== code.space) from--;
    const key = text.slice(from, equals);
    const mark = text[equals + 1];
    const quoted = mark === '"' || mark === "'";
    const start = quoted ? equals + 2 : equals + 1;
    let end = text.indexOf(quoted ? mark : ' ', start);
    if (end < 0) end = text.length;
    if (key !== '') each(key, text.slice(start, end), quoted);
    at = end + 1;
  }
}
