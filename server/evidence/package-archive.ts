import { createHash } from 'node:crypto';
import { GrundwachtError } from '../contract/errors.js';
import type { MeasuredFile } from './package-files.js';

const maxBytes = 2 ** 32 - 1;
const maxFiles = 2 ** 16 - 1;

/**
 * A ZIP archive (APPNOTE 4.3) of files as they are, one behind the other: what packages are. The time of each file is
 * that of 1980-01-01.
 * @returns the archive's bytes, a piece at a time
 * @throws GrundwachtError BODY_TOO_LARGE when it would have 4 GiB or more; INTERNAL when a file changes under way
 */
export async function* writeArchive(files: readonly MeasuredFile[]): AsyncGenerator<Uint8Array> {
  const total = files.reduce((sum, { size, path }) => sum + size + 76 + 2 * Buffer.byteLength(path), 22);
  if (total > maxBytes || files.length > maxFiles) {
    throw new GrundwachtError('BODY_TOO_LARGE', 'a package is smaller than 4 GiB; choose less evidence');
  }
  const central: Buffer[] = [];
  let offset = 0;
  for (const file of files) {
    const name = Buffer.from(file.path);
    const common = commonHeader(file, name.length);
    yield Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, name]);
    yield* unchanged(file);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    central.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, place, name]));
    offset += 30 + name.length + file.size;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  yield directory;
  yield end;
}

async function* unchanged(file: MeasuredFile): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  for await (const chunk of file.read()) {
    hash.update(chunk);
    yield chunk;
  }
  if (hash.digest('hex') !== file.sha256) {
    throw new GrundwachtError('INTERNAL', {
      message: '{path} was changed while the package was made',
      values: { path: file.path },
    });
  }
}

function commonHeader({ size, crc }: MeasuredFile, nameLength: number): Buffer {
  const header = Buffer.alloc(26);
  header.writeUInt16LE(20, 0);
  header.writeUInt16LE(0x0800, 2);
  header.writeUInt16LE(0x0021, 8);
  header.writeUInt32LE(crc, 10);
  header.writeUInt32LE(size, 14);
  header.writeUInt32LE(size, 18);
  header.writeUInt16LE(nameLength, 22);
  return header;
}
