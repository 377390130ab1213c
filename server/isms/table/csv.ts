import { TextDecoder } from 'node:util';
import { exactCsvRecord, unguarded } from '../../contract/csv.js';
import { addRow, malformed, type Table, type TableRow, tableLimits } from './table.js';

const delimiters = [';', ',', '\t'] as const;
type Delimiter = (typeof delimiters)[number];

/**
 * Reads delimited text (RFC 4180): separated by semicolon, comma or tab, in UTF-8, UTF-16 with a byte order mark or
 * Windows-1252, as German spreadsheet programs write it.
 * @throws GrundwachtError TABLE_MALFORMED with the line
 */
export function readCsv(bytes: Uint8Array): Table {
  const { text: whole, encoding } = decode(bytes);
  const said = /^sep=([;,\t])\r?\n/.exec(whole);
  const text = said === null ? whole : whole.slice(said[0].length);
  const delimiter = (said?.[1] as Delimiter | undefined) ?? guessDelimiter(text);
  const rows: TableRow[] = [];
  for (const { line, cells } of records(text, delimiter)) {
    const number = line + (said === null ? 0 : 1);
    addRow(rows, { number, cells: cells.map(unguarded), faults: new Map() });
  }
  return { rows, form: `${encoding}, ${delimiter === '\t' ? 'Tab' : delimiter}` };
}

/**
 * Writes delimited text (RFC 4180) in UTF-8 with a byte order mark, so that spreadsheet programs show umlauts. A cell
 * that such a program would take for a formula gets an apostrophe in front, which {@link readCsv} takes away again.
 */
export function writeCsv(rows: readonly (readonly string[])[], delimiter: Delimiter = ';'): Uint8Array {
  return Buffer.from(`\uFEFF${rows.map((cells) => exactCsvRecord(cells, delimiter)).join('')}`);
}

function decode(bytes: Uint8Array): { text: string; encoding: string } {
  const [a, b] = bytes;
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)) {
    const encoding = a === 0xff ? 'utf-16le' : 'utf-16be';
    return { text: new TextDecoder(encoding).decode(bytes), encoding: 'UTF-16' };
  }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), encoding: 'UTF-8' };
  } catch {
    return { text: windows1252(bytes), encoding: 'Windows-1252' };
  }
}

/** Bytes 0x80 to 0x9f of Windows-1252; a blank one stands for none. Node 20's decoder takes them for ISO 8859-1. */
const upperControls = '€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ';

function windows1252(bytes: Uint8Array): string {
  return Buffer.from(bytes)
    .toString('latin1')
    .replace(/[\u0080-\u009f]/g, (character) => {
      const mapped = upperControls[character.charCodeAt(0) - 0x80];
      return mapped === ' ' ? '\uFFFD' : mapped!;
    });
}

/** The one that the first line has most of, outside of quotes. */
function guessDelimiter(text: string): Delimiter {
  const counts = new Map<string, number>();
  let inQuotes = false;
  for (const character of text) {
    if (character === '"') inQuotes = !inQuotes;
    else if (!inQuotes && (character === '\n' || character === '\r') && counts.size > 0) break;
    else if (!inQuotes && delimiters.includes(character as Delimiter)) {
      counts.set(character, (counts.get(character) ?? 0) + 1);
    }
  }
  return delimiters.toSorted((x, y) => (counts.get(y) ?? 0) - (counts.get(x) ?? 0))[0]!;
}

/** One record after the other; a quoted cell may hold delimiters, doubled quotes and line ends. */
function* records(text: string, delimiter: Delimiter): Iterable<{ line: number; cells: string[] }> {
  let at = 0;
  let line = 1;
  while (at < text.length) {
    const begin = line;
    const cells: string[] = [];
    for (;;) {
      const cell = text[at] === '"' ? quotedCell(text, at, line) : plainCell(text, at, delimiter);
      if (cell.value.length > tableLimits.cellLength) {
        malformed({
          message: 'line {begin}: a cell has more than {cellLength} characters',
          values: { begin, cellLength: tableLimits.cellLength },
        });
      }
      cells.push(cell.value);
      at = cell.end;
      line += cell.lines;
      if (text[at] !== delimiter) break;
      at += 1;
    }
    if (at < text.length && text[at] !== '\r' && text[at] !== '\n') {
      malformed({
        message: 'line {line}: after a closing quote there must be {delimiter}',
        values: { line, delimiter: delimiter === '\t' ? 'a tab' : delimiter },
      });
    }
    at += text[at] === '\r' && text[at + 1] === '\n' ? 2 : 1;
    line += 1;
    yield { line: begin, cells };
  }
}

interface Cell {
  value: string;
  /** Of the character after it. */
  end: number;
  /** Line ends inside of it. */
  lines: number;
}

function plainCell(text: string, begin: number, delimiter: Delimiter): Cell {
  let end = begin;
  while (end < text.length && text[end] !== delimiter && text[end] !== '\n' && text[end] !== '\r') end += 1;
  return { value: text.slice(begin, end), end, lines: 0 };
}

function quotedCell(text: string, begin: number, line: number): Cell {
  const parts: string[] = [];
  let at = begin + 1;
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote === -1)
      malformed({ message: 'line {line}: a quote is opened here and never closed', values: { line } });
    parts.push(text.slice(at, quote));
    at = quote + 1;
    if (text[at] !== '"') break;
    at += 1;
  }
  const value = parts.join('"');
  return { value, end: at, lines: value.split(/\r\n|\r|\n/).length - 1 };
}
