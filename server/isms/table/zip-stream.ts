import { crc32, createDeflateRaw } from 'node:zlib';

/** A file that goes into an archive while it is being written. */
export interface ZipPart {
  name: string;
  /** Texts or bytes; read once. */
  content: AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>;
}

interface Entry {
  name: Buffer;
  offset: number;
  crc: number;
  packed: number;
  size: number;
}

const maxBytes = 0xffffffff;

/**
 * A ZIP archive whose parts are packed as they come, with data descriptors (APPNOTE 4.3.9), so that none of them is
 * held as a whole. The same bytes for the same content.
 * @throws RangeError past 4 GiB
 */
export async function* zipStream(
  parts: Iterable<ZipPart> | AsyncIterable<ZipPart>,
): AsyncGenerator<Uint8Array> {
  const entries: Entry[] = [];
  let offset = 0;
  for await (const { name, content } of parts) {
    const entry: Entry = { name: Buffer.from(name), offset, crc: 0, packed: 0, size: 0 };
    const head = Buffer.concat([signature(0x04034b50), common(entry, true), entry.name]);
    yield head;
    for await (const chunk of deflated(content, entry)) yield chunk;
    const descriptor = Buffer.concat([signature(0x08074b50), sizes(entry)]);
    yield descriptor;
    offset += head.length + entry.packed + descriptor.length;
    if (offset > maxBytes || entry.size > maxBytes) throw new RangeError('an archive holds at most 4 GiB');
    entries.push(entry);
  }
  const directory = Buffer.concat(entries.map(centralHeader));
  yield directory;
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(offset, 12);
  yield Buffer.concat([signature(0x06054b50), end]);
}

/** Packs a part and counts what goes in and comes out. */
async function* deflated(content: ZipPart['content'], entry: Entry): AsyncGenerator<Uint8Array> {
  const packer = createDeflateRaw({ level: 6 });
  const feeding = feed(content, packer, entry);
  // A fault of the content ends the packer, which hands it on to whoever reads.
  feeding.catch((error: unknown) => packer.destroy(error as Error));
  for await (const chunk of packer) {
    entry.packed += (chunk as Buffer).length;
    yield chunk as Buffer;
  }
  await feeding;
}

async function feed(
  content: ZipPart['content'],
  packer: ReturnType<typeof createDeflateRaw>,
  entry: Entry,
): Promise<void> {
  for await (const piece of content) {
    const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece;
    entry.crc = crc32(bytes, entry.crc);
    entry.size += bytes.length;
    if (packer.destroyed) return;
    if (!packer.write(bytes)) await drained(packer);
  }
  packer.end();
}

function drained(packer: ReturnType<typeof createDeflateRaw>): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      packer.off('drain', done);
      packer.off('close', done);
      resolve();
    };
    packer.on('drain', done);
    packer.on('close', done);
  });
}

function signature(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function sizes({ crc, packed, size }: Entry): Buffer {
  const bytes = Buffer.alloc(12);
  bytes.writeUInt32LE(crc, 0);
  bytes.writeUInt32LE(packed, 4);
  bytes.writeUInt32LE(size, 8);
  return bytes;
}

/** What local and central header share; flags: sizes follow the content, names are UTF-8. The time is 1980-01-01. */
function common(entry: Entry, streamed: boolean): Buffer {
  const begin = Buffer.alloc(10);
  begin.writeUInt16LE(20, 0);
  begin.writeUInt16LE(0x0808, 2);
  begin.writeUInt16LE(8, 4);
  begin.writeUInt16LE(0x0021, 8);
  const end = Buffer.alloc(4);
  end.writeUInt16LE(entry.name.length, 0);
  return Buffer.concat([begin, streamed ? Buffer.alloc(12) : sizes(entry), end]);
}

function centralHeader(entry: Entry): Buffer {
  const begin = Buffer.from([20, 0]);
  const place = Buffer.alloc(14);
  place.writeUInt32LE(entry.offset, 10);
  return Buffer.concat([signature(0x02014b50), begin, common(entry, false), place, entry.name]);
}
