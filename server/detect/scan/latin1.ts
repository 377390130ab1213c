/** @returns the bytes as characters of the same number */
export function latin1Of(bytes: Buffer): string {
  return bytes.toString('latin1');
}
