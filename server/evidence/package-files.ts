import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** A file of a package, read twice: to be hashed, and to be written. */
export interface PackageFile {
  path: string;
  read(): AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

/** The same with what the archive and the manifest say of it. */
export interface MeasuredFile extends PackageFile {
  size: number;
  crc: number;
  /** Hex. */
  sha256: string;
}

export function textFile(path: string, text: string): PackageFile {
  const bytes = Buffer.from(text);
  return { path, read: () => [bytes] };
}

export async function measure(file: PackageFile): Promise<MeasuredFile> {
  const hash = createHash('sha256');
  let size = 0;
  let crc = 0;
  for await (const chunk of file.read()) {
    hash.update(chunk);
    crc = crc32(chunk, crc);
    size += chunk.length;
  }
  return { ...file, size, crc, sha256: hash.digest('hex') };
}
