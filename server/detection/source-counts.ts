import type { Event } from '../contract/event.js';
import type { EntryMeta } from '../ingest/entry.js';
import type { Joined } from '../normalise/linux/audit-join.js';
import { addDelta, type SourceDelta } from '../store/source-delta.js';

/**
 * @param meta of the batch
 * @param joined records of the batch; one that was joined of several counts as these
 * @param events of the records, in their order
 * @returns what is to be counted of each source; what was refused with the batch has its reason as dataset
 */
export function countSources(
  meta: EntryMeta,
  { records, counts }: Joined,
  events: readonly Event[],
): SourceDelta[] {
  const sums = new Map<string, SourceDelta>();
  for (const { source, reason, count } of meta.direct?.rejected ?? []) {
    addDelta(sums, {
      tenant: meta.tenant,
      collector: meta.collector,
      source,
      transport: 'http',
      dataset: `rejected.${reason}`,
      host: '',
      received: count,
      stored: 0,
      rejected: count,
      unparsed: 0,
      first: meta.received,
      last: meta.received,
    });
  }
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
    unparsed: event['event.kind'] === 'pipeline_error' ? records : 0,
    first: time,
    last: time,
  };
}
