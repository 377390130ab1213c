import { GrundwachtError } from '../../contract/errors.js';
import { dayOf } from '../../contract/german-day.js';
import { reportFacts } from './data-tables.js';
import {
  type BarsBlock,
  type Block,
  type Column,
  grouped,
  instant,
  type PrintColumn,
  type Report,
  type Row,
  shown,
  type TableBlock,
} from './model.js';
import { wordsOf } from './words.js';

/**
 * Rows that a document on paper has at most: its compiler holds all pages at once, 0.15 MB a row; and nobody reads or
 * signs more than some 450 pages.
 */
export const mostPrintRows = 5000;

/**
 * A report as the data that the page template reads: texts only, in their final form. Whatever somebody has written
 * stays data; the template never reads it as markup.
 * @throws GrundwachtError VALIDATION past {@link mostPrintRows}
 */
export async function* renderPrint(report: Report): AsyncGenerator<string> {
  yield `${JSON.stringify(head(report)).slice(0, -1)},"blocks":[`;
  const left = { rows: mostPrintRows };
  for (const [at, block] of report.blocks.entries()) {
    if (at > 0) yield ',';
    if (block.type === 'table') yield* printTable(block, report, left);
    else yield JSON.stringify(printBlock(block, report));
  }
  yield ']}';
}

function head(report: Report): object {
  const { frame, code, title, subject, orientation, form } = report;
  const words = wordsOf(frame.language).frame;
  const facts = reportFacts({ ...report, blocks: [] }).slice(1);
  return printable({
    lang: frame.language,
    tenant: frame.tenant,
    domain: frame.domain.name,
    code,
    title,
    subject,
    orientation,
    form,
    date: dayOf(frame.now),
    asOf: instant(new Date(frame.now).toISOString(), frame.language),
    facts: facts.map(([label, value]) => [
      label,
      label === words.asOf ? instant(value, frame.language) : value,
    ]),
    words,
  });
}

function printBlock(block: Exclude<Block, TableBlock>, report: Report): object {
  if (block.type === 'bars') return printable({ ...block, ...barTexts(block, report) });
  return printable(block);
}

/** What a chart says, for those who do not see it, and its numbers as people write them. */
function barTexts({ title, series, bars }: BarsBlock, { frame }: Report): object {
  const said = bars.map(({ label, values }) => {
    const parts = values.map((value, at) => `${series[at]!.name} ${grouped(value, frame.language)}`);
    return `${label}: ${parts.join(', ')}`;
  });
  return {
    alt: `${title}. ${said.join('; ')}.`,
    bars: bars.map((bar) => ({ ...bar, texts: bar.values.map((value) => grouped(value, frame.language)) })),
  };
}

async function* printTable(
  block: TableBlock,
  report: Report,
  left: { rows: number },
): AsyncGenerator<string> {
  const { title, print, columns, rows, group = [], empty } = block;
  const { language } = report.frame;
  const byKey = new Map(columns.map((column) => [column.key, column]));
  const write = (row: Row, key: string): string => textOf(byKey.get(key), row, key, report);
  const heading = {
    type: 'table',
    title,
    empty,
    columns: print.map(({ title, width, optional = false }) => ({ title, width, optional })),
  };
  yield `${JSON.stringify(printable(heading)).slice(0, -1)},"rows":[`;
  let above = '';
  let separator = '';
  let part = '';
  for await (const row of rows as AsyncIterable<Row>) {
    left.rows -= 1;
    if (left.rows < 0) {
      throw new GrundwachtError('VALIDATION', {
        pointer: '/format',
        message:
          'a PDF holds at most {mostPrintRows} rows; choose a Baustein, a layer or a target object, or take xlsx, csv or json for everything',
        values: { mostPrintRows: grouped(mostPrintRows, language) },
      });
    }
    const heads = group
      .map((key) => write(row, key))
      .filter((head) => head !== '')
      .join(' · ');
    if (heads !== above) {
      part += `${separator}${JSON.stringify(breakable(heads))}`;
      separator = ',';
      above = heads;
    }
    part += `${separator}${JSON.stringify(print.map((each) => printCell(each, row, write)))}`;
    separator = ',';
    if (part.length < 65_536) continue;
    yield part;
    part = '';
  }
  yield `${part}]}`;
}

/** A line on paper: what stands in front, the text, and how it looks. */
type Line = [label: string, text: string, look: string, inline: boolean, hyphenate: boolean];

function printCell(
  { parts, tones }: PrintColumn,
  row: Row,
  write: (row: Row, key: string) => string,
): Line[] {
  return parts.flatMap(({ key, label = '', strong, inline = false, unhyphenated = false }, at): Line[] => {
    const written = write(row, key);
    if (written === '') return [];
    const tone = at === 0 ? tones?.[String(row[key])] : undefined;
    return [[label, breakable(written), tone ?? (strong ? 'strong' : ''), inline, !unhyphenated]];
  });
}

function textOf(column: Column | undefined, row: Row, key: string, { frame }: Report): string {
  if (column !== undefined) return shown(column, row[key], frame.language);
  return String(row[key] ?? '');
}

/** Long runs without a place to break. */
const longRun = /[^\s\u200b-]{24,}/g;
/** Hyphenated where they do not fit: German has long ones. */
const word = /^\P{L}*\p{L}{1,45}\P{L}*$/u;

/** @returns text that fits in a narrow column */
function breakable(written: string): string {
  return clean(written).replace(longRun, (run) =>
    word.test(run) ? run : run.replace(/[/._:,;@\\=&?]|.{16}/gu, (piece) => `${piece}\u200b`),
  );
}

/** @returns text without characters that no font has */
function clean(written: string): string {
  return written.replace(/\r\n?/g, '\n').replace(/(?!\n)\p{Cc}|\p{Cs}|\p{Co}|[\ufffe\uffff]/gu, '\ufffd');
}

function printable<T>(value: T): T {
  if (typeof value === 'string') return clean(value) as T;
  if (Array.isArray(value)) return value.map(printable) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, printable(each)])) as T;
}
