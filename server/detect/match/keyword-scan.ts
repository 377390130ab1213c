import { isAscii } from 'node:buffer';
import type { Event } from '../../contract/event.js';
import { BlockScan } from './block-scan.js';
import { GramScan } from './gram-scan.js';
import type { JsonLine } from './json-line.js';
import { keywordTexts } from './keyword-text.js';

/** Characters that no JSON or XML writer escapes. */
const verbatim = /[A-Za-z0-9 _:.,;()[\]{}=@#$%!~^|?*-]+/g;
/** A shorter literal would be found everywhere. */
const shortest = 4;

/** Beyond ASCII these two letters alone have a lower case with an ASCII letter. */
const strangers = ['\u0130', '\u212a'].map((letter) => Buffer.from(letter));

/**
 * Finds the rules whose keywords may stand in an event. A JSON or XML original holds all values of its event up to
 * escapes, so there it is enough to look in the original for the longest part of each keyword that is never
 * escaped; other events are searched text by text.
 */
export class KeywordScan {
  private readonly inText: BlockScan;
  private readonly inBytes: GramScan;

  private constructor(literals: readonly { text: string; value: number }[]) {
    this.inText = new BlockScan(literals);
    this.inBytes = new GramScan(literals);
  }

  /** @returns the part of a keyword in lower case that is searched for, or undefined when it is too short */
  static searchable(text: string): string | undefined {
    const runs = text.match(verbatim) ?? [];
    const longest = runs.reduce((best, run) => (run.length > best.length ? run : best), '');
    return longest.length >= shortest ? longest : undefined;
  }

  /** @param literals results of {@link searchable} with what finding them gives; undefined when there are none */
  static of(literals: readonly { text: string; value: number }[]): KeywordScan | undefined {
    return literals.length === 0 ? undefined : new KeywordScan(literals);
  }

  /** Calls `found` for each literal in the event. */
  find(event: Event, found: (value: number) => void): void {
    const original = event['event.original'];
    const structured = original[0] === 0x7b || original[0] === 0x5b || original[0] === 0x3c;
    if (structured && (isAscii(original) || !hasStranger(original))) this.inBytes.scan(original, found);
    else for (const text of keywordTexts(event)) this.inText.scan(text, found);
  }

  /** The same for a line of JSON. */
  findInLine(line: JsonLine, found: (value: number) => void): void {
    if (line.ascii || !hasStranger(line.bytes)) this.inBytes.scan(line.bytes, found);
    else this.find(line.event(), found);
  }
}

function hasStranger(bytes: Uint8Array): boolean {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return strangers.some((letter) => buffer.includes(letter));
}
