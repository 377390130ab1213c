import type { Format } from '../../../server/contract/envelope.js';
import type { Mark } from '../../sink.js';
import { emptyPrint, type Print } from './fingerprint.js';
import type { Encoding, RecordCutter } from './record-cutter.js';

/** Keys of marks of files begin so. */
export const fileMarkPrefix = 'file:';

/** Of a file of which more was read, its content tells which it is. */
export const alikeBytes = 8192;

/** What is remembered of a file; short names, since it is written often. */
export interface FileMark {
  /** Path, and the one under which it was found first. */
  p: string;
  s: string;
  /** Device and inode. */
  i: string;
  /** Offset behind the last record; in a packed file of its content. */
  o: number;
  /** Prints of the first bytes, and of those before the place read: at, length, checksum. */
  h: [number, number];
  e: [number, number, number];
  /** Last change seen, milliseconds since the epoch. */
  m: number;
  /** Read to its end and gone. */
  d?: true;
  z?: true;
  c?: Encoding;
  k?: [Format, string];
}

export interface NewFile {
  path: string;
  source: string;
  inode: string;
  changed: number;
  gzip: boolean;
}

/** A file that is followed, or was. */
export class TailedFile {
  readonly key: string;
  path: string;
  /** The path that its records name. */
  readonly source: string;
  inode: string;
  gzip: boolean;
  /** Offset behind the last record that was handed over. */
  offset = 0;
  /** Up to here it was read; bytes from `offset` on are held by the cutter. */
  position = 0;
  head: Print = emptyPrint();
  edge: Print = emptyPrint();
  changed: number;
  encoding: Encoding | undefined;
  kind: { format: Format; dataset: string } | undefined;
  cutter: RecordCutter | undefined;
  /** Since when it has another name or none, or was replaced; milliseconds of the clock that measures. */
  leftAt: number | undefined;
  /** When it grew last, or was left. */
  grewAt = 0;
  /** Its end was reached after it was left: its successor may be read. */
  settled = false;
  /** Its end was reached since its generations were looked at. */
  rests = false;
  /** Nothing more is expected. */
  done = false;
  /** Read after this one. */
  waitsFor: TailedFile | undefined;
  /** When whole lines that wait for what follows are given out. */
  flushAt: number | undefined;

  constructor(key: string, file: NewFile) {
    this.key = key;
    this.path = file.path;
    this.source = file.source;
    this.inode = file.inode;
    this.changed = file.changed;
    this.gzip = file.gzip;
  }

  /** @returns the file of a mark; undefined when it is none */
  static restore(key: string, value: object): TailedFile | undefined {
    const { p, s, i, o, h, e, m, d, z, c, k } = value as FileMark;
    if (typeof p !== 'string' || typeof i !== 'string' || !Array.isArray(h) || !Array.isArray(e))
      return undefined;
    const file = new TailedFile(key, { path: p, source: s, inode: i, changed: m, gzip: z === true });
    file.offset = o;
    file.position = o;
    file.head = { at: 0, length: h[0], crc: h[1] };
    file.edge = { at: e[0], length: e[1], crc: e[2] };
    file.done = d === true;
    file.settled = file.done;
    file.encoding = c;
    file.kind = k && { format: k[0], dataset: k[1] };
    return file;
  }

  /** So many bytes from the beginning are known by their checksums, as far as those reach. */
  get knownBytes(): number {
    return Math.max(this.head.length, this.edge.at + this.edge.length);
  }

  /** So little is known that other generations may begin alike, by a header. */
  get isYoung(): boolean {
    return !this.gzip && this.knownBytes <= alikeBytes;
  }

  /** Where reading goes on after the file was closed. */
  rewind(): void {
    this.position = this.offset;
    this.cutter = undefined;
  }

  /** @param offset behind the record that the mark goes with */
  markAt(offset: number): Mark {
    return { key: this.key, value: () => this.value(offset) };
  }

  private value(offset: number): FileMark {
    return {
      p: this.path,
      s: this.source,
      i: this.inode,
      o: offset,
      h: [this.head.length, this.head.crc],
      e: [this.edge.at, this.edge.length, this.edge.crc],
      m: this.changed,
      // A mark may be asked late: what follows on its record is not done with it.
      ...(this.done && offset === this.offset ? { d: true } : {}),
      ...(this.gzip ? { z: true } : {}),
      ...(this.encoding === undefined ? {} : { c: this.encoding }),
      ...(this.kind === undefined ? {} : { k: [this.kind.format, this.kind.dataset] }),
    };
  }
}
