import { readHostAudit } from './host-audit.js';
import { readLynis } from './lynis.js';
import { malformed, type ParsedScan } from './parsed-scan.js';
import { unfold } from './unfold.js';
import { readXccdf } from './xccdf.js';

/** Bytes that a report may have that is read as a whole. */
const maxTextBytes = 16 * 1024 * 1024;

/**
 * Reads the result of a scan in whatever format the file has.
 * @param path of the file, which may be compressed
 * @param file its name as people know it, for messages
 * @throws GrundwachtError SCAN_MALFORMED
 */
export async function readScan(path: string, file: string): Promise<ParsedScan> {
  const chunks = unfold(path, file)[Symbol.asyncIterator]();
  const first = await chunks.next();
  if (first.done) malformed(file, 'is empty');
  const all = rest(first.value, chunks);
  const start = Buffer.from(first.value.subarray(0, 4096))
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trimStart();
  if (start.startsWith('<')) return readXccdf(all, file);
  if (start.startsWith('{')) return readHostAudit(await whole(all, file), file);
  if (start.startsWith('# Lynis')) return readLynis(await whole(all, file), file);
  await chunks.return?.();
  return malformed(
    file,
    'is no result of a scan that is known: XCCDF or ARF (OpenSCAP), report.dat (Lynis), or an audit of our scripts',
  );
}

async function* rest(
  first: Uint8Array,
  chunks: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array, void, void> {
  try {
    yield first;
    for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value;
  } finally {
    await chunks.return?.();
  }
}

async function whole(chunks: AsyncIterable<Uint8Array>, file: string): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.byteLength;
    if (bytes > maxTextBytes)
      malformed(file, {
        message: 'is larger than {maxTextBytes} MiB',
        values: { maxTextBytes: maxTextBytes / 1024 / 1024 },
      });
    parts.push(chunk);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(parts));
  } catch (cause) {
    return malformed(file, 'is not UTF-8', cause);
  }
}
