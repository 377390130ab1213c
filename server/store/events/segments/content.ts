import type { DuckDBConnection } from '@duckdb/node-api';
import { parquetSource } from '../sources.js';
import type { SegmentContent } from './job.js';

/** Rows of one dataset and tenant, with the least and the largest of each column. */
type Group = [string | null, string, number, number, number, number, number, string, string];

/** @returns what a segment holds, read back from the file: what the manifest says is what is there */
export async function contentOf(
  connection: DuckDBConnection,
  path: string,
): Promise<SegmentContent & { tenants: string[] }> {
  const least = (column: string): string =>
    `min(epoch_ms("${column}"))::double, max(epoch_ms("${column}"))::double`;
  const reader = await connection.runAndReadAll(
    `select "event.dataset", tenant, count(*)::double, ${least('@timestamp')}, ${least('event.ingested')}, min(id), max(id)
     from ${parquetSource([path])} group by 1, 2`,
  );
  const groups = reader.getRows() as Group[];
  const ids = groups.flatMap(([, , , , , , , idFrom, idTo]) => [idFrom, idTo]).sort(compare);
  const datasets: Record<string, number> = {};
  for (const [dataset, , rows] of groups) datasets[dataset ?? ''] = (datasets[dataset ?? ''] ?? 0) + rows;
  return {
    rows: groups.reduce((sum, [, , rows]) => sum + rows, 0),
    timeFrom: Math.min(...groups.map(([, , , from]) => from)),
    timeTo: Math.max(...groups.map(([, , , , to]) => to)),
    receivedFrom: Math.min(...groups.map(([, , , , , from]) => from)),
    receivedTo: Math.max(...groups.map(([, , , , , , to]) => to)),
    idFrom: ids[0]!,
    idTo: ids.at(-1)!,
    datasets,
    tenants: [...new Set(groups.map(([, tenant]) => tenant))],
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
