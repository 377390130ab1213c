/** A byte that no UTF-8 text has, so that nobody takes a sealed record for text; then the name and the version. */
export const sealedMark = Uint8Array.of(0xff, 0x47, 0x57, 0x50, 1);

/** @returns whether the bytes are a sealed record: then only two people together can read it */
export function isSealed(bytes: Uint8Array): boolean {
  return (
    bytes.length > sealedMark.length && bytes[0] === 0xff && sealedMark.every((byte, n) => bytes[n] === byte)
  );
}
