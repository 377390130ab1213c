import { join } from 'node:path';
import type { TenantSpan } from '../../contract/event-store.js';
import type { Engine } from './duckdb.js';
import type { FilterCache, Selected } from './filters/filter-cache.js';
import type { RowQuery } from './query.js';
import type { Segment } from './segment.js';
import type { Snapshot } from './snapshot.js';
import { parquetRows, rowsOfFiles } from './sources.js';

/** What a search reads with. */
export interface Reader {
  engine: Engine;
  /** The store's folder. */
  dir: string;
  filters: FilterCache;
  /** Ends the search: the client is gone, or its time is over. */
  signal: AbortSignal;
}

/** A part of the store that is looked at in one step. */
export interface Part {
  /** Event time of its newest row. */
  timeTo: number;
  /** @returns what stands behind FROM; undefined when it certainly holds no row of the query */
  source(): Promise<string | undefined>;
}

/**
 * Segments looked at in the first step, or as many as have so many rows; doubled with every further step. What DuckDB keeps of
 * the files of one step has to fit into memory.
 */
const firstStep = { segments: 4, rows: 500_000 };
const largestStep = { segments: 64, rows: 4_000_000 };

/** @returns the parts that can hold rows of the query, in order of their newest row */
export function* partsNewestFirst(reader: Reader, snapshot: Snapshot, query: RowQuery): Generator<Part> {
  const hot = hotSource(snapshot, query);
  if (hot) yield { timeTo: Number.POSITIVE_INFINITY, source: async () => hot };
  const segments = prunedSegments(snapshot, query).sort((a, b) => b.timeTo - a.timeTo);
  let { segments: most, rows } = firstStep;
  for (let n = 0; n < segments.length; ) {
    const some = segments.slice(n, n + most);
    some.length = countOf(some, rows);
    n += some.length;
    most = Math.min(most * 2, largestStep.segments);
    rows = Math.min(rows * 2, largestStep.rows);
    yield {
      timeTo: some[0]!.timeTo,
      source: async () => selectedSource(reader.dir, await reader.filters.select(some, query.needs)),
    };
  }
}

/** @returns how many of the first segments have so many rows together; one at least */
function countOf(segments: readonly Segment[], rows: number): number {
  let sum = 0;
  const last = segments.findIndex((segment) => {
    sum += segment.rows;
    return sum >= rows;
  });
  return last < 0 ? segments.length : last + 1;
}

/** @returns segments of the query's tenants and time range */
export function prunedSegments(snapshot: Snapshot, query: RowQuery): Segment[] {
  const tenants = new Set(query.tenants);
  return snapshot.segments.filter((segment) => tenants.has(segment.tenant) && overlaps(segment, query));
}

/** @returns the hot files, if they can hold rows of the query */
function hotSource(snapshot: Snapshot, query: RowQuery): string | undefined {
  const hot = snapshot.hot.filter(({ spans }) =>
    query.tenants.some((tenant) => overlaps(spans.get(tenant), query)),
  );
  const files = hot.flatMap((part) => part.files);
  return files.length > 0 ? parquetRows(files) : undefined;
}

function overlaps(span: TenantSpan | undefined, query: RowQuery): boolean {
  return span !== undefined && span.timeTo >= query.from && span.timeFrom < query.to;
}

/** @returns what stands behind FROM; undefined without segments */
export function segmentsSource(dir: string, segments: readonly Segment[]): string | undefined {
  return segments.length > 0 ? parquetRows(segments.map(({ path }) => join(dir, path))) : undefined;
}

/** @returns the same for what filters have left of segments */
function selectedSource(dir: string, selected: readonly Selected<Segment>[]): string | undefined {
  if (selected.length === 0) return undefined;
  return rowsOfFiles(selected.map(({ segment, rows }) => ({ file: join(dir, segment.path), ranges: rows })));
}
