import type { Event } from '../../contract/event.js';
import { numberColumns, textColumns } from '../../contract/event-columns.js';
import type { EventRows, TenantSpan } from '../../contract/event-store.js';
import { columns } from './columns.js';
import { fieldsText } from './fields-text.js';
import { columnChunks, PageColumn } from './parquet/page.js';
import { storableTime } from './time.js';

const pages = columns.map(({ name, optional }) => ({ name, optional, column: new PageColumn() }));
const byName = new Map(pages.map(({ name, column }) => [name, column]));
const fixed = {
  id: byName.get('id')!,
  tenant: byName.get('tenant')!,
  time: byName.get('@timestamp')!,
  ingested: byName.get('event.ingested')!,
  fields: byName.get('fields')!,
  original: byName.get('event.original')!,
};
/** Columns that an event may lack. */
const texts = new Map<string, PageColumn>(textColumns.map((name) => [name, byName.get(name)!]));
const numbers = new Map<string, PageColumn>(numberColumns.map((name) => [name, byName.get(name)!]));

/**
 * Encodes events as the store keeps them: a row group of a Parquet file, without the file around it. Pure
 * JavaScript, so that it can run in any thread; `bytes` owns its memory and can be transferred.
 * @param events of any tenants, in journal order
 */
export function encodeRows(events: readonly Event[]): EventRows {
  for (const { column } of pages) column.reset();
  const spans = new Spans();
  for (let row = 0; row < events.length; row++) {
    const event = events[row]!;
    const time = storableTime(event['@timestamp']);
    fixed.id.text(row, event.id);
    fixed.tenant.text(row, event.tenant);
    fixed.time.integer(row, time);
    fixed.ingested.integer(row, storableTime(event['event.ingested']));
    fixed.fields.text(row, fieldsText(event.fields));
    fixed.original.binary(row, event['event.original']);
    // What an event has, not what it could have: looking for an absent property costs most of all.
    for (const name in event) {
      const value: unknown = event[name as keyof Event];
      if (typeof value === 'string') texts.get(name)?.text(row, value);
      else if (typeof value === 'number' && Number.isFinite(value)) {
        numbers.get(name)?.integer(row, Math.trunc(value));
      }
    }
    spans.add(event.id, event.tenant, time);
  }
  return { count: events.length, ...columnChunks(pages, events.length), spans: spans.all };
}

/** What the events of each tenant span. */
class Spans {
  readonly #spans = new Map<string, TenantSpan>();
  #last: TenantSpan | undefined;

  get all(): TenantSpan[] {
    return [...this.#spans.values()];
  }

  add(id: string, tenant: string, time: number): void {
    const span = this.#last?.tenant === tenant ? this.#last : this.#spans.get(tenant);
    if (!span) {
      this.#last = { tenant, rows: 1, timeFrom: time, timeTo: time, idFrom: id, idTo: id };
      this.#spans.set(tenant, this.#last);
      return;
    }
    span.rows++;
    if (time < span.timeFrom) span.timeFrom = time;
    if (time > span.timeTo) span.timeTo = time;
    // Most ids come in order.
    if (id > span.idTo) span.idTo = id;
    else if (id < span.idFrom) span.idFrom = id;
    this.#last = span;
  }
}
