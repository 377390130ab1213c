/** Bytes before the header: magic and length (see encodeBatch). */
const prefixBytes = 8;

/**
 * A batch is encoded before its place in the spool, and so its sequence, is known. This writes a new header and
 * leaves the records as they are.
 * @param encoded result of encodeBatch
 * @param change members of the header to set
 * @returns the batch with the changed header and the number of its records
 */
export function withHeader(
  encoded: Buffer,
  change: { collector: string; epoch: string; sequence: number },
): { bytes: Buffer; records: number } {
  const bodyAt = prefixBytes + encoded.readUInt32BE(4);
  const before = JSON.parse(encoded.toString('utf8', prefixBytes, bodyAt)) as { count: number };
  const header = Buffer.from(JSON.stringify({ ...before, ...change }));
  const bytes = Buffer.allocUnsafe(prefixBytes + header.length + encoded.length - bodyAt);
  encoded.copy(bytes, 0, 0, 4);
  bytes.writeUInt32BE(header.length, 4);
  header.copy(bytes, prefixBytes);
  encoded.copy(bytes, prefixBytes + header.length, bodyAt);
  return { bytes, records: before.count };
}
