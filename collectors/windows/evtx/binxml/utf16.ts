const narrow = Buffer.allocUnsafeSlow(65_536);

/**
 * Decodes UTF-16LE. Text without characters beyond U+00FF, nearly all of it, becomes a string of one byte a
 * character: everything made of such strings stays small and is searched and encoded faster.
 * @param bytes holds the text
 * @param at its first byte
 * @param end offset after its last byte; an odd last byte is left out
 */
export function decodeUtf16(bytes: Buffer, at: number, end: number): string {
  const length = (end - at) >>> 1;
  if (length > narrow.length) return bytes.toString('utf16le', at, end);
  let wide = 0;
  for (let n = 0, from = at; n < length; n++, from += 2) {
    narrow[n] = bytes[from]!;
    wide |= bytes[from + 1]!;
  }
  return wide === 0 ? narrow.toString('latin1', 0, length) : bytes.toString('utf16le', at, at + 2 * length);
}
