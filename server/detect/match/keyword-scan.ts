import { isAscii } from 'node:buffer';
import type { Event } from '../../contract/event.js';
import { BlockScan } from './block-scan.js';
import { GramScan } from './gram-scan.js';
import type { JsonLine } from './json-line.js';
import { keywordTexts } from './keyword-text.js';
import { hasStranger, hasUnicodeEscape } from './searchable.js';

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

  /** @param literals results of `searchable` with what finding them gives; undefined when there are none */
  static of(literals: readonly { text: string; value: number }[]): KeywordScan | undefined {
    return literals.length === 0 ? undefined : new KeywordScan(literals);
  }

  /** Calls `found` for each literal in the event. */
  find(event: Event, found: (value: number) => void): void {
    const original = event['event.original'];
    if (holdsValues(original) && (isAscii(original) || !hasStranger(original)))
      this.inBytes.scan(original, 0, original.length, found);
    else for (const text of keywordTexts(event)) this.inText.scan(text, found);
  }

  /** The same for a line of JSON without `\u` escapes. */
  findInLine(line: JsonLine, found: (value: number) => void): void {
    if (line.foldsAsAscii) this.inBytes.scan(line.bytes, 0, line.bytes.length, found);
    else this.find(line.event(), found);
  }
}

const brace = 0x7b;
const bracket = 0x5b;
const less = 0x3c;
const [zero, nine] = [0x30, 0x39];

/**
 * Whether a record's values stand in it letter by letter: in JSON and XML, unless plain letters are written as
 * `\u006d` or `&#109;`, which a sender may do to stay unseen. `<38>` begins a syslog message, not XML.
 */
function holdsValues(record: Uint8Array): boolean {
  const bytes = Buffer.from(record.buffer, record.byteOffset, record.byteLength);
  const [first, second] = bytes;
  if (first === brace || first === bracket) return !hasUnicodeEscape(bytes);
  return first === less && !(second! >= zero && second! <= nine) && !bytes.includes('&#');
}
