import type { Batch } from '../contract/envelope.js';
import type { Event } from '../contract/event.js';
import { addDelta, type SourceDelta } from '../store/source-delta.js';

/**
 * @param batch as it was received
 * @param events of the batch, in the order of its records
 * @returns what is to be counted of each source
 */
export function countSources(batch: Batch, events: readonly Event[]): SourceDelta[] {
  const sums = new Map<string, SourceDelta>();
  batch.records.forEach((record, index) => {
    addDelta(sums, deltaOf(record.transport, events[index]!));
  });
  return [...sums.values()];
}

function deltaOf(transport: string, event: Event): SourceDelta {
  const time = event['event.ingested'];
  return {
    tenant: event.tenant,
    collector: event['observer.id'],
    source: event['log.source'],
    transport,
    dataset: event['event.dataset'],
    host: event['host.name'] ?? '',
    received: 1,
    stored: 1,
    rejected: 0,
    unparsed: event['event.kind'] === 'pipeline_error' ? 1 : 0,
    first: time,
    last: time,
  };
}
