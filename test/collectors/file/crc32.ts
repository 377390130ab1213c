/** CRC-32 as ZIP uses it (ISO 3309, reflected polynomial 0xEDB88320); zlib.crc32 is missing in Node 20.0 to 20.14. */
export function crc32Of(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}
