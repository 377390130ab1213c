import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { openPromise } from 'yauzl';
import { GrundwachtError } from '../contract/errors.js';
import { malformed, scanLimits } from './parsed-scan.js';

/** Bytes that may come out of however few: a ratio says nothing of small files. */
const freeBytes = 4 * 1024 * 1024;

/**
 * Reads a file, unfolded where it is compressed (gzip) or the only one in a zip archive.
 * @param path of the file
 * @param file its name as people know it, for messages
 * @throws GrundwachtError SCAN_MALFORMED: damaged, encrypted, a bomb, several files in one archive
 */
export async function* unfold(path: string, file: string): AsyncIterable<Uint8Array> {
  const { size, magic } = await beginning(path);
  const kind = kindOf(magic);
  if (kind === 'unknown') {
    malformed(file, 'is compressed by bzip2, xz or Zstandard: unfold it, or compress it by gzip or zip');
  }
  const allowed = Math.min(scanLimits.unfoldedBytes, Math.max(freeBytes, size * scanLimits.ratio));
  let bytes = 0;
  try {
    for await (const chunk of await source(path, kind, file)) {
      bytes += (chunk as Buffer).length;
      if (bytes > allowed) {
        malformed(file, {
          message: 'unfolds to more than {allowed} MiB, which is refused',
          values: { allowed: Math.floor(allowed / 1024 / 1024) },
        });
      }
      yield chunk as Buffer;
    }
  } catch (error) {
    if (error instanceof GrundwachtError) throw error;
    malformed(file, 'is damaged: it cannot be unfolded', error);
  }
}

type Kind = 'plain' | 'gzip' | 'zip' | 'unknown';

function kindOf(magic: Buffer): Kind {
  const hex = magic.toString('hex');
  if (hex.startsWith('1f8b')) return 'gzip';
  if (hex.startsWith('504b0304')) return 'zip';
  return /^(?:425a68|fd377a58|28b52ffd)/.test(hex) ? 'unknown' : 'plain';
}

async function beginning(path: string): Promise<{ size: number; magic: Buffer }> {
  const handle = await open(path);
  try {
    const magic = Buffer.alloc(4);
    const { bytesRead } = await handle.read(magic, 0, 4, 0);
    return { size: (await handle.stat()).size, magic: magic.subarray(0, bytesRead) };
  } finally {
    await handle.close();
  }
}

async function source(path: string, kind: Kind, file: string): Promise<AsyncIterable<unknown>> {
  if (kind === 'zip') return onlyEntry(path, file);
  const plain = createReadStream(path);
  if (kind === 'plain') return plain;
  const gunzip = createGunzip();
  plain.on('error', (error) => gunzip.destroy(error));
  return plain.pipe(gunzip);
}

async function* onlyEntry(path: string, file: string): AsyncIterable<unknown> {
  const zip = await openPromise(path, { autoClose: false });
  let stream: Readable | undefined;
  try {
    let found = 0;
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName.endsWith('/')) continue;
      found += 1;
      if (found > 1) malformed(file, 'has several files: give the archive the one that is to be imported');
      stream = await zip.openReadStreamPromise(entry);
    }
    if (stream === undefined) malformed(file, 'is an empty archive');
    yield* stream;
  } finally {
    stream?.destroy();
    zip.close();
  }
}
