import type { EventDocument, EventPage, EventQuery, Histogram } from './event.js';
import type { EventField, FieldStatistics } from './event-analysis.js';

/** What a tenant's events of some rows span, for pruning and for the manifest. */
export interface TenantSpan {
  tenant: string;
  rows: number;
  /** Event time of the oldest and the newest event, both inclusive, milliseconds. */
  timeFrom: number;
  timeTo: number;
  /** Smallest and largest event id, both inclusive. */
  idFrom: string;
  idTo: string;
}

/**
 * Events as the store takes them: plain data, made by `encodeRows` in whatever thread has the events. Transfer
 * `bytes.buffer` with it instead of copying it.
 */
export interface EventRows {
  count: number;
  /** The column chunks of a Parquet row group, back to back, in an array of their own. */
  bytes: Uint8Array<ArrayBuffer>;
  /** Bytes of each column chunk, in the order of the store's columns. */
  columnBytes: number[];
  spans: TenantSpan[];
}

/** What a pass of retention deleted. */
export interface Expired {
  /** Segments that were dropped or written anew. */
  segments: number;
  events: number;
}

/** A tenant's events: those in segments and those that are not sealed yet. */
export interface TenantContents {
  unsealed: number;
  segments: readonly (Omit<TenantSpan, 'tenant'> & {
    id: string;
    /** Receipt of the oldest and the newest event, both inclusive, milliseconds. */
    receivedFrom: number;
    receivedTo: number;
    /** Of the segment and of the filter beside it, where there is one. */
    bytes: number;
    filterBytes: number | undefined;
    /** Rows of each dataset. */
    datasets: Readonly<Record<string, number>>;
  })[];
}

/** Texts in lower case; a row has all of them, in its message, command line, names or own fields. */
export interface WantedTexts {
  texts: readonly string[];
  /** A column that may have the text as its value although the record as it arrived spells it in another way. */
  column?: 'process.name' | 'user.name';
}

/** What a hunt looks for in stored events: rows that may have it are read, and whoever hunts decides. */
export interface Quarry {
  texts: readonly WantedTexts[];
  /** Single addresses as events spell them. */
  addresses: readonly string[];
  /** Whether addresses are wanted that are not among these: of networks, or in another spelling. */
  networks: boolean;
  wantsAddress(address: string): boolean;
}

/** Milliseconds since the epoch. */
export interface HuntRange {
  /** Event time, inclusive and exclusive. */
  from: number | undefined;
  to: number | undefined;
  /** Receipt time, exclusive. */
  receivedBefore: number;
}

/** How far event time and receipt of a host's events are apart. */
export interface HostSkew {
  /** In lower case. */
  host: string;
  events: number;
  /** Events whose difference is larger than the limit. */
  skewed: number;
  /** Receipt less event time of a typical event, milliseconds; negative: its clock is ahead. */
  typicalMs: number;
  /** The same of the event whose clock was furthest off. */
  worstMs: number;
}

/** What became of a segment: `skipped` when its filter said that nothing is in it, `gone` when it is there no more. */
export type HuntedSegment = 'searched' | 'skipped' | 'gone';

/** Where events become searchable and stay until retention drops them. */
export interface EventStore {
  /**
   * Makes events searchable. Durable already in the journal: after a restart everything from
   * {@link sealedPosition} on is replayed and appended again.
   * @param rows of events in journal order
   * @param position journal position behind the last of them
   */
  append(rows: EventRows, position: number): Promise<void>;
  /** Journal position up to which events are in sealed segments; replay begins here. */
  sealedPosition(): number;
  /**
   * Newest first, keyset paging over (event time, id).
   * @param options.signal ends the search when nobody waits for it any more
   * @throws GrundwachtError QUERY_SYNTAX, CURSOR_INVALID, QUERY_TIMEOUT, QUERY_CANCELLED
   */
  search(
    query: EventQuery & { tenants: readonly string[]; limit: number; cursor?: string },
    options?: { signal?: AbortSignal },
  ): Promise<EventPage>;
  /** @throws GrundwachtError QUERY_SYNTAX, QUERY_TIMEOUT, QUERY_CANCELLED */
  histogram(
    query: EventQuery & { tenants: readonly string[]; buckets: number; by?: string },
    options?: { signal?: AbortSignal },
  ): Promise<Histogram>;
  /**
   * Which values a field has.
   * @param query.prefix only values that begin so, ignoring case
   * @throws GrundwachtError QUERY_SYNTAX, QUERY_TIMEOUT, QUERY_CANCELLED, VALIDATION for a time or the original
   */
  statistics(
    query: EventQuery & { tenants: readonly string[]; field: string; limit: number; prefix?: string },
    options?: { signal?: AbortSignal },
  ): Promise<FieldStatistics>;
  /** @throws GrundwachtError QUERY_SYNTAX, QUERY_CANCELLED */
  fields(
    query: EventQuery & { tenants: readonly string[] },
    options?: { signal?: AbortSignal },
  ): Promise<EventField[]>;
  /**
   * Reads the events of one of the tenant's segments that may have what is looked for.
   * @param options.onEvents is given them, a few at a time
   * @throws GrundwachtError QUERY_TIMEOUT, QUERY_CANCELLED
   */
  hunt(
    segment: { tenant: string; id: string },
    quarry: Quarry,
    range: HuntRange,
    options: { onEvents(events: EventDocument[]): Promise<void>; signal: AbortSignal },
  ): Promise<HuntedSegment>;
  /**
   * Compares event time and receipt by host.
   * @param query.limitMs difference from which on an event is skewed, milliseconds
   * @throws GrundwachtError QUERY_SYNTAX, QUERY_TIMEOUT, QUERY_CANCELLED
   */
  clockSkew(
    query: EventQuery & { tenants: readonly string[]; limitMs: number },
    options?: { signal?: AbortSignal },
  ): Promise<HostSkew[]>;
  get(tenants: readonly string[], id: string): Promise<EventDocument | undefined>;
  /** Writes what is in memory into a segment now. */
  seal(): Promise<void>;
  /**
   * Makes large segments of small ones, as long as there are some and room for it.
   * @returns segments that were merged
   */
  merge(): Promise<number>;
  /** Deletes what is due by the retention rules, and notes it in the deletion protocol. */
  expire(): Promise<Expired>;
  /** What a tenant's events consist of at the moment. */
  contents(tenant: string): TenantContents;
  /** Drops every event of a tenant. */
  removeTenant(tenant: string): Promise<void>;
  stats(): { hotEvents: number; segments: number; segmentBytes: number; segmentEvents: number };
  close(): Promise<void>;
}
