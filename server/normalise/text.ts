import { isAscii, isUtf8 } from 'node:buffer';

const nul = /\0/g;

/**
 * The text of a record: UTF-8 where it is valid, otherwise read as Latin-1 (nothing is lost: the bytes stay in
 * `event.original`). A byte order mark is removed, NUL becomes U+2400, because databases refuse it in text.
 * @param raw the record's bytes
 */
export function decodeText(raw: Uint8Array): string {
  const bytes = Buffer.isBuffer(raw) ? raw : Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  let start = 0;
  let end = bytes.length;
  if (end >= 3 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) start = 3;
  while (end > start && isTrailer(bytes[end - 1]!)) end--;
  // isAscii first: one-byte strings stay one-byte, which keeps every later scan fast.
  const text =
    isAscii(bytes) || !isUtf8(bytes)
      ? bytes.toString('latin1', start, end)
      : bytes.toString('utf8', start, end);
  return text.includes('\0') ? text.replace(nul, '\u2400') : text;
}

/** LF, CR, NUL and space at the end of a record are framing, not content (RFC 6587 3.4.2). */
function isTrailer(byte: number): boolean {
  return byte === 10 || byte === 13 || byte === 0 || byte === 32;
}
