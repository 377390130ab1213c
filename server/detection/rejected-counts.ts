import type { EntryMeta } from '../ingest/entry.js';
import { rejectedDataset, type SourceDelta } from '../store/source-delta.js';

/** @returns what is to be counted of records that were refused on receipt: their reason stands as the dataset */
export function countRejected({ tenant, collector, received: time, direct }: EntryMeta): SourceDelta[] {
  return (direct?.rejected ?? []).map(({ source, reason, count }) => ({
    tenant,
    collector,
    source,
    transport: 'http',
    dataset: rejectedDataset(reason),
    host: '',
    received: count,
    stored: 0,
    rejected: count,
    unparsed: 0,
    first: time,
    last: time,
  }));
}
