import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { TenantSpan } from '../../contract/event-store.js';
import type { HotFiles } from './hot-files.js';

/** A sealed segment as the manifest describes it. */
export interface Segment extends TenantSpan {
  id: string;
  /** Relative to the store's folder. */
  path: string;
  /** Receipt of the oldest and the newest event, both inclusive, milliseconds. */
  receivedFrom: number;
  receivedTo: number;
  positionFrom: number;
  positionTo: number;
  bytes: number;
  sha256: Uint8Array;
  /** Of the filter beside it; undefined: there is none. */
  filterBytes: number | undefined;
  /** Rows of each dataset; empty: not known. */
  datasets: Record<string, number>;
}

/** A segment that is to be written; its id is fixed, so that a repeated seal is the same seal. */
export interface PlannedSegment {
  id: string;
  tenant: string;
  /** Relative to the store's folder. */
  path: string;
  /** Rows that it must hold. */
  rows: number;
}

/** @returns one segment a tenant of the hot files */
export function planSegments(hot: HotFiles): PlannedSegment[] {
  return [...hot.spans.values()].map(({ tenant, rows }) => ({ ...newSegment(tenant), rows }));
}

/** @returns the name of a segment that does not exist yet */
export function newSegment(tenant: string): { id: string; tenant: string; path: string } {
  const id = randomUUID();
  return { id, tenant, path: join(folderName(tenant), `${id}.parquet`) };
}

/** @returns path of the filter beside a segment */
export function filterPath(path: string): string {
  return path.replace(/\.parquet$/, '.filter');
}

/** A tenant id is safe as a name already; this holds for whatever else gets here. */
function folderName(tenant: string): string {
  return encodeURIComponent(tenant).replaceAll('.', '%2E');
}
