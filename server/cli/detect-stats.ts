import { levels } from '../contract/levels.js';
import { dayOf } from './detect-counts.js';
import { type Hit, visible } from './detect-hit.js';
import { formatTable } from './detect-output.js';
import { tacticsOf, techniquesOf } from './detect-tags.js';

/** Distinct hosts that are counted apart: their names come from events. */
const mostHosts = 100_000;
const otherHosts = '(others)';
/** Rows of a table. */
const shown = 25;

/** Statistics of the matches, by several views, beside the number of records. */
export class Statistics {
  private readonly rules = new Map<string, { title: string; level: string; matches: number }>();
  private readonly levels = new Map<string, number>();
  private readonly tactics = new Map<string, number>();
  private readonly techniques = new Map<string, number>();
  private readonly hosts = new Map<string, number>();
  private readonly days = new Map<string, number>();
  /** Event times of the first and the last match, milliseconds since the epoch; not finite without matches. */
  first = Number.POSITIVE_INFINITY;
  last = Number.NEGATIVE_INFINITY;

  add({ rule, event, time }: Hit): void {
    this.first = Math.min(this.first, time);
    this.last = Math.max(this.last, time);
    const known = this.rules.get(rule.id);
    if (known !== undefined) known.matches++;
    else this.rules.set(rule.id, { title: rule.title, level: rule.level, matches: 1 });
    count(this.levels, rule.level);
    for (const tactic of tacticsOf(rule.tags)) count(this.tactics, tactic);
    for (const technique of techniquesOf(rule.tags)) count(this.techniques, technique);
    const host = event['host.name'] ?? '';
    count(this.hosts, this.hosts.has(host) || this.hosts.size < mostHosts ? host : otherHosts);
    count(this.days, dayOf(time));
  }

  /**
   * @param records all records by day (UTC)
   * @returns matches by rule, level, tactic, technique and host, most first; matches and records by day
   */
  toObject(records: ReadonlyMap<string, number>): object {
    const counted = (map: ReadonlyMap<string, number>): Record<string, number> =>
      Object.fromEntries(mostFirst(map));
    const rules = [...this.rules].map(([id, rule]) => ({ id, ...rule }));
    return {
      rules: rules.sort((a, b) => b.matches - a.matches || (a.id < b.id ? -1 : 1)),
      levels: Object.fromEntries(levels.map((level) => [level, this.levels.get(level) ?? 0])),
      tactics: counted(this.tactics),
      techniques: counted(this.techniques),
      hosts: counted(this.hosts),
      days: Object.fromEntries(this.byDay(records).map(([day, matches]) => [day, matches])),
      records_by_day: Object.fromEntries(this.byDay(records).map(([day, , count]) => [day, count])),
    };
  }

  /** @returns the same as headed tables, whole; parameters as for {@link toObject} */
  sections(records: ReadonlyMap<string, number>): { heading: string; titles: string[]; rows: string[][] }[] {
    const rules = [...this.rules.values()].sort((a, b) => b.matches - a.matches);
    const numbered = (map: Iterable<[string, number]>): string[][] =>
      [...map].map(([name, matches]) => [name === '' ? '-' : name, String(matches)]);
    const descending = [...levels]
      .reverse()
      .map((level): [string, number] => [level, this.levels.get(level) ?? 0]);
    const section = (heading: string, rows: string[][]) => ({
      heading,
      titles: [heading.toLowerCase(), 'matches'],
      rows,
    });
    return [
      section('Level', numbered(descending)),
      {
        heading: 'Rule',
        titles: ['rule', 'level', 'matches'],
        rows: rules.map(({ title, level, matches }) => [title, level, String(matches)]),
      },
      section('Tactic', numbered(mostFirst(this.tactics))),
      section('Technique', numbered(mostFirst(this.techniques))),
      section('Host', numbered(mostFirst(this.hosts))),
      {
        heading: 'Day (UTC)',
        titles: ['day (UTC)', 'matches', 'records'],
        rows: this.byDay(records).map((row) => row.map(String)),
      },
    ];
  }

  /** @returns the same as text, tables cut after their first rows; parameters as for {@link toObject} */
  toTables(records: ReadonlyMap<string, number>): string {
    return this.sections(records)
      .filter(({ rows }) => rows.length > 0)
      .map(({ titles, rows }) => table(titles, rows))
      .join('\n');
  }

  private byDay(records: ReadonlyMap<string, number>): [day: string, matches: number, records: number][] {
    const days = new Set([...records.keys(), ...this.days.keys()]);
    return [...days].sort().map((day) => [day, this.days.get(day) ?? 0, records.get(day) ?? 0]);
  }
}

function count(map: Map<string, number>, key: string): void {
  map.set(key, (map.get(key) ?? 0) + 1);
}

function mostFirst(map: ReadonlyMap<string, number>): [string, number][] {
  return [...map].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
}

function table(titles: readonly string[], rows: readonly string[][]): string {
  const text = formatTable(
    titles,
    rows.slice(0, shown).map((row) => row.map(visible)),
  );
  return rows.length > shown ? `${text}... and ${rows.length - shown} more\n` : text;
}
