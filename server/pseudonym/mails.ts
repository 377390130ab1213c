import { characters } from './characters.js';

/** An address of electronic mail in a text. */
export interface MailSpan {
  from: number;
  /** Place of the `@`. */
  at: number;
  to: number;
}

const longestLocal = 64;

/** @returns addresses of electronic mail, from left to right, none overlapping: RFC 5322's dot-atoms, RFC 6531's letters */
export function findMails(text: string): MailSpan[] {
  const { word } = characters();
  const spans: MailSpan[] = [];
  let free = 0;
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    let from = at;
    while (from > free && at - from < longestLocal && isLocal(text.charCodeAt(from - 1), word)) from--;
    while (from < at && word[text.charCodeAt(from)] === 0) from++;
    let to = at + 1;
    while (to < text.length && to - at < 255 && isDomain(text.charCodeAt(to), word)) to++;
    while (to > at + 1 && word[text.charCodeAt(to - 1)] === 0) to--;
    const dot = text.indexOf('.', at + 1);
    if (from === at || dot < 0 || dot >= to) continue;
    spans.push({ from, at, to });
    free = to;
  }
  return spans;
}

const isLocal = (code: number, word: Uint8Array): boolean =>
  word[code] === 1 || code === 46 || code === 95 || code === 37 || code === 43 || code === 45;
const isDomain = (code: number, word: Uint8Array): boolean => word[code] === 1 || code === 46 || code === 45;
