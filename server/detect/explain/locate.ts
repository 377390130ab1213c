import { lowerCase } from '../match/value-test.js';
import type { FieldTest } from '../sigma/field-test.js';
import { advance, anyText, type Pattern } from '../sigma/pattern.js';
import { compileRegex } from '../sigma/regex.js';

/** Part of a text, in UTF-16 units: from the first, inclusive, to the last, exclusive. */
export type Span = [from: number, to: number];

/** More marks in one text help nobody. */
export const mostSpans = 20;
/** A longer text is marked as a whole. */
const longestText = 20_000;

/**
 * @param test that holds for the text
 * @returns the parts of the text that it holds by; the whole text where it has no parts, or they cannot be told
 */
export function spansOf(test: FieldTest, text: string): Span[] {
  const whole: Span[] = text === '' ? [] : [[0, text.length]];
  if (text.length > longestText) return whole;
  const found = partsOf(test, text);
  return found === undefined || found.length === 0 ? whole : found;
}

function partsOf(test: FieldTest, text: string): Span[] | undefined {
  if (test.kind === 'regex') return regexSpans(test.source, test.flags, text);
  if (test.kind !== 'string') return undefined;
  if (test.cased) return patternSpans(test.pattern, text);
  const lower = lowerCase(text);
  // Places in the one would be others in the other.
  if (lower.length !== text.length) return undefined;
  return patternSpans(
    test.pattern.map((part) => (typeof part === 'string' ? lowerCase(part) : part)),
    lower,
  );
}

function regexSpans(source: string, flags: string, text: string): Span[] {
  const matcher = compileRegex(source, flags).matcher(text);
  const spans: Span[] = [];
  while (spans.length < mostSpans && matcher.find()) {
    if (matcher.end() > matcher.start()) spans.push([matcher.start(), matcher.end()]);
  }
  return spans;
}

/** Each part between two `*` is taken where it comes first; the last one of a pattern without `*` at its end comes last. */
function patternSpans(pattern: Pattern, text: string): Span[] | undefined {
  const chunks = chunksOf(pattern);
  const [only] = chunks;
  if (chunks.length === 1 && pattern[0] === anyText && pattern.at(-1) === anyText) {
    return everyPlace(only!, text);
  }
  const spans: Span[] = [];
  let at = 0;
  for (const [index, chunk] of chunks.entries()) {
    const first = index === 0 && pattern[0] !== anyText;
    const last = index === chunks.length - 1 && pattern.at(-1) !== anyText;
    const span = first
      ? spanAt(chunk, text, 0)
      : last
        ? lastPlace(chunk, text, at)
        : nextPlace(chunk, text, at);
    if (span === undefined) return undefined;
    spans.push(span);
    at = span[1];
  }
  return spans;
}

function chunksOf(pattern: Pattern): Pattern[] {
  const chunks: Pattern[number][][] = [[]];
  for (const part of pattern) {
    if (part === anyText) chunks.push([]);
    else chunks.at(-1)!.push(part);
  }
  return chunks.filter((chunk) => chunk.length > 0);
}

function spanAt(chunk: Pattern, text: string, at: number): Span | undefined {
  let end = at;
  for (const part of chunk) {
    end = advance(part, text, end);
    if (end < 0) return undefined;
  }
  return [at, end];
}

function nextPlace(chunk: Pattern, text: string, from: number): Span | undefined {
  const [head] = chunk;
  for (let at = from; at <= text.length; at++) {
    if (typeof head === 'string') {
      at = text.indexOf(head, at);
      if (at < 0) return undefined;
    }
    const span = spanAt(chunk, text, at);
    if (span !== undefined) return span;
  }
  return undefined;
}

function lastPlace(chunk: Pattern, text: string, from: number): Span | undefined {
  for (let at = text.length; at >= from; at--) {
    const span = spanAt(chunk, text, at);
    if (span?.[1] === text.length) return span;
  }
  return undefined;
}

function everyPlace(chunk: Pattern, text: string): Span[] {
  const spans: Span[] = [];
  for (let at = 0; spans.length < mostSpans; ) {
    const span = nextPlace(chunk, text, at);
    if (span === undefined || span[1] === span[0]) break;
    spans.push(span);
    at = span[1];
  }
  return spans;
}

const wordCharacter = /[\p{L}\p{N}_]/u;

/**
 * @param value a field's value
 * @returns where it stands in a text as a word of its own, ignoring case
 */
export function placesOf(value: string, text: string): Span[] {
  const [lower, wanted] = [lowerCase(text), lowerCase(value)];
  if (text.length > longestText || lower.length !== text.length || wanted === '') return [];
  const spans: Span[] = [];
  for (
    let at = lower.indexOf(wanted);
    at >= 0 && spans.length < mostSpans;
    at = lower.indexOf(wanted, at + 1)
  ) {
    const end = at + wanted.length;
    const inWord = (edge: number): boolean =>
      wordCharacter.test(text[edge - 1] ?? '') && wordCharacter.test(text[edge] ?? '');
    if (!inWord(at) && !inWord(end)) spans.push([at, end]);
  }
  return spans;
}

/** @returns the spans in order, those that touch joined */
export function joinSpans(spans: readonly Span[]): Span[] {
  const joined: Span[] = [];
  for (const [from, to] of spans.toSorted((a, b) => a[0] - b[0] || a[1] - b[1])) {
    const last = joined.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
    else joined.push([from, to]);
  }
  return joined.slice(0, mostSpans);
}
