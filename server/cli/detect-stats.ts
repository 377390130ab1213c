import { levels } from '../contract/detection.js';
import { dayOf } from './detect-counts.js';
import { type Hit, visible } from './detect-hit.js';
import { formatTable } from './detect-output.js';
import { techniquesOf } from './detect-timeline.js';

/** Distinct hosts that are counted apart: their names come from events. */
const mostHosts = 100_000;
const otherHosts = '(others)';
/** Rows of a table. */
const shown = 25;

/** Statistics of the matches, by several views. */
export class Statistics {
  private readonly rules = new Map<string, { title: string; level: string; matches: number }>();
  private readonly levels = new Map<string, number>();
  private readonly techniques = new Map<string, number>();
  private readonly hosts = new Map<string, number>();
  private readonly days = new Map<string, number>();

  add({ rule, event, time }: Hit): void {
    const known = this.rules.get(rule.id);
    if (known !== undefined) known.matches++;
    else this.rules.set(rule.id, { title: rule.title, level: rule.level, matches: 1 });
    count(this.levels, rule.level);
    for (const technique of techniquesOf(rule.tags)) count(this.techniques, technique);
    const host = event['host.name'] ?? '';
    count(this.hosts, this.hosts.has(host) || this.hosts.size < mostHosts ? host : otherHosts);
    count(this.days, dayOf(time));
  }

  /** @returns matches by rule, level, technique and host, most first, and by day */
  toJSON(): object {
    const counted = (map: ReadonlyMap<string, number>): Record<string, number> =>
      Object.fromEntries(mostFirst(map));
    const rules = [...this.rules].map(([id, rule]) => ({ id, ...rule }));
    return {
      rules: rules.sort((a, b) => b.matches - a.matches || (a.id < b.id ? -1 : 1)),
      levels: Object.fromEntries(levels.map((level) => [level, this.levels.get(level) ?? 0])),
      techniques: counted(this.techniques),
      hosts: counted(this.hosts),
      days: Object.fromEntries([...this.days].sort(([a], [b]) => (a < b ? -1 : 1))),
    };
  }

  /** @returns the same as tables, cut after their first rows */
  toTables(): string {
    const rules = [...this.rules.values()].sort((a, b) => b.matches - a.matches);
    const numbered = (map: Iterable<[string, number]>): string[][] =>
      [...map].map(([name, matches]) => [name === '' ? '-' : name, String(matches)]);
    const descending = [...levels]
      .reverse()
      .map((level): [string, number] => [level, this.levels.get(level) ?? 0]);
    return [
      table(
        ['rule', 'level', 'matches'],
        rules.map(({ title, level, matches }) => [title, level, String(matches)]),
      ),
      table(['level', 'matches'], numbered(descending)),
      table(['technique', 'matches'], numbered(mostFirst(this.techniques))),
      table(['host', 'matches'], numbered(mostFirst(this.hosts))),
      table(['day (UTC)', 'matches'], numbered([...this.days].sort(([a], [b]) => (a < b ? -1 : 1)))),
    ].join('\n');
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
