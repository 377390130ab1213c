import type { Event, EventDocument, EventQuery, Histogram } from './event.js';

/** Where events become searchable and stay until retention drops them. */
export interface EventStore {
  /**
   * Makes events searchable. Durable already in the journal: after a restart everything from
   * {@link sealedPosition} on is replayed and appended again.
   * @param events in journal order
   * @param position journal position behind the last of them
   */
  append(events: readonly Event[], position: number): Promise<void>;
  /** Journal position up to which events are in sealed segments; replay begins here. */
  sealedPosition(): number;
  /**
   * Newest first, keyset paging over (event time, id).
   * @throws GrundwachtError QUERY_SYNTAX, CURSOR_INVALID
   */
  search(
    query: EventQuery & { tenants: readonly string[]; limit: number; cursor?: string },
  ): Promise<{ items: EventDocument[]; next: string | null }>;
  histogram(query: EventQuery & { tenants: readonly string[]; buckets: number }): Promise<Histogram>;
  get(tenants: readonly string[], id: string): Promise<EventDocument | undefined>;
  /** Writes what is in memory into a segment now. */
  seal(): Promise<void>;
  /** Drops every event of a tenant. */
  removeTenant(tenant: string): Promise<void>;
  stats(): { hotEvents: number; segments: number; segmentBytes: number; segmentEvents: number };
  close(): Promise<void>;
}
