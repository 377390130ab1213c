import { equalBytes, Refused, textOf } from './bytes.js';

/** Something that can be read in parts. */
export interface Source {
  /** Bytes. */
  size: number;
  /** @param end exclusive */
  read(start: number, end: number): Promise<Uint8Array>;
}

/** Where a file's bytes are. */
export interface ArchiveEntry {
  start: number;
  end: number;
}

const endSize = 22;
const centralSize = 46;
const localSize = 30;
/** What local and central header have in common: version, flags, method, time, checksum, sizes, lengths. */
const commonSize = 26;
const maxDirectory = 32 * 2 ** 20;
/** Folders and names as packages have them: nothing that leads out of the folder it is unpacked in. */
const safePath = /^(?!.*(?:^|\/)\.)[^/\\:*?"<>|\p{Cc}]{1,200}(?:\/[^/\\:*?"<>|\p{Cc}]{1,200}){0,5}$/u;

/**
 * Reads the directory of a package: a ZIP archive (APPNOTE 4.3) of files that lie one behind the other as they are,
 * uncompressed, so that no two programs can see different things in it.
 * @throws Refused for any other form, with what is wrong
 */
export async function readArchive(source: Source): Promise<Map<string, ArchiveEntry>> {
  if (source.size < endSize) throw new Refused('it is no ZIP archive');
  const end = view(await source.read(source.size - endSize, source.size));
  if (end.getUint32(0, true) !== 0x06054b50)
    throw new Refused('it does not end as a ZIP archive without a comment');
  const [count, size, offset] = [end.getUint16(10, true), end.getUint32(12, true), end.getUint32(16, true)];
  const isWhole =
    end.getUint32(4, true) === 0 && end.getUint16(8, true) === count && end.getUint16(20, true) === 0;
  if (!isWhole || offset + size + endSize !== source.size || size > maxDirectory) {
    throw new Refused('the directory of the archive is not at its end');
  }
  const directory = await source.read(offset, offset + size);
  const entries = new Map<string, ArchiveEntry>();
  let at = 0;
  let place = 0;
  for (let n = 0; n < count; n++) {
    if (at + centralSize > directory.length) throw new Refused('the directory of the archive is cut off');
    const header = directory.slice(at, at + centralSize);
    const common = header.slice(6, 6 + commonSize);
    const fields = readHeader(header, place);
    const nameBytes = directory.slice(at + centralSize, at + centralSize + fields.nameLength);
    const name = textOf(nameBytes, 'the name of a file');
    if (!safePath.test(name))
      throw new Refused(`the file name ${JSON.stringify(name)} is not one of a package`);
    if (entries.has(name)) throw new Refused(`${name} is in the archive twice`);
    const start = place + localSize + fields.nameLength;
    const local = await source.read(place, start);
    const isSame =
      view(local).getUint32(0, true) === 0x04034b50 &&
      equalBytes(local.slice(4, localSize), common) &&
      equalBytes(local.slice(localSize), nameBytes);
    if (!isSame) throw new Refused(`${name} is not where the directory says`);
    entries.set(name, { start, end: start + fields.size });
    place = start + fields.size;
    at += centralSize + fields.nameLength;
  }
  if (at !== directory.length || place !== offset)
    throw new Refused('there are bytes between the files of the archive');
  return entries;
}

function readHeader(header: Uint8Array, place: number): { size: number; nameLength: number } {
  const fields = view(header);
  const size = fields.getUint32(24, true);
  const isPlain =
    fields.getUint32(0, true) === 0x02014b50 &&
    fields.getUint16(4, true) === 20 &&
    fields.getUint16(8, true) === 0x0800 &&
    fields.getUint16(10, true) === 0 &&
    fields.getUint32(20, true) === size &&
    fields.getUint16(30, true) === 0 &&
    fields.getUint32(32, true) === 0 &&
    fields.getUint32(36, true) === 0 &&
    fields.getUint16(40, true) === 0 &&
    fields.getUint32(42, true) === place;
  if (!isPlain) throw new Refused('the archive has an entry that packages do not have');
  return { size, nameLength: fields.getUint16(28, true) };
}

const view = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
