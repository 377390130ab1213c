import { isUtf8 } from 'node:buffer';
import type { LineScreen, ScreenPart } from '../match/screen.js';
import { latin1Of } from './latin1.js';
import * as layout from './memory-layout.js';
import { ScriptFinder } from './script-finder.js';
import { unwanted, type ValueFinder } from './value-finder.js';
import { wasmModule } from './wasm-module.js';
import { type LoadedImage, type ScreenHost, WasmScreen } from './wasm-screen.js';

/** The module's functions; see assembly. */
interface Scanner {
  memory: { buffer: ArrayBuffer };
  inspect(length: number): number;
  hasStranger(length: number): number;
  isStrict(length: number): number;
  differ(a: number, b: number): number;
  scan(length: number, keyCount: number): number;
  resume(): number;
  place(): number;
  addLabel(label: number): void;
  forgetLabels(): void;
  kind(keys: number, seed: number): number;
  addKind(): number;
  forgetKinds(): void;
  screen(image: number, length: number, ascii: boolean, number: number): number;
}

const { labelBytes, mostKeys, mostLabels, line } = layout;

/** What the module's `scan` and `resume` return. */
const [flat, unknownLabel] = [1, 2];
/** What `kind` returns. */
const tooLong = -2;
/** What `inspect` returns, added. */
const [beyondAscii, escapes] = [1, 2];
const quote = 0x22;
/** Vectors read beyond an image's end. */
const imageGap = 32;
/** Screenings are numbered in 32 bits. */
const maxScreenings = 0xffff_ffff;

/** The value finder in WebAssembly, with vectors of 16 bytes. Longer lines than its memory has room for are not found. */
export class WasmFinder implements ValueFinder, ScreenHost {
  ascii = true;
  escaped = false;
  private readonly scanner: Scanner;
  private readonly memory: Uint8Array;
  private readonly starts: Int32Array;
  private readonly ends: Int32Array;
  private readonly keys: Uint16Array;
  readonly found: Uint32Array;
  private length = 0;
  /** Number of the kind in each slot of the module's table. */
  private readonly kinds = new Float64Array(layout.slotsOfKinds);
  private readonly kindKeys: Uint32Array;
  private lastKind = 0;
  private readonly seed = crypto.getRandomValues(new Uint32Array(1))[0]!;
  /** Behind the images in memory; which filling of the memory they are; how many screenings it has seen. */
  private imagesEnd = layout.images;
  private filling = 1;
  private screenings = 0;
  /** Number of a key by its name, in Latin-1 reading of its bytes. */
  private readonly ids = new Map<string, number>();
  /** Label by the key's name. */
  private readonly labels = new Map<string, number>();

  constructor() {
    const module = new WebAssembly.Module(Buffer.from(wasmModule, 'base64'));
    this.scanner = new WebAssembly.Instance(module, {}).exports as Scanner;
    const { buffer } = this.scanner.memory;
    this.memory = new Uint8Array(buffer);
    this.starts = new Int32Array(buffer, layout.starts, mostKeys);
    this.ends = new Int32Array(buffer, layout.ends, mostKeys);
    this.keys = new Uint16Array(buffer, layout.keys, mostLabels);
    this.kindKeys = new Uint32Array(buffer, layout.kindKeys, 16);
    this.found = new Uint32Array(buffer, layout.found, layout.mostFound);
  }

  get foldsAsAscii(): boolean {
    return this.ascii || this.scanner.hasStranger(this.length) === 0;
  }

  idOf(name: string): number | undefined {
    const latin = latin1Of(Buffer.from(name));
    const known = this.ids.get(latin);
    if (known !== undefined) return known;
    const id = this.ids.size + 1;
    if (id >= mostKeys) return undefined;
    this.ids.set(latin, id);
    const label = this.labels.get(latin);
    if (label !== undefined) this.keys[label] = id;
    return id;
  }

  find(bytes: Buffer): boolean {
    const { scanner } = this;
    const { length } = bytes;
    if (length > layout.longestLine) return false;
    this.length = length;
    this.memory.set(bytes, line);
    const kinds = scanner.inspect(length);
    this.ascii = (kinds & beyondAscii) === 0;
    this.escaped = (kinds & escapes) !== 0;
    if (!this.ascii && !isUtf8(bytes)) return false;
    let found = scanner.scan(length, this.ids.size + 1);
    while (found === unknownLabel) {
      this.learn(bytes, scanner.place());
      found = scanner.resume();
    }
    return found === flat;
  }

  start(key: number): number {
    return this.starts[key]!;
  }

  end(key: number): number {
    return this.ends[key]!;
  }

  surelyDiffer(a: number, b: number): boolean {
    return this.scanner.differ(a, b) !== 0;
  }

  isStrict(): boolean {
    return this.scanner.isStrict(this.length) !== 0;
  }

  kindOf(keys: readonly number[]): number {
    const { scanner } = this;
    this.kindKeys.set(keys);
    const slot = scanner.kind(keys.length, this.seed);
    if (slot >= 0) return this.kinds[slot]!;
    if (slot === tooLong) return -1;
    let fresh = scanner.addKind();
    if (fresh < 0) {
      scanner.forgetKinds();
      scanner.kind(keys.length, this.seed);
      fresh = scanner.addKind();
    }
    this.kinds[fresh] = ++this.lastKind;
    return this.lastKind;
  }

  screenOf(parts: readonly ScreenPart[]): LineScreen {
    return new WasmScreen(this, parts);
  }

  screen(image: LoadedImage): number {
    if (this.screenings === maxScreenings) this.forgetImages();
    if (image.filling !== this.filling && !this.load(image)) return -1;
    const count = this.scanner.screen(image.place, this.length, this.ascii, ++this.screenings);
    return count > layout.mostFound ? -1 : count;
  }

  private load(image: LoadedImage): boolean {
    const { length } = image.bytes;
    if (this.imagesEnd + length + imageGap > this.memory.length) {
      if (layout.images + length + imageGap > this.memory.length) return false;
      this.forgetImages();
    }
    this.memory.set(image.bytes, this.imagesEnd);
    image.place = this.imagesEnd;
    image.filling = this.filling;
    this.imagesEnd = (this.imagesEnd + length + imageGap) & -16;
    return true;
  }

  private forgetImages(): void {
    this.imagesEnd = layout.images;
    this.filling++;
    this.screenings = 0;
  }

  /** @param at the opening quote of a key that the module does not know */
  private learn(bytes: Buffer, at: number): void {
    const spelling = bytes.subarray(at, bytes.indexOf(quote, at + 1) + 1);
    // Records must not fill the memory.
    if (this.labels.size + 1 >= mostLabels) {
      this.labels.clear();
      this.scanner.forgetLabels();
    }
    const name = latin1Of(spelling.subarray(1, -1));
    const label = this.labels.size + 1;
    this.labels.set(name, label);
    this.memory.set(spelling, layout.spellings + labelBytes * label);
    this.memory[layout.lengths + label] = spelling.length;
    this.keys[label] = this.ids.get(name) ?? unwanted;
    this.scanner.addLabel(label);
  }
}

let shared: ValueFinder | undefined;

/**
 * @returns the thread's value finder; engines share it, because each instance of a WebAssembly module takes
 * gigabytes of address space. What it found is gone when it is asked for the next line.
 */
export function valueFinder(): ValueFinder {
  shared ??= typeof WebAssembly === 'undefined' ? new ScriptFinder() : new WasmFinder();
  return shared;
}
