import { readFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { fromBufferPromise, openPromise, type ZipFile } from 'yauzl';

/** A file inside an archive. */
export interface ZipEntry {
  name: string;
  open(): Promise<Readable>;
}

/**
 * Lists an archive's files in their order; an entry must be read before the next one is asked for.
 * @throws Error when the archive is damaged or encrypted
 */
export async function* zipEntries(path: string): AsyncIterable<ZipEntry> {
  const zip = await openZip(path);
  try {
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName.endsWith('/')) continue;
      yield { name: entry.fileName, open: () => zip.openReadStreamPromise(entry) };
    }
  } finally {
    zip.close();
  }
}

const options = { autoClose: false };

/** Some archives in circulation end in bytes that their end record does not count; yauzl refuses those. */
async function openZip(path: string): Promise<ZipFile> {
  try {
    return await openPromise(path, options);
  } catch (error) {
    if (!(error instanceof Error) || !error.message.startsWith('Invalid comment length')) throw error;
    return await fromBufferPromise(withCommentLength(await readFile(path)), options);
  }
}

/** Sets the comment length of the end of central directory record (APPNOTE 4.3.16) to what follows it. */
function withCommentLength(bytes: Buffer): Buffer {
  const at = bytes.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  const following = bytes.length - at - 22;
  if (at >= 0 && following >= 0 && following < 65536) bytes.writeUInt16LE(following, at + 20);
  return bytes;
}
