import type { Match } from '../contract/detection.js';
import { toDocument } from '../contract/event.js';

/** A match and where the record that completed it stands. */
export interface Found {
  match: Match;
  file: string;
  /** 1-based number of the record in the file. */
  record: number;
}

/** @returns the object that is printed as one line; correlations also tell their group and window */
export function toLine({ match, file, record }: Found): object {
  const { id, title, level } = match.rule;
  const { group, count } = match;
  const [first, last] = [match.first, match.last].map((time) => new Date(time).toISOString());
  const window = group === undefined ? {} : { group, count, first, last };
  return { rule: { id, title, level }, event: toDocument(match.events.at(-1)!), ...window, file, record };
}

export const headings = ['time', 'level', 'rule', 'host', 'group', 'file', 'record'];

/** @returns one cell per heading */
export function toRow({ match, file, record }: Found): string[] {
  const group = Object.entries(match.group ?? {}).map(([name, value]) => `${name}=${value}`);
  return [
    new Date(match.last).toISOString(),
    match.rule.level,
    match.rule.title,
    match.events.at(-1)!['host.name'] ?? '',
    group.join(' '),
    file,
    String(record),
  ].map(visible);
}

/** Widest cell before it is cut. */
const widest = 60;

/** @returns lines with columns of equal width; empty when there are no rows */
export function formatTable(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const widths = titles.map((title, i) =>
    Math.min(
      widest,
      rows.reduce((width, row) => Math.max(width, row[i]!.length), title.length),
    ),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => (cell.length > widest ? `${cell.slice(0, widest - 1)}…` : cell.padEnd(widths[i]!)))
      .join('  ')
      .trimEnd();
  return `${[line(titles), ...rows.map(line)].join('\n')}\n`;
}

/** Attackers choose what stands in events: control characters must not reach the terminal. */
function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, '\ufffd');
}
