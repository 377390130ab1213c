import { crc32 } from 'node:zlib';
import { GrundwachtError } from '../../contract/errors.js';

/** First bytes of a snapshot: a mark that also tells the byte order, and the version of the form. */
const magic = 0x47574453;
const version = 1;
const prefixBytes = 24;

type Numbers = Float64Array | Uint32Array | Uint16Array;

/** @returns an error that says what is wrong with a snapshot */
export function invalid(detail: string): GrundwachtError {
  return new GrundwachtError(
    'SNAPSHOT_INVALID',
    `${detail} Start without it: correlations then begin with empty windows, or replay the journal from before it.`,
  );
}

/**
 * Puts a snapshot together: magic, version, CRC-32 of all that follows, length of the header, length of the whole
 * (64-bit float); then the header (JSON) and the sections, each on an 8-byte boundary.
 */
export function assemble(header: object, sections: readonly (Numbers | Uint8Array)[]): Uint8Array {
  const json = new TextEncoder().encode(JSON.stringify(header));
  const length = sections.reduce(
    (sum, section) => sum + padded(section.byteLength),
    prefixBytes + padded(json.length),
  );
  const bytes = new Uint8Array(length);
  bytes.set(json, prefixBytes);
  let at = prefixBytes + padded(json.length);
  for (const section of sections) {
    bytes.set(new Uint8Array(section.buffer, section.byteOffset, section.byteLength), at);
    at += padded(section.byteLength);
  }
  const words = new Uint32Array(bytes.buffer, 0, 4);
  new Float64Array(bytes.buffer, 16, 1)[0] = length;
  words.set([magic, version, 0, json.length]);
  words[2] = crc32(bytes.subarray(12));
  return bytes;
}

/** Reads what {@link assemble} wrote, section by section. */
export class SnapshotReader {
  /** Not yet checked for its form, but undamaged. */
  readonly header: unknown;
  private readonly bytes: Uint8Array;
  private at: number;

  /** @throws GrundwachtError SNAPSHOT_INVALID when it is no snapshot, cut off, damaged, or of another version */
  constructor(snapshot: Uint8Array) {
    // A copy that begins on an 8-byte boundary, wherever the given bytes lie.
    this.bytes = snapshot.byteOffset % 8 === 0 ? snapshot : new Uint8Array(snapshot);
    const { bytes } = this;
    if (bytes.length < prefixBytes) throw invalid(`The snapshot has only ${bytes.length} bytes.`);
    const words = new Uint32Array(bytes.buffer, bytes.byteOffset, 4);
    if (words[0] !== magic)
      throw invalid('The file is no snapshot of detection state of this kind of machine.');
    if (words[1] !== version) throw invalid(`The snapshot has version ${words[1]}, not ${version}.`);
    const length = new Float64Array(bytes.buffer, bytes.byteOffset + 16, 1)[0];
    if (length !== bytes.length)
      throw invalid(`The snapshot has ${bytes.length} bytes instead of ${length}.`);
    if (words[2] !== crc32(bytes.subarray(12)))
      throw invalid('The snapshot is damaged: its checksum differs.');
    const end = prefixBytes + words[3]!;
    this.header = JSON.parse(new TextDecoder().decode(bytes.subarray(prefixBytes, end)));
    this.at = prefixBytes + padded(words[3]!);
  }

  /** @returns the next section of so many numbers */
  floats(count: number): Float64Array {
    return new Float64Array(this.bytes.buffer, this.skip(count * 8), count);
  }

  /** @returns the next section of so many numbers */
  words(count: number): Uint32Array {
    return new Uint32Array(this.bytes.buffer, this.skip(count * 4), count);
  }

  /** @returns the next section of so many numbers */
  shorts(count: number): Uint16Array {
    return new Uint16Array(this.bytes.buffer, this.skip(count * 2), count);
  }

  /** @returns the next section of so many bytes */
  octets(count: number): Uint8Array {
    return new Uint8Array(this.bytes.buffer, this.skip(count), count);
  }

  private skip(length: number): number {
    const from = this.at;
    if (!Number.isSafeInteger(length) || length < 0 || from + length > this.bytes.length) {
      throw invalid('The snapshot is shorter than its header says.');
    }
    this.at = from + padded(length);
    return this.bytes.byteOffset + from;
  }
}

function padded(length: number): number {
  return Math.ceil(length / 8) * 8;
}
