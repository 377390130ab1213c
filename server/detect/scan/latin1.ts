/** @returns the bytes as characters of the same number */
export function latin1Of(bytes: Buffer): string {
  return bytes.toString('latin1');
}

/** @returns a copy of a text of such characters: a slice would keep in memory what it was cut from */
export function detached(latin: string): string {
  return Buffer.from(latin, 'latin1').toString('latin1');
}
