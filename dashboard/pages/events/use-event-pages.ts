import { useInfiniteQuery } from '@tanstack/react-query';
import { type EventSearch, getEvents } from '../../api/events.js';

/** The events that a search finds, a page at a time, newest first. */
export function useEventPages(search: EventSearch) {
  return useInfiniteQuery({
    queryKey: ['events', 'search', search],
    queryFn: ({ pageParam, signal }) => getEvents(search, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export type EventPages = ReturnType<typeof useEventPages>;
