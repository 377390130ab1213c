import type { Event } from '../../contract/event.js';

/** The key is not in the line. */
export const absent = -1;
/** The key's value is an array. */
export const composite = -2;

/** A JSON line whose values have been found; what rules ask for is read from it without making an event. */
export interface JsonLine {
  readonly bytes: Buffer;
  /** Whether the line's lower case has no other ASCII letters than those of its bytes. */
  readonly foldsAsAscii: boolean;
  /** @returns {@link absent}, {@link composite}, or where the value's token begins */
  start(key: number): number;
  /** @returns behind the token of a key that is present and not composite */
  end(key: number): number;
  /**
   * @returns the value as it stands in the line, beginning with the quote or, for what is no string, with the
   * character before
   */
  token(key: number): string;
  /** @returns the text that a token stands for, not a slice of the line; undefined where the normaliser must be asked */
  textOf(token: string): string | undefined;
  /**
   * @param a a key that is present and not composite, as is `b`
   * @returns whether both values are strings whose texts differ, whatever their case; false where that is not certain
   */
  surelyDiffer(a: number, b: number): boolean;
  /** @returns the line's event; made once */
  event(): Event;
}
