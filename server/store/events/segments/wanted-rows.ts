import type { DuckDBValue } from '@duckdb/node-api';
import { dueConditions } from './due-rows.js';
import type { SegmentJob } from './job.js';

/** @returns the condition of the rows that a segment takes from its sources, and its numbered parameters */
export function wantedRows({ tenant, without, due }: SegmentJob): { sql: string; values: DuckDBValue[] } {
  const values: DuckDBValue[] = [tenant];
  const wanted = ['tenant = $1'];
  if (without.length > 0) {
    const marks = without.map((dataset) => `$${values.push(dataset)}`);
    wanted.push(`coalesce("event.dataset", '') not in (${marks.join(', ')})`);
  }
  if (due) {
    const conditions = dueConditions(due, values);
    wanted.push(`(not (${conditions.due}) or ${conditions.forAlerts} or ${conditions.forHolds})`);
  }
  return { sql: wanted.join(' and '), values };
}
