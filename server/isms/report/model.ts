import { zone } from '../../contract/german-day.js';
import type { ReportLanguage } from '../../contract/report.js';

/** What a cell holds: text, a number, a day (`YYYY-MM-DD`), a code that a column has words for, or nothing. */
export type Value = string | number | null;
/** By the column's key. */
export type Row = Readonly<Record<string, Value>>;

/** Meaning of a mark: beside its words, never instead of them. */
export type Tone = 'good' | 'fair' | 'poor' | 'quiet';

/** A column as data formats have it. */
export interface Column {
  key: string;
  title: string;
  kind: 'text' | 'number' | 'euro' | 'day';
  /** Of a spreadsheet's column, in characters. */
  width: number;
  /** What codes are called. */
  words?: Readonly<Record<string, string>>;
}

/** A column on paper, which shows one or several of the data's columns below each other. */
export interface PrintColumn {
  title: string;
  /** Share of the page's width, in relation to the other columns. */
  width: number;
  parts: readonly PrintPart[];
  /** Left out where no row has anything to say in it. */
  optional?: boolean;
  /** By the raw value of the first part. */
  tones?: Readonly<Record<string, Tone>>;
}

export interface PrintPart {
  key: string;
  /** In front of the value, where it has one. */
  label?: string;
  strong?: boolean;
  /** Goes on in the line before. */
  inline?: boolean;
  /** Addresses and the like, which have no syllables. */
  unhyphenated?: boolean;
}

export interface TableBlock {
  type: 'table';
  /** Of a file or a sheet: ASCII letters, digits and hyphens. */
  name: string;
  title: string;
  columns: readonly Column[];
  print: readonly PrintColumn[];
  /** Columns whose values stand above the rows that have them, on paper. */
  group?: readonly string[];
  /** Read once. */
  rows: Iterable<Row> | AsyncIterable<Row>;
  /** What is said where there are no rows. */
  empty: string;
}

/** Stacked horizontal bars, one below the other. */
export interface BarsBlock {
  type: 'bars';
  name: string;
  title: string;
  series: readonly { name: string; tone: Tone }[];
  /** With a value for each series. */
  bars: readonly { label: string; values: readonly number[] }[];
}

/** A grid with headings on two sides, whose cells are marked. */
export interface GridBlock {
  type: 'grid';
  name: string;
  title: string;
  corner: string;
  columns: readonly string[];
  rows: readonly { label: string; cells: readonly { text: string; tone: Tone }[] }[];
}

export type Block =
  | { type: 'heading'; text: string }
  | { type: 'text'; text: string }
  /** What is known of one thing. */
  | { type: 'facts'; rows: readonly (readonly [label: string, value: string])[] }
  /** The most important numbers, large. */
  | { type: 'figures'; items: readonly Figure[] }
  | TableBlock
  | BarsBlock
  | GridBlock;

export interface Figure {
  label: string;
  value: string;
  /** What it is to be compared with. */
  note: string;
  tone: Tone;
}

/** Whom a report is from and about. */
export interface ReportFrame {
  language: ReportLanguage;
  tenant: string;
  /** Without a key: it is about the tenant, not about a domain, whose name is the tenant's then. */
  domain: { key: string; name: string; approach: string; catalog: string };
  /** When the data was read, milliseconds since the epoch. */
  now: number;
  /** User name of who has it made. */
  by: string;
}

/** A document as every format is made from it. */
export interface Report {
  frame: ReportFrame;
  /** Such as `A.4`; empty: it has none. */
  code: string;
  title: string;
  /** What of the domain it is about, where that is not everything. */
  subject: string;
  orientation: 'portrait' | 'landscape';
  /** `document`: with title block, lines for signatures and table of contents; `sheet`: everything on one page. */
  form: 'document' | 'sheet';
  blocks: readonly Block[];
}

/** @returns a column of words or text */
export const text = (key: string, title: string, width = 20, words?: Column['words']): Column => ({
  key,
  title,
  kind: 'text',
  width,
  ...(words && { words }),
});
/** @returns a column of another kind than text */
export const column = (kind: 'number' | 'euro' | 'day', key: string, title: string): Column => ({
  key,
  title,
  kind,
  width: 12,
});

/** @returns what a column shows for a value, as people write it */
export function shown(column: Column, value: Value | undefined, language: ReportLanguage): string {
  if (value === null || value === undefined || value === '') return '';
  if (column.kind === 'day') return day(String(value), language);
  if (typeof value === 'number') {
    const written = grouped(value, language);
    return column.kind === 'euro' ? `${written} €` : written;
  }
  return column.words?.[value] ?? value;
}

/** @returns a day as people write it: 22.11.2026, 22 Nov 2026 */
export function day(iso: string, language: ReportLanguage): string {
  const [year = '', month = '', date = ''] = iso.slice(0, 10).split('-');
  return language === 'de'
    ? `${date}.${month}.${year}`
    : `${Number(date)} ${months[Number(month) - 1]} ${year}`;
}
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const inZone = { timeZone: zone } as const;
/** Swedish writes a time as ISO 8601 does. */
const local = new Intl.DateTimeFormat('sv-SE', { ...inZone, dateStyle: 'short', timeStyle: 'short' });
const zoneName = { ...inZone, timeZoneName: 'short' } as const;
const zoneNames = {
  de: new Intl.DateTimeFormat('de-DE', zoneName),
  en: new Intl.DateTimeFormat('en-GB', zoneName),
};

/** @returns an instant in German time, to the minute, as people write it: 22.11.2026, 12:47 MEZ */
export function instant(iso: string, language: ReportLanguage): string {
  const at = new Date(iso);
  const [date = '', time = ''] = local.format(at).split(' ');
  const name = zoneNames[language].formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value;
  return `${day(date, language)}, ${time} ${name}`;
}

const localSecond = new Intl.DateTimeFormat('sv-SE', { ...inZone, dateStyle: 'short', timeStyle: 'medium' });

/** @returns an instant in German time, to the second, as people write it: 22.11.2026, 12:47:03 */
export function instantToSecond(iso: string, language: ReportLanguage): string {
  const [date = '', time = ''] = localSecond.format(new Date(iso)).split(' ');
  return `${day(date, language)}, ${time}`;
}

/** @returns a whole number with its digits in groups of three */
export function grouped(value: number, language: ReportLanguage): string {
  return String(value).replace(/\B(?=(?:\d{3})+$)/g, language === 'de' ? '.' : ',');
}
