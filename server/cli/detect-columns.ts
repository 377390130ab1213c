import { offsetAt } from '../normalise/zone.js';
import { keyDetails } from './detect-details.js';
import { type Hit, visible } from './detect-hit.js';
import { tacticsOf, techniquesOf } from './detect-tags.js';

/** One cell of a timeline's row. */
export type Cell = string | number;

/** Makes a cell; all text that comes from events is without control characters. */
type Column = (hit: Hit, time: (ms: number) => string) => Cell;

/** What an analyst reads first, under names that stay. */
const columns: Readonly<Record<string, Column>> = {
  time: (hit, time) => time(hit.time),
  level: ({ rule }) => rule.level,
  rule: ({ rule }) => visible(rule.title),
  rule_id: ({ rule }) => visible(rule.id),
  status: ({ rule }) => visible(rule.status),
  rule_file: ({ rule }) => visible(rule.path),
  tactics: ({ rule }) => tacticsOf(rule.tags).join(' '),
  techniques: ({ rule }) => techniquesOf(rule.tags).join(' '),
  tags: ({ rule }) => visible(rule.tags.join(' ')),
  host: ({ event }) => visible(event['host.name'] ?? ''),
  channel: ({ event }) => visible(event['winlog.channel'] ?? event['event.dataset'] ?? ''),
  provider: ({ event }) => visible(event['winlog.provider_name'] ?? ''),
  event_id: ({ event }) => visible(event['event.code'] ?? ''),
  record_id: ({ event }) => visible(event['winlog.record_id'] ?? ''),
  user: userOf,
  details: (hit) => [...windowOf(hit), keyDetails(hit.event)].filter((part) => part !== '').join(' ¦ '),
  fields: ({ event }) => visible(JSON.stringify(event.fields)),
  original: ({ event }) => visible(event['event.original']),
  file: ({ path }) => path,
  record: ({ record }) => record,
  // What Timesketch asks of a CSV or JSONL file.
  datetime: (hit) => new Date(hit.time).toISOString(),
  timestamp_desc: () => 'Event time',
  message: (hit) => `${visible(hit.rule.title)} | ${keyDetails(hit.event)}`,
};

const standard =
  'time level rule rule_id techniques host channel event_id record_id user details file record';
/** Sets of columns that have a name of their own. */
const sets: Readonly<Record<string, string>> = {
  minimal: 'time level rule host event_id details',
  standard,
  full: `${standard} tactics tags status rule_file provider fields`,
  timesketch: `datetime timestamp_desc message ${standard.replace('time ', '')} tactics tags`,
};

/** Columns that {@link parseColumns} knows by name, and sets of them. */
export const columnNames = { columns: Object.keys(columns), sets: Object.keys(sets) };

/**
 * @param text names between commas: of columns, of sets of columns, or of an event's fields (ECS names, then those
 * of the record)
 * @returns the names of the columns, each once
 */
export function parseColumns(text: string): string[] {
  const names = text.split(',').map((name) => name.trim());
  const all = names.flatMap((name) => (Object.hasOwn(sets, name) ? sets[name]!.split(' ') : [name]));
  return [...new Set(all)].filter((name) => name !== '');
}

/**
 * @param names as {@link parseColumns} gives them
 * @param zone IANA name of the time zone in which times are written
 * @returns makes the row of a match
 */
export function rowMaker(
  names: readonly string[],
  zone: string | undefined,
): (hit: Hit) => Record<string, Cell> {
  const time = (ms: number): string => zonedTime(ms, zone);
  const made = names.map((name): [string, Column] => [
    name,
    Object.hasOwn(columns, name) ? columns[name]! : fieldColumn(name),
  ]);
  return (hit) => Object.fromEntries(made.map(([name, cell]) => [name, cell(hit, time)]));
}

/** The columns of a timeline unless others are asked for. */
export const standardColumns = parseColumns('standard');

/** @returns a time in RFC 3339 with milliseconds, with the zone's offset, or `Z` where no zone is given */
export function zonedTime(ms: number, zone: string | undefined): string {
  if (zone === undefined || zone === 'UTC') return new Date(ms).toISOString();
  const offset = offsetAt(ms, zone);
  const minutes = Math.abs(offset) / 60_000;
  const two = (number: number): string => String(Math.floor(number)).padStart(2, '0');
  const sign = offset < 0 ? '-' : '+';
  return `${new Date(ms + offset).toISOString().slice(0, -1)}${sign}${two(minutes / 60)}:${two(minutes % 60)}`;
}

function fieldColumn(name: string): Column {
  return ({ event }) => {
    const value = Object.hasOwn(event, name)
      ? (event as unknown as Record<string, unknown>)[name]
      : Object.hasOwn(event.fields, name)
        ? event.fields[name]
        : undefined;
    if (value === undefined || value === null) return '';
    if (typeof value === 'number') return value;
    return visible(typeof value === 'string' ? value : JSON.stringify(value));
  };
}

function userOf({ event }: Hit): string {
  const user = event['user.name'] ?? '';
  const domain = event['user.domain'];
  return visible(domain === undefined || user === '' ? user : `${domain}\\${user}`);
}

/** Of a correlation's match: how many events, since when, and of which group. */
function windowOf({ window }: Hit): string[] {
  if (window === undefined) return [];
  const group = Object.entries(window.group).map(([name, value]) => `${name}=${value}`);
  return [`${window.count} events since ${window.first}`, ...group].map(visible);
}
