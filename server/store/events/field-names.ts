import type { EventField } from '../../contract/event-analysis.js';
import { searchColumns } from '../../query/fields.js';
import { isTimeOver } from './limits.js';
import { partsNewestFirst, type Reader } from './parts.js';
import type { RowQuery } from './query.js';
import type { Snapshot } from './snapshot.js';

/** Events whose own fields are looked at, and names that are given out. */
const sample = 5000;
const mostNames = 1000;

/**
 * @returns all columns, and the own fields of some of the query's newest events, the most frequent first
 * @throws the signal's reason, except that the time is over: then what was found by then
 */
export async function listFields(reader: Reader, snapshot: Snapshot, query: RowQuery): Promise<EventField[]> {
  const counts = new Map<string, number>();
  let events = 0;
  if (query.tenants.length > 0) {
    for (const part of partsNewestFirst(reader, snapshot, query)) {
      if (events >= sample) break;
      try {
        events += await countNames(reader, await part.source(), query, sample - events, counts);
      } catch (error) {
        if (!isTimeOver(reader.signal)) throw error;
        break;
      }
    }
  }
  const own = [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).slice(0, mostNames);
  return [
    ...[...searchColumns].map(([name, kind]) => ({ name, kind, share: null })),
    ...own.map(([name, count]) => ({ name, kind: 'own' as const, share: count / events })),
  ];
}

async function countNames(
  { engine, signal }: Reader,
  source: string | undefined,
  query: RowQuery,
  limit: number,
  counts: Map<string, number>,
): Promise<number> {
  if (source === undefined) return 0;
  const rows = await engine.query(
    `with sampled as materialized (select fields from ${source} where ${query.condition.sql} limit ${limit})
     select name, count(*) as count from (select unnest(json_keys(fields)) as name from sampled) group by name
     union all select null, count(*) from sampled`,
    query.condition.values,
    signal,
  );
  let events = 0;
  for (const { name, count } of rows) {
    if (name === null) events = Number(count);
    // A column of the same name hides it from queries.
    else if (!searchColumns.has(name as string))
      counts.set(name as string, (counts.get(name as string) ?? 0) + Number(count));
  }
  return events;
}
