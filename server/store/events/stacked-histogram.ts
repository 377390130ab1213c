import type { Histogram } from '../../contract/event.js';
import { countByTime } from './histogram.js';
import type { Reader } from './parts.js';
import type { RowQuery } from './query.js';
import type { Snapshot } from './snapshot.js';
import { countValues } from './statistics.js';

/** Values that are told apart; all others, and none, are counted together. */
const mostSeries = 6;

/**
 * Counts the events of a query by time and by the most frequent values of a field.
 * @throws GrundwachtError as `countByTime` and `countValues`
 */
export async function countByTimeAndValue(
  reader: Reader,
  snapshot: Snapshot,
  query: RowQuery,
  buckets: number,
  field: string,
): Promise<Histogram> {
  const { values } = await countValues(reader, snapshot, query, field, mostSeries);
  const series = values.map(({ value }) => value);
  return countByTime(reader, snapshot, query, buckets, { field, series });
}
