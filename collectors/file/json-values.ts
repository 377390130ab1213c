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

/** Cuts a stream of bytes into top-level JSON objects by counting braces outside of strings. */
class JsonSplitter {
  private depth = 0;
  private inString = false;
  private escaped = false;
  private parts: Buffer[] = [];
  private held = 0;
  /** Bytes outside of any object that are no white space, comma or array bracket. */
  private stray = false;

  *push(chunk: Buffer): Iterable<Buffer> {
    let start = this.depth > 0 || this.stray ? 0 : -1;
    for (let i = 0; i < chunk.length; i++) {
      const c = chunk[i]!;
      if (this.inString) {
        if (this.escaped) this.escaped = false;
        else if (c === backslash) this.escaped = true;
        else if (c === quote) this.inString = false;
        continue;
      }
      if (this.depth === 0) {
        if (c !== openBrace && !(this.stray ? isSpace(c) : isFiller(c))) {
          if (!this.stray) start = i;
          this.stray = true;
          continue;
        }
        if (this.stray) {
          yield this.take(chunk.subarray(Math.max(start, 0), i));
          this.stray = false;
          start = -1;
        }
        if (c === openBrace) {
          this.depth = 1;
          start = i;
        }
        continue;
      }
      if (c === quote) this.inString = true;
      else if (c === openBrace || c === openBracket) this.depth++;
      else if ((c === closeBrace || c === closeBracket) && --this.depth === 0) {
        yield this.take(chunk.subarray(start, i + 1));
        start = -1;
      }
    }
    if (start < 0) return;
    this.parts.push(chunk.subarray(start));
    this.held += chunk.length - start;
    if (this.held > valueLimit) {
      yield this.take(Buffer.alloc(0));
      this.depth = 0;
      this.inString = false;
      this.stray = false;
    }
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

const isSpace = (c: number): boolean => c === 32 || (c >= 9 && c <= 13);
/** White space, commas, brackets of a top-level array, and the bytes of a byte order mark. */
const isFiller = (c: number): boolean =>
  isSpace(c) || c === 44 || c === openBracket || c === closeBracket || c === 0xef || c === 0xbb || c === 0xbf;
