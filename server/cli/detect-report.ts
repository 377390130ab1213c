import { writeFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { GrundwachtError } from '../contract/errors.js';
import { version } from '../contract/version.js';
import { zonedTime } from './detect-columns.js';
import { visible } from './detect-hit.js';
import type { Detection, Outcome } from './detect-run.js';
import type { Statistics } from './detect-stats.js';
import { summaryOf } from './detect-summary.js';

export interface ReportInput {
  statistics: Statistics;
  outcome: Outcome;
  detection: Detection;
  /** IANA name of the time zone in which times are written; default UTC. */
  zone: string | undefined;
  /** Milliseconds since the epoch. */
  now: number;
}

/** A heading with a table. */
interface Section {
  heading: string;
  titles: readonly string[];
  rows: readonly (readonly string[])[];
}

/** @returns whether the extension of a report's name is one of those that tell its format */
export function isReportName(path: string): boolean {
  return ['.html', '.md'].includes(extname(path).toLowerCase());
}

/**
 * Writes a summary to be read by people: what was examined, with which rules, what was found and what could not be
 * read.
 * @param path .html (one file, nothing is loaded from elsewhere) or .md; replaced when it exists
 * @throws GrundwachtError FILE_UNREADABLE naming the file and the reason
 */
export async function writeReport(path: string, input: ReportInput): Promise<void> {
  const sections = sectionsOf(input);
  const text = extname(path).toLowerCase() === '.md' ? markdown(sections) : html(sections);
  try {
    await writeFile(path, text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new GrundwachtError('FILE_UNREADABLE', `${path} cannot be written: ${reason}`, { cause });
  }
}

const title = 'Grundwacht: rules over recordings';

function sectionsOf({ statistics, outcome, detection, zone, now }: ReportInput): Section[] {
  const { range, rules, paths, searches } = detection;
  const searched = [...(searches?.texts ?? []), ...(searches?.expressions ?? [])];
  const time = (ms: number): string => (Number.isFinite(ms) ? zonedTime(ms, zone) : '-');
  const examined = [
    ['made', `${zonedTime(now, zone)}, Grundwacht ${version}`],
    ['recordings', paths.join(', ')],
    ['rules', rules.join(', ')],
    ['searched for', searched.join(', ')],
    ['time range', `${time(range.from)} to ${time(range.to)}`],
    ['first match', time(statistics.first)],
    ['last match', time(statistics.last)],
  ];
  return [
    { heading: 'Examined', titles: ['what', 'value'], rows: examined.filter(([, value]) => value !== '') },
    ...statistics.sections(outcome.counts.days).filter(({ rows }) => rows.length > 0),
    { heading: 'Counts', titles: ['what', 'count'], rows: flat(summaryOf(outcome)) },
  ];
}

/** @returns the numbers of nested objects with their names joined by dots */
function flat(value: object, prefix = ''): string[][] {
  return Object.entries(value).flatMap(([name, item]) =>
    typeof item === 'object' && item !== null
      ? flat(item, `${prefix}${name}.`)
      : [[`${prefix}${name}`, String(item)]],
  );
}

function markdown(sections: readonly Section[]): string {
  const cell = (text: string): string => visible(text).replace(/[\\|`*_<>[\]]/g, '\\$&');
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |\n`;
  const parts = sections.map(
    ({ heading, titles, rows }) =>
      `## ${heading}\n\n${line(titles)}|${' --- |'.repeat(titles.length)}\n${rows.map(line).join('')}`,
  );
  return `# ${title}\n\n${parts.join('\n')}`;
}

const style = `body{font:15px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}
table{border-collapse:collapse;margin-bottom:2rem}th,td{text-align:left;padding:.2rem .8rem;border-bottom:1px solid #ccc;overflow-wrap:anywhere}
td.number,th.number{text-align:right;font-variant-numeric:tabular-nums}`;

function html(sections: readonly Section[]): string {
  const cell = (name: 'td' | 'th', text: string): string => {
    const number = /^\d+$/.test(text) ? ' class="number"' : '';
    const scope = name === 'th' ? ' scope="col"' : '';
    return `<${name}${scope}${number}>${escaped(visible(text))}</${name}>`;
  };
  const row = (name: 'td' | 'th', cells: readonly string[]): string =>
    `<tr>${cells.map((text) => cell(name, text)).join('')}</tr>\n`;
  const parts = sections.map(
    ({ heading, titles, rows }) =>
      `<h2>${escaped(heading)}</h2>\n<table>\n<thead>${row('th', titles)}</thead>\n<tbody>\n${rows
        .map((cells) => row('td', cells))
        .join('')}</tbody>\n</table>\n`,
  );
  const policy = `default-src 'none'; style-src 'unsafe-inline'`;
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${title}</title>
<style>${style}</style></head>
<body>
<h1>${title}</h1>
${parts.join('')}</body>
</html>
`;
}

/** Attackers choose what stands in events. */
function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}
