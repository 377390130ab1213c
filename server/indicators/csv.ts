import { GrundwachtError } from '../contract/errors.js';
import type { Sentence } from '../contract/fault.js';
import { guessKind, kindNamed } from './kind.js';
import { type About, instantOf, type ReadIndicators, Reading, tlpNamed } from './reading.js';

/** Names of the columns, as feeds and people write them. */
const columnNames = {
  value: ['value', 'indicator', 'ioc', 'wert', 'indikator'],
  kind: ['type', 'kind', 'indicator_type', 'ioc_type', 'typ', 'art'],
  description: ['description', 'comment', 'beschreibung', 'kommentar', 'note'],
  tlp: ['tlp'],
  valid_from: ['valid_from', 'first_seen', 'gültig ab', 'gueltig_ab'],
  valid_until: ['valid_until', 'expires', 'expiration', 'gültig bis', 'gueltig_bis'],
} as const;
type Column = keyof typeof columnNames;

/**
 * Reads a table of indicators: with a first row that names its columns, or only values (and, behind each, a
 * description). Lines that begin with `#` are remarks, except one that names the columns.
 * @param text separated by comma, semicolon or tab (RFC 4180)
 * @throws GrundwachtError TABLE_MALFORMED with the line
 */
export function readCsv(text: string): ReadIndicators {
  const reading = new Reading('csv');
  const delimiter = delimiterOf(text);
  let columns: Map<Column, number> | undefined;
  for (const { line, cells } of records(text, delimiter)) {
    if (cells.every((cell) => cell.trim() === '')) continue;
    columns ??= headerOf(cells);
    if (columns !== undefined && headerOf(cells) !== undefined) continue;
    if (cells[0]!.trimStart().startsWith('#')) continue;
    columns ??= new Map<Column, number>([
      ['value', 0],
      ['description', 1],
    ]);
    addRow(reading, `line ${line}`, cells, columns);
  }
  return reading.result();
}

function headerOf(cells: readonly string[]): Map<Column, number> | undefined {
  const named = cells.map((cell) => cell.trim().replace(/^#\s*/, '').toLowerCase());
  const columns = new Map<Column, number>();
  for (const [column, words] of Object.entries(columnNames)) {
    const at = named.findIndex((name) => (words as readonly string[]).includes(name));
    if (at >= 0) columns.set(column as Column, at);
  }
  return columns.has('value') ? columns : undefined;
}

function addRow(
  reading: Reading,
  place: string,
  cells: readonly string[],
  columns: ReadonlyMap<Column, number>,
): void {
  const cell = (column: Column): string => {
    const at = columns.get(column);
    return at === undefined ? '' : (cells[at] ?? '').trim();
  };
  const value = cell('value');
  const word = cell('kind');
  const kind = word === '' ? guessKind(value) : kindNamed(word, value);
  if (kind === undefined) {
    reading.refuse(
      place,
      value,
      word === ''
        ? 'is of no kind that can be told: add a column type'
        : {
            message: 'has the type {text}, which is not looked for',
            values: { text: word.slice(0, shownText) },
          },
    );
    return;
  }
  const about = aboutOf(cell);
  if ('message' in about) {
    reading.refuse(place, value, about);
    return;
  }
  reading.add(place, kind, value, about);
}

/** A cell is quoted up to so many characters. */
const shownText = 40;

function aboutOf(cell: (column: Column) => string): About | Sentence {
  const wrong = (column: Column, { message }: Sentence): Sentence => ({
    message,
    values: { text: cell(column).slice(0, shownText) },
  });
  const valid_from = instantOf(cell('valid_from'));
  const valid_until = instantOf(cell('valid_until'), true);
  if (valid_from === undefined) return wrong('valid_from', { message: 'valid_from is no time: {text}' });
  if (valid_until === undefined) return wrong('valid_until', { message: 'valid_until is no time: {text}' });
  const tlp = cell('tlp') === '' ? null : tlpNamed(cell('tlp'));
  if (tlp === undefined)
    return wrong('tlp', { message: 'tlp is none of clear, green, amber, amber+strict, red: {text}' });
  return { description: cell('description'), tlp, valid_from, valid_until };
}

/** The one that the first line has most of that is no remark, or names the columns. */
function delimiterOf(text: string): string {
  for (const line of text.slice(0, 100_000).split(/\r?\n/)) {
    const best = delimiters.reduce((a, b) => (line.split(b).length > line.split(a).length ? b : a));
    const remark = line.trim() === '' || line.trimStart().startsWith('#');
    if (!remark || headerOf(line.split(best)) !== undefined) return best;
  }
  return ',';
}
const delimiters = [',', ';', '\t'] as const;

/** One record after the other; a quoted cell may hold delimiters, doubled quotes and line ends. */
function* records(text: string, delimiter: string): Iterable<{ line: number; cells: string[] }> {
  let at = 0;
  let line = 1;
  while (at < text.length) {
    const begin = line;
    const cells: string[] = [];
    for (;;) {
      const quoted = text[at] === '"';
      const end = quoted ? closingQuote(text, at, line) : endOfCell(text, at, delimiter);
      const raw = quoted ? text.slice(at + 1, end - 1) : text.slice(at, end);
      cells.push(quoted ? raw.replaceAll('""', '"') : raw);
      if (quoted) line += raw.split('\n').length - 1;
      at = end;
      if (text[at] !== delimiter) break;
      at++;
    }
    if (at < text.length && text[at] !== '\r' && text[at] !== '\n') {
      throw new GrundwachtError('TABLE_MALFORMED', {
        message: 'line {line}: text behind a closing quote',
        values: { line },
      });
    }
    at += text[at] === '\r' && text[at + 1] === '\n' ? 2 : 1;
    line++;
    yield { line: begin, cells };
  }
}

function endOfCell(text: string, begin: number, delimiter: string): number {
  let end = begin;
  while (end < text.length && text[end] !== delimiter && text[end] !== '\n' && text[end] !== '\r') end++;
  return end;
}

/** @returns the index behind the quote that closes the cell */
function closingQuote(text: string, begin: number, line: number): number {
  for (let at = text.indexOf('"', begin + 1); at >= 0; at = text.indexOf('"', at + 2)) {
    if (text[at + 1] !== '"') return at + 1;
  }
  throw new GrundwachtError('TABLE_MALFORMED', {
    message: 'line {line}: a quote is opened here and never closed',
    values: { line },
  });
}
