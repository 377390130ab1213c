import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { packageRoot } from '../contract/package-root.js';

/** The name under which documents find the shipped font: one that no machine has by itself. */
const family = ['Noto Sans', 'Akte Sans'] as const;

/** @returns the fonts of documents: Noto Sans (SIL Open Font License 1.1), as it is shipped with the program */
export function reportFonts(): Buffer[] {
  const folder = join(packageRoot(), 'server', 'report', 'fonts');
  return ['NotoSans-Regular.woff', 'NotoSans-Bold.woff'].map((name) =>
    renamed(unpackWoff(readFileSync(join(folder, name)))),
  );
}

interface FontTable {
  tag: string;
  checksum: number;
  data: Buffer;
}

/**
 * Unpacks a font of the web (WOFF 1.0) to the file it was made from (OpenType, "Organization of an OpenType Font").
 * @param woff a file that is shipped; it is not checked
 */
export function unpackWoff(woff: Buffer): Buffer {
  const count = woff.readUInt16BE(12);
  const tables = Array.from({ length: count }, (_, at): FontTable => {
    const entry = woff.subarray(44 + 20 * at, 64 + 20 * at);
    const [offset, packed, length] = [4, 8, 12].map((place) => entry.readUInt32BE(place)) as [
      number,
      number,
      number,
    ];
    const bytes = woff.subarray(offset, offset + packed);
    return {
      tag: entry.toString('latin1', 0, 4),
      checksum: entry.readUInt32BE(16),
      data: packed < length ? inflateSync(bytes) : bytes,
    };
  });
  return assembled(woff.readUInt32BE(4), tables);
}

function assembled(flavour: number, tables: readonly FontTable[]): Buffer {
  const head = Buffer.alloc(12 + 16 * tables.length);
  const power = Math.floor(Math.log2(tables.length));
  head.writeUInt32BE(flavour, 0);
  head.writeUInt16BE(tables.length, 4);
  head.writeUInt16BE(16 * 2 ** power, 6);
  head.writeUInt16BE(power, 8);
  head.writeUInt16BE(16 * (tables.length - 2 ** power), 10);
  const parts = [head];
  let offset = head.length;
  for (const [at, { tag, checksum, data }] of tables.entries()) {
    const place = 12 + 16 * at;
    head.write(tag, place, 'latin1');
    head.writeUInt32BE(checksum, place + 4);
    head.writeUInt32BE(offset, place + 8);
    head.writeUInt32BE(data.length, place + 12);
    parts.push(Buffer.from(data), Buffer.alloc((4 - (data.length % 4)) % 4));
    offset += Math.ceil(data.length / 4) * 4;
  }
  return Buffer.concat(parts);
}

/** Gives a font another name of the same length: an installed font of the old name may be another edition. */
function renamed(font: Buffer): Buffer {
  const [from, to] = family.map((name) => Buffer.from(name, 'utf16le').swap16());
  for (let at = font.indexOf(from!); at >= 0; at = font.indexOf(from!, at + to!.length)) to!.copy(font, at);
  return font;
}
