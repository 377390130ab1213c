import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

/** @returns SHA-256 of a file */
export async function hashFile(path: string): Promise<Buffer> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 18 })) hash.update(chunk as Buffer);
  return hash.digest();
}
