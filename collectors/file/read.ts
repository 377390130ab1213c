import { createReadStream } from 'node:fs';
import { basename, extname } from 'node:path';
import { createGunzip } from 'node:zlib';
import { GrundwachtError } from '../../server/contract/errors.js';
import { readRecords as readEvtxRecords } from '../windows/evtx/records.js';
import { readEventXml } from './event-xml.js';
import { readJsonValues } from './json-values.js';
import { readJsonLines, readLog } from './lines.js';
import type { FileRecord, RecordReader } from './record.js';
import { fromUtf16 } from './utf16.js';
import { zipEntries } from './zip.js';

/** Readers of formats that can be read from front to back, by extension. */
const streamed: Record<string, RecordReader> = {
  '.json': readJsonValues,
  '.jsonl': readJsonLines,
  '.ndjson': readJsonLines,
  '.xml': readEventXml,
  '.log': readLog,
  '.txt': readLog,
};

/** Readers of formats that need the file itself, by extension. */
const whole: Record<string, (path: string) => AsyncIterable<FileRecord>> = { '.evtx': readEvtxRecords };

/** Extensions that {@link readRecords} knows, for messages and for walking folders. */
export const readableExtensions = [...Object.keys(streamed), ...Object.keys(whole), '.gz', '.zip'];

/**
 * Reads a file's records, whatever it is: .json (one object, an array or several objects), .jsonl/.ndjson,
 * .xml (Event-XML), .evtx, .log/.txt (lines), and .gz or .zip of those (.evtx not packed).
 * @param path the file; its extension decides
 * @returns records as exact slices of the (unpacked) file, numbered from 1 through all members of an archive.
 * UTF-16 files are read as UTF-8; a record of an .evtx file is Event-XML under the number it has in the file
 * @throws GrundwachtError FILE_UNREADABLE naming the file (and the member of an archive) and the reason
 */
export async function* readRecords(path: string): AsyncIterable<FileRecord> {
  try {
    yield* records(path);
  } catch (error) {
    if (error instanceof GrundwachtError) throw error;
    throw unreadable(path, error instanceof Error ? error.message : String(error), error);
  }
}

async function* records(path: string): AsyncIterable<FileRecord> {
  const extension = extname(path).toLowerCase();
  const readWhole = whole[extension];
  if (readWhole !== undefined) {
    yield* readWhole(path);
    return;
  }
  const count = { records: 0 };
  if (extension !== '.zip') {
    yield* stream(path, path, createReadStream(path, { highWaterMark: 256 * 1024 }), count);
    return;
  }
  for await (const entry of zipEntries(path)) {
    if (isHousekeeping(entry.name)) continue;
    yield* stream(`${path}!${entry.name}`, entry.name, await entry.open(), count);
  }
}

async function* stream(
  place: string,
  name: string,
  chunks: NodeJS.ReadableStream,
  count: { records: number },
): AsyncIterable<FileRecord> {
  const packed = extname(name).toLowerCase() === '.gz';
  const plainName = packed ? name.slice(0, -3) : name;
  const extension = extname(plainName).toLowerCase();
  // `messages.1`, `syslog.2.gz`: a rotated log's last extension is a number.
  const read = streamed[extension] ?? (/^\.\d+$|^$/.test(extension) ? readLog : undefined);
  if (read === undefined) {
    throw unreadable(place, `the extension is none of ${readableExtensions.join(', ')}`);
  }
  try {
    const bytes = packed ? unpack(chunks) : (chunks as AsyncIterable<Buffer>);
    for await (const record of read(fromUtf16(bytes))) yield { ...record, record: ++count.records };
  } catch (error) {
    throw unreadable(place, error instanceof Error ? error.message : String(error), error);
  }
}

/** Errors of the file must end the reader, which `pipe` does not do by itself. */
function unpack(chunks: NodeJS.ReadableStream): AsyncIterable<Buffer> {
  const gunzip = createGunzip();
  chunks.on('error', (error) => gunzip.destroy(error));
  return chunks.pipe(gunzip);
}

/** What macOS adds to archives. */
function isHousekeeping(name: string): boolean {
  return name.startsWith('__MACOSX/') || basename(name) === '.DS_Store';
}

function unreadable(place: string, why: string, cause?: unknown): GrundwachtError {
  return new GrundwachtError('FILE_UNREADABLE', `${place}: ${why}`, { cause });
}
