import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { extname } from 'node:path';
import { GrundwachtError } from '../contract/errors.js';
import { keyDetails } from './detect-details.js';
import type { Hit } from './detect-hit.js';
import { visible } from './detect-hit.js';

/** One row: what an analyst reads first, under names that stay. */
export interface TimelineRow {
  time: string;
  level: string;
  rule: string;
  rule_id: string;
  /** ATT&CK techniques, such as `T1110.001 T1078`. */
  techniques: string;
  host: string;
  channel: string;
  event_id: string;
  record_id: string;
  user: string;
  /** A correlation's group and count come first. */
  details: string;
  file: string;
  record: number;
}

const columns = [
  'time',
  'level',
  'rule',
  'rule_id',
  'techniques',
  'host',
  'channel',
  'event_id',
  'record_id',
  'user',
  'details',
  'file',
  'record',
] as const satisfies readonly (keyof TimelineRow)[];

/** Writes a timeline to a file, hit by hit. */
export interface Timeline {
  /** @throws GrundwachtError FILE_UNREADABLE naming the file and the reason */
  add(hit: Hit): Promise<void>;
  /** @throws GrundwachtError FILE_UNREADABLE naming the file and the reason */
  close(): Promise<void>;
}

/** @returns whether the extension of a timeline's name is one of those that tell its format */
export function isTimelineName(path: string): boolean {
  return ['.csv', '.ndjson', '.jsonl'].includes(extname(path).toLowerCase());
}

/**
 * @param path .csv (RFC 4180) or .ndjson/.jsonl; replaced when it exists
 * @throws GrundwachtError FILE_UNREADABLE naming the file and the reason
 */
export async function openTimeline(path: string): Promise<Timeline> {
  const failed = (error: unknown): never => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new GrundwachtError('FILE_UNREADABLE', `${path} cannot be written: ${reason}`, { cause: error });
  };
  const stream = createWriteStream(path);
  await once(stream, 'open').catch(failed);
  let broken: Error | undefined;
  stream.on('error', (error) => {
    broken = error;
  });
  const csv = extname(path).toLowerCase() === '.csv';
  if (csv) stream.write(csvLine(columns));
  return {
    add: async (hit) => {
      const row = timelineRow(hit);
      const line = csv ? csvLine(columns.map((name) => String(row[name]))) : `${JSON.stringify(row)}\n`;
      if (broken === undefined && !stream.write(line)) await once(stream, 'drain').catch(failed);
      if (broken !== undefined) failed(broken);
    },
    close: () => closed(stream, broken).catch(failed),
  };
}

async function closed(stream: WriteStream, broken: Error | undefined): Promise<void> {
  if (broken !== undefined) throw broken;
  stream.end();
  await once(stream, 'close');
}

/** @returns the row of a match */
export function timelineRow({ rule, event, window, path, record }: Hit): TimelineRow {
  const user = event['user.name'] ?? '';
  const domain = event['user.domain'];
  const group = Object.entries(window?.group ?? {}).map(([name, value]) => `${name}=${value}`);
  const correlation = window === undefined ? [] : [`${window.count} events since ${window.first}`, ...group];
  return {
    time: event['@timestamp'],
    level: rule.level,
    rule: visible(rule.title),
    rule_id: visible(rule.id),
    techniques: techniquesOf(rule.tags).join(' '),
    host: visible(event['host.name'] ?? ''),
    channel: visible(event['winlog.channel'] ?? event['event.dataset'] ?? ''),
    event_id: visible(event['event.code'] ?? ''),
    record_id: visible(event['winlog.record_id'] ?? ''),
    user: visible(domain === undefined || user === '' ? user : `${domain}\\${user}`),
    details: [...correlation.map(visible), keyDetails(event)].filter((part) => part !== '').join(' ¦ '),
    file: path,
    record,
  };
}

/** @returns ATT&CK technique ids of a rule's tags, such as `T1110.001` */
export function techniquesOf(tags: readonly string[]): string[] {
  return tags
    .filter((tag) => /^attack\.t\d{4}(\.\d{3})?$/i.test(tag))
    .map((tag) => tag.slice(7).toUpperCase());
}

/**
 * A cell that begins with one of these is a formula to spreadsheet programs: attackers choose what stands in events
 * (OWASP, CSV Injection).
 */
const formula = /^\s*[=+\-@\uff0b\uff0d\uff1d\uff20\t\r]/;

/** @returns the cells as a line of CSV (RFC 4180); a cell that looks like a formula gets an apostrophe before it */
export function csvLine(cells: readonly string[]): string {
  const quoted = cells.map((cell) => {
    const safe = formula.test(cell) ? `'${cell}` : cell;
    return /[",;\r\n\t']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  });
  return `${quoted.join(',')}\r\n`;
}
