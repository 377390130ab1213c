/** Bytes before the header: magic and length (see encodeBatch). */
const prefixBytes = 8;

/** What the header of a batch in the spool holds. */
export interface SpooledHeader {
  /** Number of records. */
  count: number;
  /** Positions of inputs behind the records; null: forgotten. */
  marks?: Record<string, object | null>;
}

/** @param encoded result of encodeBatch */
export function headerOf(encoded: Buffer): SpooledHeader {
  return JSON.parse(encoded.toString('utf8', prefixBytes, bodyAt(encoded))) as SpooledHeader;
}

/**
 * A batch is encoded before its place in the spool, and so its sequence, is known. This writes a new header and
 * leaves the records as they are. The marks stay in the spool.
 * @param encoded result of encodeBatch
 * @param change members of the header to set
 * @returns the batch with the changed header and the number of its records
 */
export function withHeader(
  encoded: Buffer,
  change: { collector: string; epoch: string; sequence: number },
): { bytes: Buffer; records: number } {
  const body = bodyAt(encoded);
  const { count } = headerOf(encoded);
  const header = Buffer.from(JSON.stringify({ ...change, count }));
  const bytes = Buffer.allocUnsafe(prefixBytes + header.length + encoded.length - body);
  encoded.copy(bytes, 0, 0, 4);
  bytes.writeUInt32BE(header.length, 4);
  header.copy(bytes, prefixBytes);
  encoded.copy(bytes, prefixBytes + header.length, body);
  return { bytes, records: count };
}

const bodyAt = (encoded: Buffer): number => prefixBytes + encoded.readUInt32BE(4);
