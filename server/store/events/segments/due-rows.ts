import { type DuckDBConnection, type DuckDBValue, listValue } from '@duckdb/node-api';
import { parquetSource } from '../sources.js';
import { namedCounts } from './dataset-counts.js';
import type { CountJob, DueCounts, DueRows, HeldRows } from './job.js';

/** Conditions with numbered parameters, which are appended to `values`; each is true or false, never null. */
export interface DueConditions {
  due: string;
  forAlerts: string;
  forHolds: string;
}

/** @param values of the statement so far */
export function dueConditions(
  { before, forAlerts, forHolds }: DueRows,
  values: DuckDBValue[],
): DueConditions {
  const mark = (value: DuckDBValue): string => `$${values.push(value)}`;
  const oneOf = (column: string, some: readonly string[]): string =>
    some.length === 0 ? 'false' : `coalesce("${column}", '') in (${some.map(mark).join(', ')})`;
  const at = (time: number): string => `make_timestamp(${mark(BigInt(time) * 1000n)}::bigint)`;
  const held = ({ from, to, datasets, hosts, ids }: HeldRows): string[] => [
    ...(from === undefined ? [] : [`"@timestamp" >= ${at(from)}`]),
    ...(to === undefined ? [] : [`"@timestamp" < ${at(to)}`]),
    ...(datasets.length === 0 ? [] : [oneOf('event.dataset', datasets)]),
    ...(hosts.length === 0 ? [] : [oneOf('host.name', hosts)]),
    ...(ids === undefined ? [] : [`id in (select unnest(${mark(listValue(ids))}))`]),
  ];
  return {
    due: any(
      before.map(({ datasets, others, time }) => [
        `${others ? 'not ' : ''}${oneOf('event.dataset', datasets)}`,
        `"event.ingested" < ${at(time)}`,
      ]),
    ),
    forAlerts:
      forAlerts.ids.length === 0
        ? 'false'
        : `(id in (select unnest(${mark(listValue(forAlerts.ids))})) and "event.ingested" >= ${at(forAlerts.since)})`,
    forHolds: any(forHolds.map(held)),
  };
}

const any = (all: readonly string[][]): string =>
  all.map((conditions) => `(${['true', ...conditions].join(' and ')})`).join(' or ') || 'false';

/** @returns what is due of a segment's rows */
export async function countDue(connection: DuckDBConnection, { source, due }: CountJob): Promise<DueCounts> {
  const values: DuckDBValue[] = [];
  const conditions = dueConditions(due, values);
  const reader = await connection.runAndReadAll(
    `select coalesce("event.dataset", ''), (${conditions.forAlerts}) as alert, (${conditions.forHolds}) as hold, count(*)::double
     from ${parquetSource([source])} where ${conditions.due} group by all`,
    values,
  );
  const kept = { keptForAlerts: 0, keptForHolds: 0 };
  const deleted: [string, number][] = [];
  for (const [dataset, alert, hold, rows] of reader.getRows() as [string, boolean, boolean, number][]) {
    if (hold) kept.keptForHolds += rows;
    else if (alert) kept.keptForAlerts += rows;
    else deleted.push([dataset, rows]);
  }
  return { deleted: namedCounts(deleted), ...kept };
}
