import { code } from '../scan.js';

const comma = 44;
const closeBrace = 125;

/**
 * Splits a record at its commas. A field may be quoted, with `""` for a quote inside (RFC 4180 section 2); one in
 * braces, which PAN-OS writes for lists, is kept whole.
 * @param limit fields after which the rest is left out
 */
export function splitCsv(text: string, limit: number): string[] {
  const out: string[] = [];
  let at = 0;
  while (out.length < limit) {
    const first = text.charCodeAt(at);
    if (first === code.quote) at = quoted(text, at + 1, out);
    else {
      const from = first === code.openBrace ? Math.max(at, bracesEnd(text, at)) : at;
      const end = text.indexOf(',', from);
      out.push(text.slice(at, end < 0 ? text.length : end));
      at = end < 0 ? text.length : end;
    }
    if (at >= text.length) break;
    at++;
  }
  return out;
}

/** @returns index of the comma behind the quoted field, or the text's length */
function quoted(text: string, at: number, out: string[]): number {
  let value = '';
  let from = at;
  for (let i = text.indexOf('"', at); i >= 0; i = text.indexOf('"', i)) {
    if (text.charCodeAt(i + 1) === code.quote) {
      value += text.slice(from, i + 1);
      i += 2;
      from = i;
      continue;
    }
    out.push(value + text.slice(from, i));
    const next = text.charCodeAt(i + 1) === comma ? i + 1 : text.indexOf(',', i);
    return next < 0 ? text.length : next;
  }
  out.push(value + text.slice(from));
  return text.length;
}

function bracesEnd(text: string, at: number): number {
  for (let i = text.indexOf('}', at); i >= 0; i = text.indexOf('}', i + 1)) {
    const next = text.charCodeAt(i + 1);
    if (next === comma || Number.isNaN(next) || next === closeBrace) return i + 1;
  }
  return -1;
}
