import type { EventDocument } from '../contract/event.js';
import type { EventStore } from '../contract/event-store.js';

/** A part of a time range, so small that its events fit into memory; milliseconds, `to` exclusive. */
export interface Slice {
  from: number;
  to: number;
  count: number;
}

/** What a backtest reads: one tenant's events of a time range. */
export interface Range {
  tenant: string;
  from: number;
  to: number;
}

type Reader = Pick<EventStore, 'histogram' | 'search'>;

/** Events of a slice: they are put in order in memory. */
const sliceEvents = 5000;
const pageEvents = 500;
/** The store's histogram gives as many at most. */
const mostBuckets = 500;

/**
 * Cuts a time range into slices of few events, in order of time.
 * @param limit of more events the latest slices are taken
 * @returns the slices and how many older events they leave out
 */
export async function planSlices(
  store: Reader,
  range: Range,
  limit: number,
): Promise<{ slices: Slice[]; leftOut: number }> {
  const slices = joined(await cut(store, range));
  let [taken, first] = [0, slices.length];
  while (first > 0 && taken < limit) taken += slices[--first]!.count;
  const leftOut = slices.slice(0, first).reduce((sum, { count }) => sum + count, 0);
  return { slices: slices.slice(first), leftOut };
}

/** Buckets that hold too many events are cut again. */
async function cut(store: Reader, { tenant, from, to }: Range): Promise<Slice[]> {
  const { buckets } = await store.histogram({
    ...rangeQuery({ tenant, from, to }),
    buckets: mostBuckets,
  });
  const slices: Slice[] = [];
  for (const { start, end: over, count } of buckets) {
    if (count === 0) continue;
    const begin = Math.max(from, Date.parse(start));
    const end = Math.min(to, Date.parse(over));
    if (count <= sliceEvents || end - begin <= 1) slices.push({ from: begin, to: end, count });
    else slices.push(...(await cut(store, { tenant, from: begin, to: end })));
  }
  return slices;
}

function joined(slices: readonly Slice[]): Slice[] {
  const out: Slice[] = [];
  for (const slice of slices) {
    const last = out.at(-1);
    if (last !== undefined && last.count + slice.count <= sliceEvents) {
      last.to = slice.to;
      last.count += slice.count;
    } else out.push({ ...slice });
  }
  return out;
}

/**
 * @param pause called between two pages, so that the reader gives way to others
 * @returns the slice's events in the order of event time
 */
export async function readSlice(
  store: Reader,
  tenant: string,
  slice: Slice,
  pause: () => Promise<void>,
): Promise<EventDocument[]> {
  const newestFirst: EventDocument[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.search({
      ...rangeQuery({ tenant, from: slice.from, to: slice.to }),
      limit: pageEvents,
      ...(cursor === undefined ? {} : { cursor }),
    });
    newestFirst.push(...page.items);
    cursor = page.next ?? undefined;
    await pause();
  } while (cursor !== undefined);
  return newestFirst.reverse();
}

function rangeQuery({ tenant, from, to }: Range) {
  return { tenants: [tenant], from: new Date(from).toISOString(), to: new Date(to).toISOString() };
}
