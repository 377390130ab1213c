const lineWidth = 110;

/**
 * Writes an index so that it is good to diff: two blanks indentation, and what fits on a line stands on one line.
 * The same value always gives the same text.
 * @param value a catalogue index
 * @returns JSON text with a final newline
 */
export function formatIndex(value: object): string {
  return `${format(value, 0, 0)}\n`;
}

/** `used` are the characters beside the value on its first line. */
function format(value: unknown, indent: number, used: number): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Array.isArray(value)
    ? value.map((item): [string, unknown] => ['', item])
    : Object.entries(value).map(([key, item]): [string, unknown] => [`${JSON.stringify(key)}: `, item]);
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  if (entries.length === 0) return open + close;
  const flat = entries.map(([key, item]) => key + inline(item)).join(', ');
  const blank = Array.isArray(value) ? '' : ' ';
  const line = `${open}${blank}${flat}${blank}${close}`;
  if (!holdsObjects(value) && used + indent + line.length + 1 <= lineWidth) return line;
  const inner = ' '.repeat(indent + 2);
  const lines = entries.map(([key, item]) => inner + key + format(item, indent + 2, key.length));
  return `${open}\n${lines.join(',\n')}\n${' '.repeat(indent)}${close}`;
}

function inline(value: unknown): string {
  return Array.isArray(value) ? `[${value.map(inline).join(', ')}]` : JSON.stringify(value);
}

function holdsObjects(value: object): boolean {
  return Object.values(value).some(
    (item) =>
      typeof item === 'object' &&
      item !== null &&
      (!Array.isArray(item) || item.some((x) => typeof x === 'object')),
  );
}
