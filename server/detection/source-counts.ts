import type { Event } from '../contract/event.js';
import type { Joined } from '../normalise/linux/audit-join.js';
import { addDelta, type SourceDelta } from '../store/source-delta.js';

/**
 * @param records of a batch; one that was joined of several counts as these
 * @param events of the records, in their order
 * @returns what is to be counted of each source
 */
export function countSources({ records, counts }: Joined, events: readonly Event[]): SourceDelta[] {
  const sums = new Map<string, SourceDelta>();
  records.forEach((record, index) => {
    addDelta(sums, deltaOf(record.transport, events[index]!, counts?.[index] ?? 1));
  });
  return [...sums.values()];
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
