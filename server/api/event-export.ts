import { csvCell, csvRecord } from '../contract/csv.js';
import type { EventDocument, EventPage } from '../contract/event.js';
import { shownJson } from '../contract/foreign-text.js';
import { fieldOf } from '../query/fields.js';

export const exportFormats = ['csv', 'ndjson'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** Columns of a CSV file when none are named. */
export const defaultColumns = [
  '@timestamp',
  'host.name',
  'event.dataset',
  'event.code',
  'user.name',
  'source.ip',
  'message',
  'event.original',
] as const;

export const mediaTypes: Record<ExportFormat, string> = {
  csv: 'text/csv; charset=utf-8',
  ndjson: 'application/x-ndjson; charset=utf-8',
};

/**
 * @param page reads the page behind a cursor
 * @param limit events at most
 * @returns the text of the file, a page at a time
 * @throws what `page` throws
 */
export async function* exportText(
  page: (cursor: string | undefined, limit: number) => Promise<EventPage>,
  format: ExportFormat,
  columns: readonly string[],
  limit: number,
): AsyncGenerator<string> {
  // Without the mark Excel takes UTF-8 for something else.
  if (format === 'csv') yield `\ufeff${columns.map(headerCell).join(',')}\r\n`;
  let left = limit;
  let cursor: string | undefined;
  do {
    const { items, next } = await page(cursor, Math.min(left, pageSize));
    if (items.length > 0) {
      yield items
        .map((event) => (format === 'csv' ? csvRow(event, columns) : `${shownJson(event)}\n`))
        .join('');
    }
    left -= items.length;
    cursor = next ?? undefined;
  } while (cursor !== undefined && left > 0);
}

const pageSize = 500;

/** Names of columns are our own; those of own fields come from records. */
function headerCell(name: string): string {
  return fieldOf(name).kind === 'own' ? csvCell(name) : name;
}

function csvRow(event: EventDocument, columns: readonly string[]): string {
  return csvRecord(columns.map((name) => cellOf(event, name)));
}

function cellOf(event: EventDocument, name: string): string {
  const own = fieldOf(name).kind === 'own';
  const held = (own ? event.fields : event) as Readonly<Record<string, unknown>>;
  const value = Object.hasOwn(held, name) ? held[name] : undefined;
  if (value === undefined || value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
