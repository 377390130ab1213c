import { createWriteStream } from 'node:fs';
import { rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { FoundFile } from '../../collectors/file/find-files.js';
import { GrundwachtError } from '../contract/errors.js';

/** How standard input is named in paths and results. */
export const standardInput = '-';

const evtx = Buffer.from('ElfFile\0');
const zip = Buffer.from('PK\x03\x04');
const gzip = Buffer.from([0x1f, 0x8b]);
/** Bytes that tell what it is; a first line of JSON is seldom longer. */
const headBytes = 256 * 1024;

/**
 * Writes a stream to a file, as event logs are read at their ends too; what it is, its first bytes tell.
 * @param folder exists, belongs to this work alone
 * @param now milliseconds since the epoch: dates of log lines have no year
 * @returns the file, unpacked when it was packed with gzip
 * @throws GrundwachtError FILE_UNREADABLE with the reason
 */
export async function spool(stream: Readable, folder: string, now: number): Promise<FoundFile> {
  try {
    const path = join(folder, 'stdin');
    const [head, bytes] = await headOf(stream, gzip.length);
    const packed = head.subarray(0, gzip.length).equals(gzip);
    const sink = createWriteStream(path, { flags: 'wx', mode: 0o600 });
    let start = Buffer.alloc(0);
    const watched = async function* (chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
      for await (const chunk of chunks) {
        if (start.length < headBytes) start = Buffer.concat([start, chunk]).subarray(0, headBytes);
        yield chunk;
      }
    };
    await (packed ? pipeline(bytes, createGunzip(), watched, sink) : pipeline(bytes, watched, sink));
    const named = `${path}${extensionOf(start)}`;
    await rename(path, named);
    return { path: named, size: (await stat(named)).size, changed: now };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new GrundwachtError('FILE_UNREADABLE', `standard input: ${reason}`, { cause });
  }
}

/** @returns at least so many of the first bytes, if there are, and all bytes */
async function headOf(stream: Readable, length: number): Promise<[Buffer, AsyncGenerator<Buffer>]> {
  const chunks = stream[Symbol.asyncIterator]();
  let head = Buffer.alloc(0);
  while (head.length < length) {
    const next = await chunks.next();
    if (next.done === true) break;
    head = Buffer.concat([head, next.value as Buffer]);
  }
  const all = async function* (): AsyncGenerator<Buffer> {
    yield head;
    for (let next = await chunks.next(); next.done !== true; next = await chunks.next())
      yield next.value as Buffer;
  };
  return [head, all()];
}

/** @returns the extension by which the kind of a content is known */
export function extensionOf(head: Buffer): string {
  if (head.subarray(0, evtx.length).equals(evtx)) return '.evtx';
  if (head.subarray(0, zip.length).equals(zip)) return '.zip';
  const utf16 = head[0] === 0xff && head[1] === 0xfe ? 'utf16le' : 'utf8';
  const text = head
    .toString(utf16)
    .replace(/^\ufeff/, '')
    .trimStart();
  if (text.startsWith('<') && !/^<\d{1,3}>/.test(text)) return '.xml';
  if (!/^[[{]/.test(text)) return '.log';
  const [line = ''] = text.split(/\r?\n/, 1);
  return isObject(line) ? '.jsonl' : '.json';
}

function isObject(line: string): boolean {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
