import { type EventSearch, getHistogram } from '../../api/events.js';

const buckets = 60;

/** @returns what is asked for the figures over time; the same question is asked once */
export const histogramQuery = (search: EventSearch, by: string) => ({
  queryKey: ['events', 'histogram', search, by],
  queryFn: ({ signal }: { signal: AbortSignal }) => getHistogram(search, buckets, by, signal),
});
