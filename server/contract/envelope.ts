import { GrundwachtError } from './errors.js';
import { latestTime } from './event-times.js';

/** How a record reached the collector. The number is its code on the wire; never reuse one. */
export const transports = { udp: 1, tcp: 2, tls: 3, relp: 4, http: 5, file: 6, internal: 7 } as const;
export type Transport = keyof typeof transports;

/** What a record's bytes are. The number is its code on the wire; never reuse one. */
export const formats = { syslog: 1, json: 2, 'windows-xml': 3, line: 4 } as const;
export type Format = keyof typeof formats;

/** One record as a collector received it: the raw bytes and where, how and when they came. */
export interface Envelope {
  /** Peer address or file path. */
  source: string;
  transport: Transport;
  format: Format;
  /** Hint for `line` records, such as `apache.access`; empty when unknown. */
  dataset: string;
  /** Receipt time, milliseconds since the epoch. */
  received: number;
  /** The record was longer than the receiver's limit and its end is missing. */
  truncated: boolean;
  raw: Uint8Array;
}

/** What a collector ships at once. (collector, epoch, sequence) is unique and makes a resent batch recognisable. */
export interface Batch {
  /** Id of the collector; the ingestion service checks it against the token. */
  collector: string;
  /** Id of the collector's spool: a new spool starts a new count of sequences. */
  epoch: string;
  /** Grows by any amount from batch to batch within an epoch. */
  sequence: number;
  records: Envelope[];
}

/** Media type of an encoded batch. */
export const batchMediaType = 'application/vnd.grundwacht.batch';

const magic = 0x47574231; // "GWB1"
const recordHeaderBytes = 4 + 8 + 4 + 2 + 2;
const nameOf = <T extends string>(codes: Record<T, number>): Map<number, T> =>
  new Map(Object.entries(codes).map(([name, code]) => [code as number, name as T]));
const transportNames = nameOf(transports);
const formatNames = nameOf(formats);

/**
 * Encodes a batch: `GWB1`, then a length-prefixed JSON header, then per record: u32 length of the rest,
 * f64 receipt time, u8 transport, u8 format, u8 flags (1 = truncated), u8 zero, u16 + source, u16 + dataset, raw bytes.
 * All numbers are big-endian.
 * @param marks positions of the collector's inputs, kept in the header of a batch in its spool
 */
export function encodeBatch(batch: Batch, marks?: Record<string, object | null>): Buffer {
  const header = Buffer.from(
    JSON.stringify({
      collector: batch.collector,
      epoch: batch.epoch,
      sequence: batch.sequence,
      count: batch.records.length,
      ...(marks === undefined ? {} : { marks }),
    }),
  );
  let size = 8 + header.length;
  for (const r of batch.records) {
    size += recordHeaderBytes + Buffer.byteLength(r.source) + Buffer.byteLength(r.dataset) + r.raw.length;
  }
  const out = Buffer.allocUnsafe(size);
  out.writeUInt32BE(magic, 0);
  out.writeUInt32BE(header.length, 4);
  header.copy(out, 8);
  let at = 8 + header.length;
  for (const r of batch.records) {
    const start = at;
    out.writeDoubleBE(r.received, at + 4);
    out[at + 12] = transports[r.transport];
    out[at + 13] = formats[r.format];
    out[at + 14] = r.truncated ? 1 : 0;
    out[at + 15] = 0;
    at += 16;
    for (const text of [r.source, r.dataset]) {
      const written = out.write(text, at + 2, 'utf8');
      out.writeUInt16BE(written, at);
      at += 2 + written;
    }
    out.set(r.raw, at);
    at += r.raw.length;
    out.writeUInt32BE(at - start - 4, start);
  }
  return out;
}

/**
 * Decodes and checks a batch. The records' `raw` are views into `bytes`, not copies.
 * @throws GrundwachtError BATCH_MALFORMED naming the byte offset
 */
export function decodeBatch(bytes: Buffer): Batch {
  const bad = (at: number, why: string): never => {
    throw new GrundwachtError('BATCH_MALFORMED', `${why} (at byte ${at})`);
  };
  if (bytes.length < 8 || bytes.readUInt32BE(0) !== magic) bad(0, 'does not begin with GWB1');
  const headerLength = bytes.readUInt32BE(4);
  let at = 8 + headerLength;
  if (at > bytes.length) bad(4, 'header is cut off');
  const header =
    parseHeader(bytes.toString('utf8', 8, at)) ?? bad(8, 'header is not {collector, epoch, sequence, count}');
  const records: Envelope[] = [];
  while (at < bytes.length) {
    const start = at;
    if (start + recordHeaderBytes > bytes.length) bad(start, 'record is cut off');
    const end = start + 4 + bytes.readUInt32BE(start);
    if (end > bytes.length || end < start + recordHeaderBytes) bad(start, 'record length is wrong');
    const sourceEnd = start + 18 + bytes.readUInt16BE(start + 16);
    if (sourceEnd + 2 > end) bad(start + 16, 'source is cut off');
    const datasetEnd = sourceEnd + 2 + bytes.readUInt16BE(sourceEnd);
    if (datasetEnd > end) bad(sourceEnd, 'dataset is cut off');
    records.push({
      received: bytes.readDoubleBE(start + 4),
      transport: transportNames.get(bytes[start + 12]!) ?? bad(start + 12, 'unknown transport'),
      format: formatNames.get(bytes[start + 13]!) ?? bad(start + 13, 'unknown format'),
      truncated: (bytes[start + 14]! & 1) === 1,
      source: bytes.toString('utf8', start + 18, sourceEnd),
      dataset: bytes.toString('utf8', sourceEnd + 2, datasetEnd),
      raw: bytes.subarray(datasetEnd, end),
    });
    const { received } = records.at(-1)!;
    // Ids of events hold it, see event-id.ts.
    if (!(received >= 0 && received <= latestTime)) bad(start + 4, 'receipt time is none');
    at = end;
  }
  if (records.length !== header.count) bad(8, `header says ${header.count} records, found ${records.length}`);
  return { collector: header.collector, epoch: header.epoch, sequence: header.sequence, records };
}

function parseHeader(
  text: string,
): { collector: string; epoch: string; sequence: number; count: number } | undefined {
  try {
    const h = JSON.parse(text) as Record<string, unknown>;
    const { collector, epoch, sequence, count } = h;
    if (typeof collector !== 'string' || typeof epoch !== 'string') return undefined;
    if (!Number.isSafeInteger(sequence) || !Number.isSafeInteger(count)) return undefined;
    return { collector, epoch, sequence: sequence as number, count: count as number };
  } catch {
    return undefined;
  }
}
