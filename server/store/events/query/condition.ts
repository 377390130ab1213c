import type { DuckDBValue } from '@duckdb/node-api';
import type { Need } from '../filters/segment-filter.js';

/** An SQL condition with `?` for each value. */
export interface Condition {
  sql: string;
  values: readonly DuckDBValue[];
  /** What every row that meets it has; none where nothing is certain. */
  needs?: readonly Need[];
}

/** @returns a condition that every row meets */
export const always: Condition = { sql: 'true', values: [] };
/** @returns a condition that no row meets */
export const never: Condition = { sql: 'false', values: [] };

export function every(conditions: readonly Condition[]): Condition {
  if (conditions.length === 0) return always;
  return { ...linked(' and ', conditions), needs: conditions.flatMap(({ needs }) => needs ?? []) };
}

export function some(conditions: readonly Condition[]): Condition {
  if (conditions.length === 0) return never;
  const any = conditions.map(({ needs }) => needs ?? []);
  // One that needs nothing can hold in any segment.
  return { ...linked(' or ', conditions), needs: any.every((needs) => needs.length > 0) ? [{ any }] : [] };
}

/** A missing field gives NULL, which must count as "does not match" on both sides. */
export function not({ sql, values }: Condition): Condition {
  return { sql: `((${sql}) is not true)`, values };
}

function linked(operator: string, conditions: readonly Condition[]): Condition {
  return {
    sql: conditions.map(({ sql }) => `(${sql})`).join(operator),
    values: conditions.flatMap(({ values }) => values),
  };
}
