import type { Event } from '../../contract/event.js';
import { numberColumns, textColumns } from '../../contract/event-columns.js';
import type { EventRows, TenantSpan } from '../../contract/event-store.js';
import { fieldsText } from './fields-text.js';
import { PageWriter } from './parquet/page.js';
import { storableTime } from './time.js';

const pages = new PageWriter();

/**
 * Encodes events as the store keeps them: a row group of a Parquet file, without the file around it. Pure
 * JavaScript, so that it can run in any thread; `bytes` owns its memory and can be transferred.
 * @param events of any tenants, in journal order
 */
export function encodeRows(events: readonly Event[]): EventRows {
  const columnBytes = [
    pages.texts(events.map(({ id }) => id)),
    pages.texts(events.map(({ tenant }) => tenant)),
    pages.integers(
      events.map((event) => storableTime(event['@timestamp'])),
      false,
    ),
    pages.integers(
      events.map((event) => storableTime(event['event.ingested'])),
      false,
    ),
    ...textColumns.map((name) => pages.texts(events.map((event) => event[name]))),
    ...numberColumns.map((name) =>
      pages.integers(
        events.map((event) => whole(event[name])),
        true,
      ),
    ),
    pages.texts(events.map(({ fields }) => fieldsText(fields))),
    pages.bytes(events.map((event) => event['event.original'])),
  ];
  return { count: events.length, bytes: pages.take(), columnBytes, spans: spansOf(events) };
}

function whole(value: number | undefined): number | undefined {
  return value === undefined || !Number.isFinite(value) ? undefined : Math.trunc(value);
}

function spansOf(events: readonly Event[]): TenantSpan[] {
  const spans = new Map<string, TenantSpan>();
  for (const { id, tenant, '@timestamp': at } of events) {
    const time = storableTime(at);
    const span = spans.get(tenant);
    if (span) {
      span.rows++;
      if (time < span.timeFrom) span.timeFrom = time;
      if (time > span.timeTo) span.timeTo = time;
      if (id < span.idFrom) span.idFrom = id;
      if (id > span.idTo) span.idTo = id;
    } else spans.set(tenant, { tenant, rows: 1, timeFrom: time, timeTo: time, idFrom: id, idTo: id });
  }
  return [...spans.values()];
}
