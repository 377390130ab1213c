/** A segment that is to be written: rows of one tenant out of Parquet files. Plain data, for another process. */
export interface SegmentJob {
  /** Hot files or segments: absolute paths; SHA-256 of a segment, without which nothing is made of it. */
  sources: { path: string; sha256?: Uint8Array }[];
  /** `hot`: pages without compression, and times are microseconds for DuckDB. */
  from: 'hot' | 'segments';
  /** Whether rows of other tenants lie in the sources, too. */
  mixed: boolean;
  tenant: string;
  /** Absolute path of the segment; its filter is written beside it. */
  path: string;
  filterPath: string;
  /** Datasets whose rows are left out. */
  without: string[];
  /** Further rows that are left out. */
  due?: DueRows;
  /** Folder for what does not fit into memory. */
  temporary: string;
  format: SegmentFormat;
}

/** Rows whose time is over, unless something keeps them. */
export interface DueRows {
  /**
   * Datasets (empty: events without one), or all but these, whose rows received before a time, milliseconds, are due.
   */
  before: { datasets: string[]; others?: true; time: number }[];
  /** Ids of events that alerts refer to; those received since a time, milliseconds, stay. */
  forAlerts: { ids: string[]; since: number };
  forHolds: HeldRows[];
}

/** Rows that a legal hold keeps: those that meet all of it. */
export interface HeldRows {
  /** Event time, inclusive and exclusive, milliseconds; undefined: open. */
  from: number | undefined;
  to: number | undefined;
  /** Any of these; empty: all. */
  datasets: string[];
  hosts: string[];
  /** Ids of events; undefined: all. */
  ids?: string[];
}

/** How many rows of a segment are due, and what becomes of them. */
export interface DueCounts {
  /** Rows that nothing keeps, of each dataset, see dataset-counts.ts. */
  deleted: Record<string, number>;
  /** Rows that are due and stay. */
  keptForAlerts: number;
  keptForHolds: number;
}

/** Counting what is due in a segment. */
export interface CountJob {
  /** Absolute path. */
  source: string;
  due: DueRows;
}

/** What a segment costs to write and to keep. */
export interface SegmentFormat {
  /** zstd. */
  level: number;
  /** Rows of a group at most: each is held uncompressed until it is full; of large rows fewer are taken. */
  rowGroup: number;
  /** DuckDB's limit, MB. */
  memory: number;
}

/** A seal, while events come in. */
export const sealFormat: SegmentFormat = { level: 1, rowGroup: 16_384, memory: 192 };
/**
 * What is tried where memory is short for that: first with less of it, for a small machine; then with more, for rows
 * that are large, because a seal that never succeeds would stop the store.
 */
export const lastResorts: readonly Omit<SegmentFormat, 'level'>[] = [
  { rowGroup: 2048, memory: 128 },
  { rowGroup: 2048, memory: 384 },
  { rowGroup: 2048, memory: 1024 },
];
/** What is merged stays for months: it is worth more time. */
export const mergeFormat: SegmentFormat = { level: 9, rowGroup: 16_384, memory: 192 };

/** What a segment holds. */
export interface SegmentContent {
  rows: number;
  /** Event time of the oldest and the newest event, both inclusive, milliseconds. */
  timeFrom: number;
  timeTo: number;
  /** The same of the receipt. */
  receivedFrom: number;
  receivedTo: number;
  /** Smallest and largest event id, both inclusive. */
  idFrom: string;
  idTo: string;
  /** Rows of each dataset, see dataset-counts.ts. */
  datasets: Record<string, number>;
}

/** What was written. */
export interface SegmentFacts extends SegmentContent {
  /** Sizes of the two files. */
  bytes: number;
  filterBytes: number;
  /** Of the segment. */
  sha256: Uint8Array;
}
