import { type Batch, decodeBatch } from '../contract/envelope.js';
import { GrundwachtError } from '../contract/errors.js';

/** What the ingestion service knows of a batch beside its bytes. */
export interface EntryMeta {
  tenant: string;
  collector: string;
  epoch: string;
  sequence: number;
  /** When the service received the batch, milliseconds since the epoch. */
  received: number;
  /** Only of records that came without a collector's spool; then epoch and sequence say nothing. */
  direct?: DirectMeta;
}

/** Of records that a foreign shipper sent over HTTP. */
export interface DirectMeta {
  /** The keys of records that have an id, one after the other, see RecordIds. */
  ids: string;
  /** What was refused of the same request. */
  rejected: Rejection[];
}

/** Records that were refused for the same reason. */
export interface Rejection {
  /** Address of the sender. */
  source: string;
  /** A word such as `too-large`. */
  reason: string;
  count: number;
}

/** @returns journal payload: u32 length of the meta JSON (big-endian), the meta JSON, the encoded batch */
export function encodeEntry(meta: EntryMeta, batch: Uint8Array): Buffer {
  const json = Buffer.from(JSON.stringify(meta));
  const payload = Buffer.allocUnsafe(4 + json.length + batch.length);
  payload.writeUInt32BE(json.length, 0);
  json.copy(payload, 4);
  payload.set(batch, 4 + json.length);
  return payload;
}

/**
 * @param payload of a journal record that {@link encodeEntry} made
 * @returns the batch, whose records' `raw` are views into `payload`
 * @throws GrundwachtError JOURNAL_CORRUPT, BATCH_MALFORMED
 */
export function decodeEntry(payload: Buffer): { meta: EntryMeta; batch: Batch } {
  const { meta, end } = readMeta(payload);
  return { meta, batch: decodeBatch(payload.subarray(end)) };
}

/** @returns the meta data alone, without reading the batch */
export function decodeEntryMeta(payload: Buffer): EntryMeta {
  return readMeta(payload).meta;
}

function readMeta(payload: Buffer): { meta: EntryMeta; end: number } {
  const end = payload.length < 4 ? Number.POSITIVE_INFINITY : 4 + payload.readUInt32BE(0);
  if (end > payload.length) throw noEntry();
  try {
    return { meta: JSON.parse(payload.toString('utf8', 4, end)) as EntryMeta, end };
  } catch (cause) {
    throw noEntry(cause);
  }
}

const noEntry = (cause?: unknown): GrundwachtError =>
  new GrundwachtError('JOURNAL_CORRUPT', 'the record is no entry of the ingestion service', { cause });
