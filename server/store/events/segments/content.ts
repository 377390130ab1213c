import type { DuckDBConnection } from '@duckdb/node-api';
import { parquetSource } from '../sources.js';
import { namedCounts } from './dataset-counts.js';
import type { SegmentContent } from './job.js';

/** Rows of one dataset and tenant, with the least and the largest of each column. */
interface Group extends Omit<SegmentContent, 'datasets'> {
  dataset: string | null;
  tenant: string;
}

/**
 * @param names datasets that are counted apart; undefined: the largest ones
 * @returns what a segment holds, read back from the file: what the manifest says is what is there
 */
export async function contentOf(
  connection: DuckDBConnection,
  path: string,
  names?: ReadonlySet<string>,
): Promise<SegmentContent & { tenants: string[] }> {
  const reader = await connection.runAndReadAll(
    `select "event.dataset" as dataset, tenant, count(*)::double as rows,
       ${range('epoch_ms("@timestamp")::double', 'time')},
       ${range('epoch_ms("event.ingested")::double', 'received')}, ${range('id', 'id')}
     from ${parquetSource([path])} group by 1, 2`,
  );
  const groups = reader.getRowObjects() as unknown as Group[];
  const whole = groups.reduce(joined);
  return {
    rows: whole.rows,
    timeFrom: whole.timeFrom,
    timeTo: whole.timeTo,
    receivedFrom: whole.receivedFrom,
    receivedTo: whole.receivedTo,
    idFrom: whole.idFrom,
    idTo: whole.idTo,
    datasets: namedCounts(
      groups.map(({ dataset, rows }) => [dataset ?? '', rows] as const),
      names,
    ),
    tenants: [...new Set(groups.map(({ tenant }) => tenant))],
  };
}

const range = (sql: string, name: string): string =>
  `min(${sql}) as "${name}From", max(${sql}) as "${name}To"`;

/** There may be as many groups as rows: too many for the arguments of a function. */
function joined(a: Group, b: Group): Group {
  return {
    ...a,
    rows: a.rows + b.rows,
    timeFrom: Math.min(a.timeFrom, b.timeFrom),
    timeTo: Math.max(a.timeTo, b.timeTo),
    receivedFrom: Math.min(a.receivedFrom, b.receivedFrom),
    receivedTo: Math.max(a.receivedTo, b.receivedTo),
    idFrom: a.idFrom < b.idFrom ? a.idFrom : b.idFrom,
    idTo: a.idTo > b.idTo ? a.idTo : b.idTo,
  };
}
