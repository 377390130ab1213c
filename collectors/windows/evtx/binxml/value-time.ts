/** 100 ns steps from 1601-01-01 to 1970-01-01. */
const unixEpoch = 116_444_736_000_000_000n;

/** @returns a FILETIME's milliseconds since 1970-01-01; the finer digits are cut off */
export function filetimeMilliseconds(bytes: Buffer, at: number): number {
  const steps = bytes.readBigUInt64LE(at) - unixEpoch;
  return Number((steps - (((steps % 10_000n) + 10_000n) % 10_000n)) / 10_000n);
}

/** @returns `2019-03-17T19:37:11.661930100Z`: all seven digits of a FILETIME, and the two zeros that Windows adds */
export function filetimeText(bytes: Buffer, at: number): string {
  const milliseconds = filetimeMilliseconds(bytes, at);
  const fine = Number(bytes.readBigUInt64LE(at) - unixEpoch - BigInt(milliseconds) * 10_000n);
  const text = new Date(milliseconds).toISOString();
  return `${text.slice(0, -1)}${String(fine).padStart(4, '0')}00Z`;
}

/** @returns `2019-03-17T19:37:11.661Z`, from year, month, day of week, day, hour, minute, second, millisecond */
export function systemtimeText(bytes: Buffer, at: number): string {
  const part = (index: number, digits: number): string =>
    String(bytes.readUInt16LE(at + 2 * index)).padStart(digits, '0');
  const date = `${part(0, 4)}-${part(1, 2)}-${part(3, 2)}`;
  return `${date}T${part(4, 2)}:${part(5, 2)}:${part(6, 2)}.${part(7, 3)}Z`;
}
