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

export const headings = ['time', 'level', 'rule', 'host', 'group', 'file:record'];

/** @returns one cell per heading */
export function toRow({ match, file, record }: Found): string[] {
  const group = Object.entries(match.group ?? {}).map(([name, value]) => `${name}=${value}`);
  return [
    new Date(match.last).toISOString(),
    match.rule.level,
    match.rule.title,
    match.events.at(-1)!['host.name'] ?? '',
    group.join(' '),
    `${file}:${record}`,
  ].map(visible);
}

/** Widest cell before it is cut. */
const widest = 60;

/** @returns lines with columns of equal width, the last as long as it is; empty when there are no rows */
export function formatTable(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const last = titles.length - 1;
  const widths = titles.map((title, i) => {
    const width = rows.reduce((most, row) => Math.max(most, row[i]!.length), title.length);
    return i === last ? 0 : Math.min(widest, width);
  });
  const cell = (text: string, i: number): string =>
    i < last && text.length > widest ? `${text.slice(0, widest - 1)}…` : text.padEnd(widths[i]!);
  const line = (cells: readonly string[]): string => cells.map(cell).join('  ').trimEnd();
  return `${[titles, ...rows].map(line).join('\n')}\n`;
}

/** Attackers choose what stands in events: control characters must not reach the terminal. */
function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, '\ufffd');
}
