import type { EventDocument, Histogram } from '../../server/contract/event.js';
import type {
  EventField,
  FieldStatistics,
  SavedSearch,
  SavedSearchInput,
} from '../../server/contract/event-analysis.js';
import { apiBase, queryString, request } from './http.js';

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
  /** The time was over: only events after this have been looked at. */
  partial?: { searched_from: string };
  did_you_mean?: { field: string; suggestion: string; offset: number }[];
  /** Nothing was found: names were asked for in clear where events hold pseudonyms. */
  pseudonyms?: { fields: string[]; text: boolean };
}

export const getEvents = (
  search: EventSearch,
  cursor: string | undefined,
  signal?: AbortSignal,
  limit = 100,
): Promise<EventPage> => request('events', { query: { ...search, limit, cursor }, signal });

export const getHistogram = (
  search: EventSearch,
  buckets: number,
  by: string,
  signal?: AbortSignal,
): Promise<Histogram> => request('events/histogram', { query: { ...search, buckets, by }, signal });

export const getFields = async (search: EventSearch, signal?: AbortSignal): Promise<EventField[]> =>
  (await request<{ items: EventField[] }>('events/fields', { query: { ...search }, signal })).items;

export const getFieldStatistics = (
  search: EventSearch,
  field: string,
  { limit, prefix }: { limit: number; prefix?: string },
  signal?: AbortSignal,
): Promise<FieldStatistics> =>
  request('events/statistics', { query: { ...search, field, limit, prefix }, signal });

export type ExportFormat = 'csv' | 'ndjson';

/** @returns the address of a file with what the search finds */
export function exportAddress(
  search: EventSearch,
  format: ExportFormat,
  limit: number,
  columns: readonly string[],
): string {
  return new URL(`events/export${queryString({ ...search, format, limit, column: columns })}`, apiBase).href;
}

export const getSavedSearches = async (signal?: AbortSignal): Promise<SavedSearch[]> =>
  (await request<{ items: SavedSearch[] }>('saved-searches', { signal })).items;

export const saveSearch = (body: SavedSearchInput): Promise<SavedSearch> =>
  request('saved-searches', { method: 'POST', body });

export const removeSavedSearch = (id: string): Promise<void> =>
  request(`saved-searches/${id}`, { method: 'DELETE' });
