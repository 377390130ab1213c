import { decodeUtf16 } from './utf16.js';

/** Windows-1252 where it is not Latin-1: 0x80 to 0x9F. Node 20's TextDecoder reads these as Latin-1. */
const windows1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';
const hexByte = Array.from({ length: 256 }, (_, byte) => byte.toString(16).toUpperCase().padStart(2, '0'));

/** @returns UTF-16 text without the terminating zeros that some providers count in */
export function utf16Text(bytes: Buffer, at: number, size: number): string {
  let end = at + size - (size % 2);
  while (end > at && bytes[end - 1] === 0 && bytes[end - 2] === 0) end -= 2;
  return decodeUtf16(bytes, at, end);
}

/** @returns text in the code page that Windows writes in Western Europe, without terminating zeros */
export function ansiText(bytes: Buffer, at: number, size: number): string {
  let end = at + size;
  while (end > at && bytes[end - 1] === 0) end--;
  const text = bytes.toString('latin1', at, end);
  return text.replace(/[\u0080-\u009f]/g, (c) => windows1252[c.charCodeAt(0) - 0x80]!);
}

/** @returns upper-case hexadecimal digits, two a byte */
export function binaryText(bytes: Buffer, at: number, size: number): string {
  return bytes.toString('hex', at, at + size).toUpperCase();
}

/** @returns `0x` and lower-case digits without leading zeros, as Windows writes HexInt32 and HexInt64 */
export function hexText(bytes: Buffer, at: number, size: number): string {
  const low = bytes.readUInt32LE(at).toString(16);
  const high = size === 8 ? bytes.readUInt32LE(at + 4) : 0;
  return high === 0 ? `0x${low}` : `0x${high.toString(16)}${low.padStart(8, '0')}`;
}

/** @returns `{XXXXXXXX-XXXX-XXXX-XXXX-XXXXXXXXXXXX}`; the first three groups are little-endian ([MS-DTYP] 2.3.4) */
export function guidText(bytes: Buffer, at: number): string {
  const byte = (n: number): string => hexByte[bytes[at + n]!]!;
  const first = byte(3) + byte(2) + byte(1) + byte(0);
  const rest = byte(10) + byte(11) + byte(12) + byte(13) + byte(14) + byte(15);
  return `{${first}-${byte(5)}${byte(4)}-${byte(7)}${byte(6)}-${byte(8)}${byte(9)}-${rest}}`;
}

/** @returns the length of the SID at `at` in bytes, or 0 when it is cut off ([MS-DTYP] 2.4.2.2) */
export function sidLength(bytes: Buffer, at: number, end: number): number {
  if (end - at < 8) return 0;
  const length = 8 + 4 * bytes[at + 1]!;
  return length <= end - at ? length : 0;
}

/** @returns the SID's string form, [MS-DTYP] 2.4.2.1 */
export function sidText(bytes: Buffer, at: number): string {
  const authority = bytes.readUIntBE(at + 2, 6);
  let text = `S-${bytes[at]}-${authority < 2 ** 32 ? authority : `0x${authority.toString(16).padStart(12, '0')}`}`;
  const end = at + 8 + 4 * bytes[at + 1]!;
  for (let next = at + 8; next < end; next += 4) text += `-${bytes.readUInt32LE(next)}`;
  return text;
}
