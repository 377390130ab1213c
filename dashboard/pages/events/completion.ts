/** What stands at the caret and can be completed: its place in the query, and what is written of it. */
export interface Completable {
  kind: 'field' | 'value';
  /** Of a value. */
  field: string;
  prefix: string;
  from: number;
  to: number;
}

const wordEnd = /[\s()"]/;
/** A value that needs no quotation marks. */
const plain = /^[\w@.-]+$/;
const keywords = new Set(['and', 'or', 'not', 'to']);

/** @returns what can be completed at the caret; undefined within quotation marks and where nothing is written */
export function completableAt(query: string, caret: number): Completable | undefined {
  let from = 0;
  let quoted = false;
  /** Behind `field:(`: values of this field stand in the brackets. */
  let listOf: string | undefined;
  for (let at = 0; at < caret; at++) {
    const c = query[at]!;
    if (c === '\\') at++;
    else if (c === '"') {
      quoted = !quoted;
      from = at + 1;
    } else if (!quoted && wordEnd.test(c)) {
      const before = query.slice(from, at);
      if (c === '(') listOf = before.endsWith(':') ? nameOf(before.slice(0, -1)) : undefined;
      if (c === ')') listOf = undefined;
      from = at + 1;
    }
  }
  if (quoted) return undefined;
  const word = query.slice(from, caret);
  const rest = query.slice(caret).search(/[\s()":]|$/);
  const to = caret + rest;
  const colon = word.indexOf(':');
  if (listOf !== undefined) return { kind: 'value', field: listOf, prefix: word, from, to };
  if (colon > 0) {
    const value = word.slice(colon + 1);
    if (/^[<>[{]/.test(value)) return undefined;
    return { kind: 'value', field: nameOf(word.slice(0, colon)), prefix: value, from: from + colon + 1, to };
  }
  const start = /^[-+!]/.test(word) ? from + 1 : from;
  const prefix = query.slice(start, caret);
  if (prefix === '' || keywords.has(prefix.toLowerCase())) return undefined;
  return { kind: 'field', field: '', prefix, from: start, to };
}

function nameOf(written: string): string {
  return written.replace(/^[-+!]/, '').replaceAll(/\\(.)/g, '$1');
}

/**
 * @param option the name or value that was chosen
 * @returns the query with it, and where the caret stands then
 */
export function complete(
  query: string,
  { kind, from, to }: Completable,
  option: string,
): { query: string; caret: number } {
  const colon = query[to] === ':' ? '' : ':';
  const written = kind === 'field' ? `${fieldName(option)}${colon}` : `${value(option)} `;
  const behind = kind === 'value' ? query.slice(to).replace(/^ /, '') : query.slice(to);
  const caret = from + written.length + (kind === 'field' && colon === '' ? 1 : 0);
  return { query: query.slice(0, from) + written + behind, caret };
}

/** @returns the name as it stands in a query */
export function fieldName(name: string): string {
  return name.replaceAll(/[\s\\*?"'()[\]{}:<>=+!&|]/g, '\\$&');
}

function value(text: string): string {
  return plain.test(text) && !keywords.has(text.toLowerCase())
    ? text
    : `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
}
