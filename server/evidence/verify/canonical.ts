/**
 * JSON in the one form of RFC 8785: no white space, members sorted by UTF-16 code units, numbers and strings as
 * ECMAScript writes them. Members that are undefined are left out, as JSON.stringify does.
 * @param value of plain data
 * @throws TypeError for what JSON cannot say: NaN, infinities, lone surrogates, functions
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`JSON cannot say ${value}`);
    return JSON.stringify(value);
  }
  if (typeof value === 'string') return canonicalText(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object') throw new TypeError(`JSON cannot say a ${typeof value}`);
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  members.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${canonicalText(name)}:${canonicalJson(member)}`).join(',')}}`;
}

function canonicalText(text: string): string {
  // RFC 8785, 3.2.2.2: a lone surrogate ends the serialisation with an error.
  if (/\p{Surrogate}/u.test(text)) throw new TypeError('JSON text with a lone surrogate');
  return JSON.stringify(text);
}
