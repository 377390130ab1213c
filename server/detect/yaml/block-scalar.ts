import { unusual } from './unusual.js';

const lineFeed = 0x0a;
const space = 0x20;

/** A block scalar and where the text goes on. */
export interface BlockScalar {
  value: string;
  /** Begin of the line behind it. */
  end: number;
  /** Lines that it takes, without that of its header. */
  lines: number;
}

/**
 * Reads the content of a block scalar, chomped by clip or strip (YAML 1.2.2, 8.1). Lines that are indented deeper
 * are left to others where lines are folded, as are indented blank lines.
 * @param text without carriage returns and tabs
 * @param from begin of the line behind the header
 * @param parentIndent spaces before the collection that it is in
 * @param header `|`, `|-`, `>` or `>-`
 * @throws unusual
 */
export function readBlockScalar(
  text: string,
  from: number,
  parentIndent: number,
  header: string,
): BlockScalar {
  const lines: string[] = [];
  let [indent, filled, end] = [-1, 0, from];
  for (let start = from; start < text.length; ) {
    let at = start;
    while (text.charCodeAt(at) === space) at++;
    const spaces = at - start;
    if (at === text.length && spaces > 0) throw unusual;
    if (text.charCodeAt(at) === lineFeed) {
      if (spaces > Math.max(indent, 0)) throw unusual;
      lines.push('');
      start = at + 1;
      continue;
    }
    if (indent < 0) indent = spaces > parentIndent ? spaces : -1;
    if (indent < 0 || spaces < indent) break;
    const feed = text.indexOf('\n', at);
    const lineEnd = feed < 0 ? text.length : feed;
    lines.push(text.slice(start + indent, lineEnd));
    filled = lines.length;
    start = lineEnd + 1;
    end = start;
  }
  if (filled === 0) throw unusual;
  lines.length = filled;
  const value = header.startsWith('|') ? lines.join('\n') : fold(lines);
  return { value: header.endsWith('-') ? value : `${value}\n`, end, lines: filled };
}

/** YAML 1.2.2, 8.1.3: a line feed becomes a space, several lose one. */
function fold(lines: readonly string[]): string {
  let value = '';
  let separator = '';
  for (const line of lines) {
    if (line.startsWith(' ')) throw unusual;
    if (line !== '') {
      value += separator + line;
      separator = ' ';
    } else if (separator === '\n') value += '\n';
    else separator = '\n';
  }
  return value;
}
