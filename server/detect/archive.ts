import { readFile } from 'node:fs/promises';
import { crc32, inflateRawSync } from 'node:zlib';
import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl';

/** Compression methods of ZIP archives (APPNOTE 4.4.5). */
const [stored, deflated] = [0, 8];

/** What an archive may hold at most: more is a mistake or an attack ("zip bomb"). */
export interface ArchiveLimits {
  files: number;
  /** Bytes of one file, unpacked. */
  fileBytes: number;
  /** Bytes of all files, unpacked. */
  bytes: number;
}

/**
 * Reads small files out of a .zip archive, each at one go: streams cost many times what unpacking does.
 * @param wanted tells by its name whether a file is read
 * @returns the files in their order
 * @throws Error naming the file inside the archive, when it is damaged, encrypted or beyond the limits
 */
export async function readArchive(
  path: string,
  wanted: (name: string) => boolean,
  limits: ArchiveLimits,
): Promise<{ name: string; text: string }[]> {
  const bytes = await readFile(path);
  const archive = await fromBufferPromise(bytes, { autoClose: false });
  const files: { name: string; text: string }[] = [];
  let sum = 0;
  for await (const entry of archive.eachEntry()) {
    const { fileName: name, uncompressedSize } = entry;
    if (!wanted(name)) continue;
    sum += uncompressedSize;
    if (uncompressedSize > limits.fileBytes)
      throw new Error(`${name} is larger than ${limits.fileBytes} bytes`);
    if (files.length >= limits.files || sum > limits.bytes) throw new Error('the archive is too large');
    files.push({ name, text: (await content(archive, entry, bytes)).toString('utf8') });
  }
  return files;
}

async function content(archive: ZipFile, entry: Entry, bytes: Buffer): Promise<Buffer> {
  const { fileName, compressionMethod, compressedSize, uncompressedSize } = entry;
  if (entry.isEncrypted()) throw new Error(`${fileName} is encrypted`);
  const { fileDataStart: start } = await archive.readLocalFileHeaderPromise(entry, { minimal: true });
  const packed = bytes.subarray(start, start + compressedSize);
  if (compressionMethod !== stored && compressionMethod !== deflated) {
    throw new Error(`${fileName} is packed by the unknown method ${compressionMethod}`);
  }
  const unpacked = compressionMethod === stored ? packed : inflate(packed, entry);
  if (unpacked.length !== uncompressedSize || crc32(unpacked) !== entry.crc32) {
    throw new Error(`${fileName} is damaged: length or checksum are not those of the archive's directory`);
  }
  return unpacked;
}

function inflate(packed: Buffer, { fileName, uncompressedSize }: Entry): Buffer {
  try {
    return inflateRawSync(packed, {
      maxOutputLength: Math.max(1, uncompressedSize),
      chunkSize: Math.max(64, uncompressedSize),
    });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${fileName} is damaged: ${reason}`, { cause });
  }
}
