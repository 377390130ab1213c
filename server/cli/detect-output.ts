import { zonedTime } from './detect-columns.js';
import { type Hit, visible } from './detect-hit.js';

/** @returns the object that is printed as one line; correlations also tell their group and window */
export function toLine({ rule, event, window, path, record }: Hit): object {
  const { id, title, level } = rule;
  return { rule: { id, title, level }, event, ...window, file: path, record };
}

const headings = ['time', 'level', 'rule', 'host', 'group', 'file:record'];

function toRow({ rule, event, window, path, record, time }: Hit, zone: string | undefined): string[] {
  const group = Object.entries(window?.group ?? {}).map(([name, value]) => `${name}=${value}`);
  return [
    zonedTime(time, zone),
    rule.level,
    rule.title,
    event['host.name'] ?? '',
    group.join(' '),
    `${path}:${record}`,
  ].map(visible);
}

/** Widest cell before it is cut. */
const widest = 60;
/** Rows that decide how wide the columns of a long table are. */
const measured = 500;

/** A table of any length: the columns are as wide as its first rows ask for. */
export class HitTable {
  private waiting: string[][] = [];
  private widths: number[] | undefined;
  private readonly zone: string | undefined;

  /** @param zone IANA name of the time zone in which times are written; default UTC */
  constructor(zone?: string) {
    this.zone = zone;
  }

  /** @returns lines that can be printed, often none yet */
  add(hit: Hit): string {
    const row = toRow(hit, this.zone);
    if (this.widths !== undefined) return formatLine(row, this.widths);
    this.waiting.push(row);
    return this.waiting.length < measured ? '' : this.end();
  }

  /** @returns the lines that are left */
  end(): string {
    const rows = this.waiting;
    this.waiting = [];
    if (rows.length === 0) return '';
    this.widths = widthsOf([headings, ...rows]);
    const widths = this.widths;
    return [headings, ...rows].map((row) => formatLine(row, widths)).join('');
  }
}

/** @returns lines with columns of equal width, the last as long as it is; empty when there are no rows */
export function formatTable(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const widths = widthsOf([titles, ...rows]);
  return [titles, ...rows].map((row) => formatLine(row, widths)).join('');
}

function widthsOf(rows: readonly (readonly string[])[]): number[] {
  return rows[0]!.map((_, i) => {
    const width = rows.reduce((most, row) => Math.max(most, row[i]!.length), 0);
    return i === rows[0]!.length - 1 ? 0 : Math.min(widest, width);
  });
}

function formatLine(cells: readonly string[], widths: readonly number[]): string {
  const last = cells.length - 1;
  const cell = (text: string, i: number): string =>
    i < last && text.length > widths[i]! ? `${text.slice(0, widths[i]! - 1)}…` : text.padEnd(widths[i]!);
  return `${cells.map(cell).join('  ').trimEnd()}\n`;
}
