import type { FieldStatistics } from '../../contract/event-analysis.js';
import { isTimeOver } from './limits.js';
import { partsNewestFirst, type Reader } from './parts.js';
import type { RowQuery } from './query.js';
import type { Snapshot } from './snapshot.js';
import { valuesOf } from './values.js';

/** Values that are taken from one part, and kept over all parts: what is rarer is not counted on. */
const mostValues = 10_000;

interface Tally {
  total: number;
  missing: number;
  atLeast: boolean;
  min: number | null;
  max: number | null;
  counts: Map<string, number>;
}

/**
 * Counts the values of a field, the newest events first. When the time is over, what is counted by then.
 * @param limit values at most
 * @throws GrundwachtError QUERY_TIMEOUT when nothing is counted yet, VALIDATION; the signal's reason
 */
export async function countValues(
  reader: Reader,
  snapshot: Snapshot,
  query: RowQuery,
  field: string,
  limit: number,
): Promise<FieldStatistics> {
  const tally: Tally = { total: 0, missing: 0, atLeast: false, min: null, max: null, counts: new Map() };
  let looked = false;
  let missing: number | undefined;
  if (query.tenants.length === 0) return statistics(field, tally, limit, missing);
  for (const part of partsNewestFirst(reader, snapshot, query)) {
    try {
      await countPart(reader, await part.source(), query, field, tally);
      looked = true;
    } catch (error) {
      if (!looked || !isTimeOver(reader.signal)) throw error;
      missing = part.timeTo;
      break;
    }
  }
  return statistics(field, tally, limit, missing);
}

async function countPart(
  { engine, signal }: Reader,
  source: string | undefined,
  query: RowQuery,
  field: string,
  tally: Tally,
): Promise<void> {
  if (source === undefined) return;
  const { sql, values, numeric } = valuesOf(field);
  const ends = numeric
    ? 'min(min(v)) over () as least, max(max(v)) over () as most'
    : 'null as least, null as most';
  const rows = await engine.query(
    `select v::varchar as value, count(*) as count, sum(count(*)) over () as total, count(*) over () as groups, ${ends}
     from (select ${sql} as v from ${source} where ${query.condition.sql})
     group by v order by v is null desc, count(*) desc, v limit ${mostValues + 1}`,
    [...values, ...query.condition.values],
    signal,
  );
  const [first] = rows;
  if (!first) return;
  tally.total += Number(first['total']);
  if (Number(first['groups']) > mostValues) tally.atLeast = true;
  tally.min = extreme(Math.min, tally.min, first['least']);
  tally.max = extreme(Math.max, tally.max, first['most']);
  for (const { value, count } of rows) {
    if (value === null) tally.missing += Number(count);
    else tally.counts.set(value as string, (tally.counts.get(value as string) ?? 0) + Number(count));
  }
  if (tally.counts.size > 4 * mostValues) forgetRare(tally);
}

function extreme(
  choose: (a: number, b: number) => number,
  known: number | null,
  found: unknown,
): number | null {
  if (found === null || found === undefined) return known;
  return known === null ? Number(found) : choose(known, Number(found));
}

function forgetRare(tally: Tally): void {
  tally.atLeast = true;
  tally.counts = new Map(byCount(tally).slice(0, mostValues));
}

function byCount({ counts }: Tally): [string, number][] {
  return [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
}

function statistics(
  field: string,
  tally: Tally,
  limit: number,
  missing: number | undefined,
): FieldStatistics {
  return {
    field,
    total: tally.total,
    missing: tally.missing,
    distinct: tally.counts.size,
    at_least: tally.atLeast,
    min: tally.min,
    max: tally.max,
    values: byCount(tally)
      .slice(0, limit)
      .map(([value, count]) => ({ value, count })),
    ...(missing !== undefined && { partial: { searched_from: new Date(missing).toISOString() } }),
  };
}
