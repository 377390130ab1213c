import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import { parquetSource } from '../sources.js';
import type { SegmentJob } from './job.js';
import { wantedRows } from './wanted-rows.js';

/** Clusters smaller than this share of the rows are written as one: each is a pass over the sources. */
const leastShare = 1 / 50;
const mostClusters = 16;

/**
 * Divides the rows by what they have in common: written one after the other they compress as well as sorted
 * rows, without the memory that a sort takes.
 * @returns conditions that each row meets exactly one of, and their parameters
 */
export async function clustersOf(
  connection: DuckDBConnection,
  job: SegmentJob,
): Promise<{ clusters: string[]; values: DuckDBValue[] }> {
  const { sql: wanted, values } = wantedRows(job);
  const reader = await connection.runAndReadAll(
    `select "event.dataset", "event.code", count(*)::double from ${parquetSource(job.sources.map(({ path }) => path))}
     where ${wanted} group by all order by 3 desc`,
    values,
  );
  const groups = reader.getRows() as [string | null, string | null, number][];
  const least = leastShare * groups.reduce((sum, [, , rows]) => sum + rows, 0);
  const own = groups.slice(0, mostClusters).filter(([, , rows]) => rows >= least);
  const conditions = own.sort(byName).map(([dataset, code]) => {
    const parameters = [dataset, code].map((value) => {
      if (value === null) return 'null';
      values.push(value);
      return `$${values.length}`;
    });
    return `("event.dataset" is not distinct from ${parameters[0]} and "event.code" is not distinct from ${parameters[1]})`;
  });
  const clusters = [...conditions];
  if (own.length < groups.length) clusters.push(`not (${conditions.join(' or ') || 'false'})`);
  return { clusters: clusters.map((sql) => `${wanted} and ${sql}`), values };
}

type Group = readonly [string | null, string | null, number];

function byName(a: Group, b: Group): number {
  const [x, y] = [a, b].map(([dataset, code]) => `${dataset} ${code}`) as [string, string];
  return x < y ? -1 : x > y ? 1 : 0;
}
