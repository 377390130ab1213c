import type { ColumnType, JSONColumnType } from 'kysely';

type Instant = ColumnType<Date, Date, Date>;

/** One sealed Parquet file of one tenant. */
export interface EventSegmentTable {
  id: string;
  tenant_id: string;
  /** Relative to the store's folder. */
  path: string;
  /** Event time of the oldest and the newest event, both inclusive. */
  time_from: Instant;
  time_to: Instant;
  /** The same of the receipt. */
  received_from: Instant;
  received_to: Instant;
  /** Smallest and largest event id, both inclusive. */
  id_from: string;
  id_to: string;
  /** Journal range that the events came from. */
  position_from: number;
  position_to: number;
  rows: number;
  bytes: number;
  sha256: Buffer;
  created_at: Instant;
  /** Size of the filter beside it; null: there is none. */
  filter_bytes: number | null;
  /** Rows of each dataset; empty: not known. */
  datasets: JSONColumnType<Record<string, number>>;
}
