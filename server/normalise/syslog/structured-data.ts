import type { Event } from '../../contract/event.js';
import { code } from '../scan.js';

/**
 * Reads STRUCTURED-DATA (RFC 5424 6.3) into `fields` as `sd.<id>.<param>`; an element without parameters
 * becomes `sd.<id>: true`, a repeated parameter an array.
 * @param at index of its first character
 * @returns index after it. Malformed structured data is left in the message from its first bad element on,
 * and `fields['sd.malformed']` is set
 */
export function structuredData(event: Event, text: string, at: number): number {
  if (text.charCodeAt(at) === code.minus) return at + 1;
  let i = at;
  while (text.charCodeAt(i) === code.openBracket) {
    const end = element(event, text, i + 1);
    if (end < 0) {
      event.fields['sd.malformed'] = true;
      return i;
    }
    i = end;
  }
  return i;
}

/** @returns index after the closing bracket, or -1 when the element is malformed */
function element(event: Event, text: string, at: number): number {
  let i = nameEnd(text, at);
  if (i === at) return -1;
  const id = `sd.${text.slice(at, i)}`;
  if (text.charCodeAt(i) === code.closeBracket) {
    event.fields[id] = true;
    return i + 1;
  }
  const found: [string, string][] = [];
  while (text.charCodeAt(i) === code.space) {
    const end = nameEnd(text, i + 1);
    if (end === i + 1 || text.charCodeAt(end) !== code.equals || text.charCodeAt(end + 1) !== code.quote)
      return -1;
    const close = closingQuote(text, end + 2);
    if (close < 0) return -1;
    found.push([`${id}.${text.slice(i + 1, end)}`, unescaped(text.slice(end + 2, close))]);
    i = close + 1;
  }
  if (text.charCodeAt(i) !== code.closeBracket) return -1;
  for (const [name, value] of found) add(event, name, value);
  return i + 1;
}

function add(event: Event, name: string, value: string): void {
  const before = event.fields[name];
  if (before === undefined) event.fields[name] = value;
  else if (Array.isArray(before)) before.push(value);
  else event.fields[name] = [before, value];
}

/** SD-NAME (6.3.2, 6.3.3): printable ASCII except `=`, space, `]` and `"`. */
function nameEnd(text: string, at: number): number {
  let i = at;
  for (; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c <= 32 || c > 126 || c === code.equals || c === code.closeBracket || c === code.quote) break;
  }
  return i;
}

function closingQuote(text: string, at: number): number {
  for (let i = at; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === code.quote) return i;
    if (c === code.backslash) i++;
  }
  return -1;
}

const escaped = /\\(["\\\]])/g;

/** 6.3.3: only `\"`, `\\` and `\]` are escapes; any other backslash stands for itself. */
function unescaped(value: string): string {
  return value.includes('\\') ? value.replace(escaped, '$1') : value;
}
