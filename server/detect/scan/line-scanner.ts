import type { Event } from '../../contract/event.js';
import type { JsonLine } from '../match/json-line.js';
import type { ValueFinder } from './value-finder.js';

const quote = 0x22;

/** Characters that a string's token does not stand for itself with. */
const special = /[^ -[\]-~]/;
const beyondAscii = /[\x80-\xff]/;
/** NUL and surrogates: the normaliser replaces what databases refuse. */
const unsafeEscape = /\\u(?:0000|d[89a-f])/i;

/**
 * A JSON line whose values of the keys that rules ask for are read where they stand; most of those are known from
 * earlier lines.
 */
export class LineScanner implements JsonLine {
  bytes: Buffer = Buffer.alloc(0);
  foldsAsAscii = true;
  private readonly finder: ValueFinder;
  private toEvent!: () => Event;
  private made: Event | undefined;

  constructor(finder: ValueFinder) {
    this.finder = finder;
  }

  /**
   * @param bytes a line without its line feed
   * @param toEvent makes its event
   * @returns whether the line's values were found; see {@link ValueFinder.find}
   */
  scan(bytes: Buffer, toEvent: () => Event): boolean {
    this.bytes = bytes;
    this.toEvent = toEvent;
    this.made = undefined;
    if (!this.finder.find(bytes)) return false;
    this.foldsAsAscii = this.finder.foldsAsAscii;
    return true;
  }

  start(key: number): number {
    return this.finder.start(key);
  }

  end(key: number): number {
    return this.finder.end(key);
  }

  token(key: number): string {
    return this.bytes.toString('latin1', this.finder.start(key), this.finder.end(key));
  }

  textOf(token: string): string | undefined {
    if (token.charCodeAt(0) !== quote) return undefined;
    if (!special.test(token)) return token.slice(1);
    if (unsafeEscape.test(token)) return undefined;
    const text = beyondAscii.test(token) ? Buffer.from(token, 'latin1').toString() : token;
    try {
      return JSON.parse(`${text}"`) as string;
    } catch {
      return undefined;
    }
  }

  surelyDiffer(a: number, b: number): boolean {
    return this.finder.surelyDiffer(a, b);
  }

  /** Whether the line's event was made. */
  get hasEvent(): boolean {
    return this.made !== undefined;
  }

  event(): Event {
    this.made ??= this.toEvent();
    return this.made;
  }
}
