import { visible } from './detect-hit.js';
import { formatTable } from './detect-output.js';

/** What a rule would have given, to be shown. */
export interface ShownBacktest {
  rule: { id: string; title: string; level: string };
  matches: number;
  /** UTC day -> matches, days without any included. */
  days: Record<string, number>;
  /** The hosts with most matches. */
  hosts: Record<string, number>;
  /** `place`: where the record stands. */
  examples: { time: string; host: string; details: string; place: string }[];
}

/** Days without a match are left out of the table of a long time. */
const shownDays = 31;

/**
 * @param records by day, where they are known
 * @returns tables to be read on a terminal
 */
export function formatBacktest(
  { rule, matches, days, hosts, examples }: ShownBacktest,
  records?: ReadonlyMap<string, number>,
): string {
  const count = Object.keys(days).length;
  const average = count === 0 ? 0 : matches / count;
  const head = `${visible(rule.title)} (${rule.id}, ${rule.level})\n${matches} matches on ${count} days, ${average.toFixed(1)} a day\n`;
  const shown = Object.entries(days).filter(([, hits]) => count <= shownDays || hits > 0);
  const tables = [
    formatTable(
      ['day (UTC)', 'matches', ...(records === undefined ? [] : ['records'])],
      shown.map(([day, hits]) => [
        day,
        String(hits),
        ...(records === undefined ? [] : [String(records.get(day) ?? 0)]),
      ]),
    ),
    formatTable(
      ['host', 'matches'],
      Object.entries(hosts).map(([host, hits]) => [visible(host === '' ? '-' : host), String(hits)]),
    ),
    examples.map(formatExample).join(''),
  ];
  return `${[head, ...tables.filter((table) => table !== '')].join('\n')}\n`;
}

function formatExample({ time, host, details, place }: ShownBacktest['examples'][number]): string {
  return `${time}  ${visible(host)}  ${visible(place)}\n    ${details}\n`;
}
