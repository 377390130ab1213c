import type { DuckDBValue } from '@duckdb/node-api';
import { GrundwachtError } from '../../contract/errors.js';
import type { EventQuery } from '../../contract/event.js';
import { zone } from '../../contract/german-day.js';
import { joined, type Query } from '../../query/ast.js';
import type { Clock } from '../../query/instant.js';
import { interpret } from '../../query/interpret.js';
import { parseQuery } from '../../query/parse.js';
import { printQuery } from '../../query/print.js';
import type { Place } from './cursor.js';
import { filterCondition } from './filter.js';
import type { Need } from './filters/segment-filter.js';
import { type Condition, every } from './query/condition.js';
import { reachOf } from './query/pruning.js';
import { timestamp, translate } from './query/translate.js';

/** A checked query: what to prune by, and the SQL condition for the rows. */
export interface RowQuery {
  /** Tenants to look at; none: nothing is found. */
  tenants: string[];
  /** Event time, inclusive and exclusive, milliseconds. */
  from: number;
  to: number;
  condition: Condition;
  /** What every row of the result has. */
  needs: readonly Need[];
}

/**
 * @param query with the tenants that the caller may see
 * @param now milliseconds since the epoch: what `now` in the query means
 * @param after only what comes behind this place in the results
 * @throws GrundwachtError QUERY_SYNTAX naming the part
 */
export function rowQuery(
  query: EventQuery & { tenants: readonly string[] },
  now: number,
  after?: Place,
): RowQuery {
  const clock: Clock = { now, zone };
  const meaning = interpret(parseQuery(query.q ?? ''), clock);
  const reach = reachOf(meaning);
  const tenants = query.tenants.filter(
    (tenant) =>
      (query.tenant === undefined || tenant === query.tenant) &&
      (reach.tenant === undefined || tenant.toLowerCase() === reach.tenant),
  );
  const from = time('from', query.from) ?? Number.NEGATIVE_INFINITY;
  const to = time('to', query.to) ?? Number.POSITIVE_INFINITY;
  const conditions: Condition[] = [
    { sql: `tenant in (${tenants.map(() => '?').join(', ')})`, values: tenants },
  ];
  const where = (sql: string, ...values: DuckDBValue[]): void => {
    conditions.push({ sql, values });
  };
  if (Number.isFinite(from)) where('"@timestamp" >= ?', timestamp(from));
  if (Number.isFinite(to)) where('"@timestamp" < ?', timestamp(to));
  if (after) {
    const at = timestamp(after.time);
    where('"@timestamp" <= ? and ("@timestamp" < ? or id < ?)', at, at, after.id);
  }
  for (const filter of query.filter ?? []) conditions.push(filterCondition(filter));
  if (meaning.kind !== 'all') conditions.push(translate(meaning));
  const condition = every(conditions);
  const latest = Math.min(to, reach.to);
  return {
    tenants,
    from: Math.max(from, reach.from),
    to: after ? Math.min(latest, after.time + 1) : latest,
    condition,
    needs: condition.needs ?? [],
  };
}

/**
 * @returns the query with a term for values that begin with the prefix
 * @throws GrundwachtError QUERY_SYNTAX
 */
export function withPrefix<T extends EventQuery & { field: string; prefix?: string }>(query: T): T {
  if (query.prefix === undefined || query.prefix === '') return query;
  const pattern = [query.prefix, { wildcard: '*' }] as const;
  const term: Query = {
    kind: 'field',
    field: [query.field],
    test: { kind: 'is', value: { pattern, quoted: false } },
    at: { offset: 0, length: 0 },
  };
  return { ...query, q: printQuery(joined('and', [parseQuery(query.q ?? ''), term])) };
}

function time(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Date.parse(text);
  if (Number.isNaN(value))
    throw new GrundwachtError('QUERY_SYNTAX', { message: '{name} is no RFC 3339 time', values: { name } });
  return value;
}
