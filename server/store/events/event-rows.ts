import type { Event } from '../../contract/event.js';
import { numberColumns, textColumns } from '../../contract/event-columns.js';
import type { EventRows, TenantSpan } from '../../contract/event-store.js';
import { columns } from './columns.js';
import { fieldsText } from './fields-text.js';
import { columnChunks, PageColumn } from './parquet/page.js';
import { storableTime } from './time.js';

/**
 * Encodes events as the store keeps them: a row group of a Parquet file, without the file around it. Pure
 * JavaScript, so that it can run in any thread.
 */
export class RowEncoder {
  readonly #pages = columns.map(({ name, optional }) => ({ name, optional, column: new PageColumn() }));
  readonly #fixed: Record<'id' | 'tenant' | 'time' | 'ingested' | 'fields' | 'original', PageColumn>;
  /** Columns that an event may lack. */
  readonly #texts: ReadonlyMap<string, PageColumn>;
  readonly #numbers: ReadonlyMap<string, PageColumn>;
  #spans = new Spans();
  #rows = 0;

  constructor() {
    const columnOf = new Map(this.#pages.map(({ name, column }) => [name, column]));
    this.#fixed = {
      id: columnOf.get('id')!,
      tenant: columnOf.get('tenant')!,
      time: columnOf.get('@timestamp')!,
      ingested: columnOf.get('event.ingested')!,
      fields: columnOf.get('fields')!,
      original: columnOf.get('event.original')!,
    };
    this.#texts = new Map(textColumns.map((name) => [name, columnOf.get(name)!]));
    this.#numbers = new Map(numberColumns.map((name) => [name, columnOf.get(name)!]));
  }

  /** Begins anew, whatever was added. */
  reset(): void {
    for (const { column } of this.#pages) column.reset();
    this.#spans = new Spans();
    this.#rows = 0;
  }

  /** Adds the next event in journal order, of any tenant; it is not held. */
  add(event: Event): void {
    const row = this.#rows++;
    const { id, tenant, time, ingested, fields, original } = this.#fixed;
    const at = storableTime(event['@timestamp']);
    id.text(row, event.id);
    tenant.text(row, event.tenant);
    time.integer(row, at);
    ingested.integer(row, storableTime(event['event.ingested']));
    fields.text(row, fieldsText(event.fields));
    original.binary(row, event['event.original']);
    // What an event has, not what it could have: looking for an absent property costs most of all.
    for (const name in event) {
      const value: unknown = event[name as keyof Event];
      if (typeof value === 'string') this.#texts.get(name)?.text(row, value);
      else if (typeof value === 'number' && Number.isFinite(value)) {
        this.#numbers.get(name)?.integer(row, Math.trunc(value));
      }
    }
    this.#spans.add(event.id, event.tenant, at);
  }

  /** @returns what was added, and begins anew; `bytes` owns its memory and can be transferred */
  take(): EventRows {
    const count = this.#rows;
    const rows = { count, ...columnChunks(this.#pages, count), spans: this.#spans.all };
    this.reset();
    return rows;
  }
}

/** @returns events of any tenants, in journal order, as {@link RowEncoder} makes them */
export function encodeRows(events: readonly Event[]): EventRows {
  const encoder = new RowEncoder();
  for (const event of events) encoder.add(event);
  return encoder.take();
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
