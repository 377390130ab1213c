import type { LineScreen, ScreenPart } from '../match/screen.js';

/** Finds where the values of a flat JSON object stand, without reading them. */
export interface ValueFinder {
  /**
   * @param name of a key, to be told from others from now on
   * @returns its number, above 0 ({@link unwanted}); undefined when there are too many already
   */
  idOf(name: string): number | undefined;
  /**
   * @param bytes a line without its line feed
   * @returns whether the line is an object of strings, numbers, literals and arrays of those, in valid UTF-8, and
   * its places are found; false also where the finder leaves a line of that kind to others
   */
  find(bytes: Buffer): boolean;
  /** @returns whether the line has no characters beyond ASCII; after `find` returned true */
  readonly ascii: boolean;
  /** See `JsonLine`. */
  readonly foldsAsAscii: boolean;
  /** @returns whether characters are written as `\\u006d`; after `find` returned true */
  readonly escaped: boolean;
  /** @returns `absent`, `composite` or where the value's token begins: see json-line.ts */
  start(key: number): number;
  /** @returns behind the token of a key that is present and not composite */
  end(key: number): number;
  /**
   * @param keys a few keys, always the same ones
   * @returns number of the line's kind: lines with the same number have the same tokens under the keys; -1 where they
   * are too long to be numbered. Kinds that were not seen lately may get another number.
   */
  kindOf(keys: readonly number[]): number;
  /** See `JsonLine`. */
  surelyDiffer(a: number, b: number): boolean;
  /**
   * @returns whether the line found last is JSON (RFC 8259) to its last character; false also where that is not
   * certain, as with `\\u006d`
   */
  isStrict(): boolean;
  /** @returns what finds candidates by the bytes of the line found last; absent where that is not faster */
  screenOf?(parts: readonly ScreenPart[]): LineScreen;
}

/** Number of all keys that nobody asks for. */
export const unwanted = 0;
