/** A place in the file where something is damaged, and what. */
export interface Damage {
  kind: 'file-header' | 'chunk' | 'record' | 'end';
  /** Offset in the file, bytes. */
  offset: number;
  /** The record's number in the file, where its frame tells it. */
  recordId?: number;
  /** Records lost there. */
  lost: number;
  reason: string;
}

/** What a reading found. Every record of the file is in `records`, `damagedRecords` or `staleRecords`. */
export interface EvtxSummary {
  /** Records that parsed, those from damaged chunks included. */
  records: number;
  /** Records that were there and could not be parsed. */
  damagedRecords: number;
  /** Whole records from an earlier use of a chunk, passed over. */
  staleRecords: number;
  /** Chunks with content. */
  chunks: number;
  damagedChunks: number;
  /** Chunks that the file allocates and does not use. */
  emptyChunks: number;
  /** Chunks that the header counts and the file does not have. */
  missingChunks: number;
  /** The file was not closed: copied from a running system, or after a crash. */
  dirty: boolean;
  /** Bytes read. */
  bytes: number;
  /** The first 1,000 places; `damagesOmitted` counts the others. */
  damages: Damage[];
  damagesOmitted: number;
}

const keptDamages = 1000;

/** @returns the summary of nothing */
export function emptySummary(): EvtxSummary {
  return {
    records: 0,
    damagedRecords: 0,
    staleRecords: 0,
    chunks: 0,
    damagedChunks: 0,
    emptyChunks: 0,
    missingChunks: 0,
    dirty: false,
    bytes: 0,
    damages: [],
    damagesOmitted: 0,
  };
}

/** Adds a place and counts its lost records. */
export function addDamage(summary: EvtxSummary, damage: Damage): void {
  summary.damagedRecords += damage.lost;
  if (summary.damages.length < keptDamages) summary.damages.push(damage);
  else summary.damagesOmitted++;
}
