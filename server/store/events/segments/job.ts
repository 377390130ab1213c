/** A segment that is to be written: rows of one tenant out of Parquet files. Plain data, for another process. */
export interface SegmentJob {
  /** Absolute paths of hot files or of segments. */
  sources: string[];
  /** `hot`: times are microseconds for DuckDB and rows may be of other tenants. */
  from: 'hot' | 'segments';
  tenant: string;
  /** Absolute path of the segment; its filter is written beside it. */
  path: string;
  filterPath: string;
  /** Datasets whose rows are left out. */
  without: string[];
  /** Folder for what does not fit into memory. */
  temporary: string;
  format: SegmentFormat;
}

/** What a segment costs to write and to keep. */
export interface SegmentFormat {
  /** zstd. */
  level: number;
  /** Each row group is held uncompressed, until it is full: this bounds the memory. */
  rowGroup: number;
  /** DuckDB's limit, MB. */
  memory: number;
}

/** A seal, while events come in. */
export const sealFormat: SegmentFormat = { level: 3, rowGroup: 16_384, memory: 192 };
/** For a machine that has not enough memory for that. */
export const frugalFormat: SegmentFormat = { level: 3, rowGroup: 4096, memory: 96 };

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
  /** Rows of each dataset. */
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
