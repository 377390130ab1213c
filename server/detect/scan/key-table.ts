import { latin1Of } from './latin1.js';
import { unwanted } from './value-finder.js';

/** Beyond so many different spellings, keys are looked up by name: records must not fill the memory. */
const maxLabels = 4096;
const space = 0x20;
const colon = 0x3a;

/** A key as it stands in a line: quoted, with its colon and the spaces around that. */
interface Label {
  bytes: Uint8Array;
  name: string;
  key: number;
}

/**
 * The keys of JSON lines. Lines of one kind have their keys in one order, so what followed a key last time is tried
 * first; only a surprise costs a search.
 *
 * Texts are Latin-1 readings of the bytes (one character a byte), also where these are UTF-8.
 */
export class KeyTable {
  private readonly names = new Map<string, number>();
  private readonly spelled = new Map<string, number>();
  private readonly labels: Label[] = [{ bytes: new Uint8Array(0), name: '', key: unwanted }];
  /** Per label: the one that followed it last. */
  private readonly next = new Uint16Array(maxLabels + 1);
  /** Key of a label that the table has no room for. */
  private unlisted = unwanted;
  /** Behind the label that {@link read} found. */
  end = 0;

  /** @returns how many keys somebody asks for, and one */
  get size(): number {
    return this.names.size + 1;
  }

  /** @returns number of the key; from now on its values are told from others */
  idOf(name: string): number {
    const latin = latin1Of(Buffer.from(name));
    const known = this.names.get(latin);
    if (known !== undefined) return known;
    this.names.set(latin, this.size);
    for (const label of this.labels) if (label.name === latin) label.key = this.size - 1;
    return this.size - 1;
  }

  /** @returns number of the key that a label stands for */
  keyOf(label: number): number {
    return label === unknownLabel ? this.unlisted : this.labels[label]!.key;
  }

  /**
   * Reads the key at a place; {@link end} is where its value begins.
   * @param previous the label before, 0 at the beginning
   * @returns its label, or -1 where no plain key stands
   */
  read(bytes: Uint8Array, text: string, at: number, previous: number): number {
    const from = previous === unknownLabel ? 0 : previous;
    const expected = this.next[from]!;
    const label = this.labels[expected]!.bytes;
    const { length } = label;
    let i = 0;
    while (i < length && bytes[at + i] === label[i]) i++;
    if (i === length && i > 0) {
      this.end = at + length;
      return expected;
    }
    const found = this.search(bytes, text, at);
    if (found >= 0 && found !== unknownLabel) this.next[from] = found;
    return found;
  }

  private search(bytes: Uint8Array, text: string, at: number): number {
    const quote = text.indexOf('"', at + 1);
    if (bytes[at] !== 0x22 || quote < 0 || text.slice(at, quote).includes('\\')) return -1;
    let end = quote + 1;
    while (bytes[end] === space) end++;
    if (bytes[end] !== colon) return -1;
    do end++;
    while (bytes[end] === space);
    this.end = end;
    const spelling = text.slice(at, end);
    return this.spelled.get(spelling) ?? this.add(spelling);
  }

  private add(spelling: string): number {
    const name = spelling.slice(1, spelling.lastIndexOf('"'));
    const key = this.names.get(name) ?? unwanted;
    if (this.labels.length >= maxLabels) {
      this.unlisted = key;
      return unknownLabel;
    }
    const bytes = Buffer.from(spelling, 'latin1');
    // Copies: a slice would keep its line in memory.
    this.spelled.set(latin1Of(bytes), this.labels.length);
    const own = latin1Of(bytes.subarray(1, bytes.lastIndexOf('"')));
    return this.labels.push({ bytes: Uint8Array.from(bytes), name: own, key }) - 1;
  }
}

/** A label that the table has no room for. */
const unknownLabel = maxLabels;
