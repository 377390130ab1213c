import type { LineScreen, ScreenPart } from '../match/screen.js';
import { type ScreenImage, screenImage, slotMark } from './screen-image.js';

/** Where screens are looked through: {@link WasmFinder}. */
export interface ScreenHost {
  /**
   * Screens the line that was scanned last.
   * @returns how many numbers were found; -1 when that cannot be done
   */
  screen(image: LoadedImage): number;
  /** The numbers found. */
  readonly found: Uint32Array;
}

/** An image and where it stands in the module's memory. */
export interface LoadedImage {
  readonly bytes: Uint8Array;
  place: number;
  /** Which filling of the memory the place belongs to. */
  filling: number;
}

/** A screen of the WebAssembly module. */
export class WasmScreen implements LineScreen, LoadedImage {
  readonly bytes: Uint8Array;
  place = 0;
  filling = 0;
  private readonly host: ScreenHost;
  private readonly lists: ScreenImage['lists'];

  constructor(host: ScreenHost, parts: readonly ScreenPart[]) {
    this.host = host;
    const { bytes, lists } = screenImage(parts);
    this.bytes = bytes;
    this.lists = lists;
  }

  find(candidate: (rule: number) => void, slow: (slot: number) => void): boolean {
    const { host, lists } = this;
    const count = host.screen(this);
    for (let i = 0; i < count; i++) {
      const number = host.found[i]!;
      if (number >= slotMark) slow(number - slotMark);
      else {
        const rules = lists[number]!;
        for (let k = 0; k < rules.length; k++) candidate(rules[k]!);
      }
    }
    return count >= 0;
  }
}
