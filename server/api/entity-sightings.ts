import type { EntityFacts } from '../contract/entity.js';
import { GrundwachtError } from '../contract/errors.js';
import type { EventQuery } from '../contract/event.js';
import type { EventStore } from '../contract/event-store.js';

/** So few events are read to find the oldest of them; of more a bucket is cut again. */
const readEvents = 50;
const buckets = 500;
/** Each look divides the time by 500: 90 days become 63 milliseconds. */
const mostLooks = 4;

type Reader = Pick<EventStore, 'search' | 'histogram'>;
type Asked = EventQuery & { tenants: readonly string[] };

/**
 * @param field column or own field
 * @returns the oldest and the latest stored event that has the value; null: there is none, or telling it takes too long
 */
export async function entitySightings(
  events: Reader,
  tenant: string,
  { field, value }: { field: string; value: string },
  signal: AbortSignal,
): Promise<EntityFacts['events']> {
  const filter = [`${field}:${value.replace(/[*\\]/g, '\\$&')}`];
  const query: Asked = { tenants: [tenant], filter };
  try {
    const [latest, all] = await Promise.all([
      events.search({ ...query, limit: 1 }, { signal }),
      events.histogram({ ...query, buckets }, { signal }),
    ]);
    const last = latest.items[0]?.['@timestamp'];
    if (last === undefined || all.partial !== undefined) return null;
    const first = await oldest(events, query, all, signal);
    return first === undefined ? null : { first_seen: first, last_seen: last, total: all.total };
  } catch (error) {
    if (error instanceof GrundwachtError && slow.has(error.code)) return null;
    throw error;
  }
}

/** A field that holds numbers has no such text; a search that takes too long tells nothing. */
const slow = new Set<string>(['QUERY_TIMEOUT', 'QUERY_SYNTAX']);

async function oldest(
  events: Reader,
  query: Asked,
  all: Awaited<ReturnType<Reader['histogram']>>,
  signal: AbortSignal,
): Promise<string | undefined> {
  let histogram = all;
  for (let look = 0; look < mostLooks; look++) {
    const bucket = histogram.buckets.find(({ count }) => count > 0);
    if (bucket === undefined) return undefined;
    const { start: from, end: to } = bucket;
    if (bucket.count <= readEvents || histogram.interval_ms <= 1) {
      const page = await events.search({ ...query, from, to, limit: readEvents }, { signal });
      return page.items.at(-1)?.['@timestamp'] ?? from;
    }
    histogram = await events.histogram({ ...query, from, to, buckets }, { signal });
  }
  return histogram.buckets.find(({ count }) => count > 0)?.start;
}
