import { createReadStream } from 'node:fs';
import { basename, extname } from 'node:path';
import { createGunzip } from 'node:zlib';
import { GrundwachtError } from '../../server/contract/errors.js';
import { readJournalExport } from '../journald/read-export.js';
import { readRecords as readEvtxRecords } from '../windows/evtx/records.js';
import type { EvtxSummary } from '../windows/evtx/summary.js';
import { readEventXml } from './event-xml.js';
import { readJsonValues } from './json-values.js';
import { type FileKind, kindOf, readableExtensions } from './kind.js';
import { readJsonLines, readLog } from './lines.js';
import type { FileRecord, RecordReader, UnnumberedRecord } from './record.js';
import { fromUtf16 } from './utf16.js';
import { zipEntries } from './zip.js';

export interface ReadOptions {
  /** A member of an archive is of no known kind and is passed over. Without this the archive is an error. */
  onPassedOver?: (place: string) => void;
  /** A member of an archive cannot be read to its end; the next one follows. Without this the error is thrown. */
  onUnreadable?: (error: GrundwachtError) => void;
  /** Called after each .evtx file or member with what was found in it. */
  onEvtxEnd?: (place: string, summary: EvtxSummary) => void;
}

/** Readers of text formats, by kind. */
const textReaders: Record<Exclude<FileKind, 'evtx' | 'archive'>, RecordReader> = {
  json: readJsonValues,
  'json-lines': readJsonLines,
  'event-xml': readEventXml,
  log: readLog,
  'journal-export': readJournalExport,
};

/**
 * Reads a file's records, whatever it is: .json (one object, an array or several objects), .jsonl/.ndjson,
 * .xml (Event-XML), .evtx, .export (systemd journal), .log/.txt (lines), and .gz or .zip of those. Archives in archives are not opened.
 * @param path the file; its extension decides
 * @param options what to do at places that are not records
 * @returns records as exact slices of the (unpacked) file, numbered from 1 through all members of an archive.
 * UTF-16 files are read as UTF-8; a record of an .evtx file is Event-XML
 * @throws GrundwachtError FILE_UNREADABLE naming the file (and the member of an archive) and the reason
 */
export async function* readRecords(path: string, options: ReadOptions = {}): AsyncGenerator<FileRecord> {
  const count = { records: 0 };
  try {
    if (extname(path).toLowerCase() === '.zip') yield* readArchive(path, options, count);
    else {
      const chunks = createReadStream(path, { highWaterMark: 256 * 1024 });
      yield* readStream(path, basename(path), chunks, options, count);
    }
  } catch (error) {
    throw unreadable(path, error);
  }
}

async function* readArchive(
  path: string,
  options: ReadOptions,
  count: { records: number },
): AsyncGenerator<FileRecord> {
  for await (const entry of zipEntries(path)) {
    if (isHousekeeping(entry.name)) continue;
    const place = `${path}!${entry.name}`;
    const kind = kindOf(entry.name);
    if (options.onPassedOver !== undefined && (kind === undefined || kind === 'archive')) {
      options.onPassedOver(place);
      continue;
    }
    try {
      yield* readStream(place, basename(entry.name), await entry.open(), options, count);
    } catch (error) {
      if (options.onUnreadable === undefined) throw unreadable(place, error);
      options.onUnreadable(unreadable(place, error));
    }
  }
}

async function* readStream(
  place: string,
  name: string,
  chunks: NodeJS.ReadableStream,
  options: ReadOptions,
  count: { records: number },
): AsyncGenerator<FileRecord> {
  const kind = kindOf(name);
  if (kind === undefined || kind === 'archive') {
    throw unreadable(place, new Error(`the extension is none of ${readableExtensions.join(', ')}`));
  }
  try {
    const bytes = isGzip(name) ? unpack(chunks) : (chunks as AsyncIterable<Buffer>);
    const read: AsyncIterable<UnnumberedRecord> =
      kind === 'evtx'
        ? readEvtxRecords(bytes, { onEnd: (summary) => options.onEvtxEnd?.(place, summary) })
        : textReaders[kind](fromUtf16(bytes));
    for await (const record of read) yield { ...record, record: ++count.records };
  } catch (error) {
    throw unreadable(place, error);
  }
}

/** @returns whether the name says that the content is packed with gzip */
function isGzip(name: string): boolean {
  return extname(name).toLowerCase() === '.gz';
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

/** @returns an error that names the place; one that already does is passed on */
function unreadable(place: string, error: unknown): GrundwachtError {
  const reason = error instanceof Error ? error.message : String(error);
  if (error instanceof GrundwachtError && reason.includes(place)) return error;
  return new GrundwachtError('FILE_UNREADABLE', `${place}: ${reason}`, { cause: error });
}
