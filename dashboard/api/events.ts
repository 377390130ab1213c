import type { EventDocument, Histogram } from '../../server/contract/event.js';
import { request } from './http.js';

/** What is searched: instants in RFC 3339, text, and `field:value` filters. */
export interface EventSearch {
  from: string;
  to: string;
  q: string;
  filter: readonly string[];
}

export interface EventPage {
  items: EventDocument[];
  next: string | null;
}

export const getEvents = (
  search: EventSearch,
  cursor: string | undefined,
  signal?: AbortSignal,
): Promise<EventPage> => request('events', { query: { ...search, limit: 100, cursor }, signal });

export const getHistogram = (
  search: EventSearch,
  buckets: number,
  signal?: AbortSignal,
): Promise<Histogram> => request('events/histogram', { query: { ...search, buckets }, signal });
