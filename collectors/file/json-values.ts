import type { RecordReader } from './record.js';

/** A value longer than this is given out cut, which the parser then reports as malformed. */
const valueLimit = 64 * 1024 * 1024;

const [quote, backslash, openBrace, closeBrace, openBracket, closeBracket] = [34, 92, 123, 125, 91, 93];

/**
 * JSON files: one object, an array of objects, or several concatenated; each top-level object (or element of a
 * top-level array) is a record. Anything else between them is given out too, so that it is reported as malformed.
 */
export const readJsonValues: RecordReader = async function* (chunks) {
  const splitter = new JsonSplitter();
  for await (const chunk of chunks) {
    for (const raw of splitter.push(chunk)) yield { raw, format: 'json', dataset: '' };
  }
  const rest = splitter.end();
  if (rest !== undefined) yield { raw: rest, format: 'json', dataset: '' };
};

/**
 * Cuts a stream of bytes into top-level JSON objects by counting braces outside of strings. It looks at the bytes as
 * Latin-1 text, in which strings are passed over several times faster than in a buffer.
 */
class JsonSplitter {
  private depth = 0;
  private inString = false;
  /** The last chunk ended in a string after a backslash that escapes the next byte. */
  private escaped = false;
  private parts: Buffer[] = [];
  private held = 0;
  /** Bytes outside of any object that are no white space, comma or array bracket. */
  private stray = false;

  *push(chunk: Buffer): Iterable<Buffer> {
    if (chunk.length === 0) return;
    const text = chunk.toString('latin1');
    let start = this.depth > 0 || this.stray ? 0 : -1;
    let at = this.inString ? this.passString(text, 0) : 0;
    while (at < text.length) {
      if (this.depth > 0) {
        at = this.passObject(text, at);
        if (this.depth > 0) break;
        yield this.take(chunk.subarray(start, at));
        start = -1;
        continue;
      }
      const c = text.charCodeAt(at);
      const opens = c === openBrace;
      if (!opens && !(this.stray ? isSpace(c) : isFiller(c))) {
        if (!this.stray) start = at;
        this.stray = true;
      } else if (this.stray) {
        yield this.take(chunk.subarray(start, at));
        this.stray = false;
        start = -1;
      }
      if (opens) {
        this.depth = 1;
        start = at;
      }
      at++;
    }
    if (start >= 0) yield* this.hold(chunk.subarray(start));
  }

  /** @returns behind the object that `at` is in, or the end of the text; `depth` tells which */
  private passObject(text: string, at: number): number {
    let next = at;
    while (next < text.length) {
      const c = text.charCodeAt(next++);
      if (c === quote) next = this.passString(text, next);
      else if (c === openBrace || c === openBracket) this.depth++;
      else if ((c === closeBrace || c === closeBracket) && --this.depth === 0) break;
    }
    return next;
  }

  /** @returns behind the closing quote of the string that `at` is in, or the end of the text */
  private passString(text: string, at: number): number {
    let from = this.escaped ? at + 1 : at;
    while (true) {
      const found = text.indexOf('"', from);
      const end = found < 0 ? text.length : found;
      this.escaped = endsEscaped(text, from, end);
      this.inString = found < 0;
      if (this.inString) return text.length;
      if (!this.escaped) return end + 1;
      from = end + 1;
    }
  }

  /** Keeps the beginning of what the next chunk goes on with. */
  private *hold(part: Buffer): Iterable<Buffer> {
    this.parts.push(part);
    this.held += part.length;
    if (this.held <= valueLimit) return;
    yield this.take(Buffer.alloc(0));
    this.depth = 0;
    this.inString = false;
    this.escaped = false;
    this.stray = false;
  }

  end(): Buffer | undefined {
    return this.held > 0 ? this.take(Buffer.alloc(0)) : undefined;
  }

  private take(last: Buffer): Buffer {
    if (this.held === 0) return last;
    const whole = Buffer.concat([...this.parts, last]);
    this.parts = [];
    this.held = 0;
    return whole;
  }
}

/** @returns whether the backslashes before `end`, back to `from`, escape what stands there */
function endsEscaped(text: string, from: number, end: number): boolean {
  let first = end;
  while (first > from && text.charCodeAt(first - 1) === backslash) first--;
  return (end - first) % 2 === 1;
}

const isSpace = (c: number): boolean => c === 32 || (c >= 9 && c <= 13);
/** White space, commas, brackets of a top-level array, and the bytes of a byte order mark. */
const isFiller = (c: number): boolean =>
  isSpace(c) || c === 44 || c === openBracket || c === closeBracket || c === 0xef || c === 0xbb || c === 0xbf;
