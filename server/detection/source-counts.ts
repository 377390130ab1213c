import type { Event } from '../contract/event.js';
import { addDelta, type SourceDelta } from '../store/source-delta.js';

/** What is to be counted of each source of a batch. */
export class SourceCounts {
  readonly #sums = new Map<string, SourceDelta>();

  /** @param records how many the event was made of */
  add(transport: string, event: Event, records: number): void {
    addDelta(this.#sums, deltaOf(transport, event, records));
  }

  get all(): SourceDelta[] {
    return [...this.#sums.values()];
  }
}

function deltaOf(transport: string, event: Event, records: number): SourceDelta {
  const time = event['event.ingested'];
  return {
    tenant: event.tenant,
    collector: event['observer.id'],
    source: event['log.source'],
    transport,
    dataset: event['event.dataset'],
    host: event['host.name'] ?? '',
    received: records,
    stored: records,
    rejected: 0,
    unparsed: event['error.message'] === undefined ? 0 : records,
    first: time,
    last: time,
  };
}
