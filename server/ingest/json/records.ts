import type { IntakeRecord } from '../intake.js';
import { Rejections } from '../shipper/scope.js';
import { faultOf } from './fault-of.js';
import { JsonFault } from './json-fault.js';
import { JsonReader } from './json-reader.js';

/** Why a record was refused. */
export interface RecordError {
  /** Place of the record in the request, from 0; of lines without the empty ones. */
  index: number;
  /** JSON pointer of the fault within the body: `/2/user/name`; of lines within the line. */
  pointer: string;
  reason: string;
}

export interface ReadRecords {
  records: IntakeRecord[];
  errors: RecordError[];
  rejected: Rejections;
}

export interface ReadOptions {
  /** Hint for lines of text, such as `apache.access`. */
  dataset: string;
  /** Limit of a record. */
  recordBytes: number;
}

const openBrace = 0x7b;
const openBracket = 0x5b;
const quote = 0x22;
const newline = 0x0a;
const carriageReturn = 0x0d;

/** Collects the records of a request. */
class Collection implements ReadRecords {
  readonly records: IntakeRecord[] = [];
  readonly errors: RecordError[] = [];
  readonly rejected = new Rejections();
  readonly #options: ReadOptions;
  #index = 0;

  constructor(options: ReadOptions) {
    this.#options = options;
  }

  json(raw: Buffer): void {
    this.#add(raw, 'json');
  }

  line(raw: Buffer): void {
    this.#add(raw, 'line');
  }

  refuse(word: string, pointer: string, reason: string): void {
    this.rejected.count(word);
    this.errors.push({ index: this.#index++, pointer, reason });
  }

  #add(raw: Buffer, format: 'json' | 'line'): void {
    const { recordBytes, dataset } = this.#options;
    if (raw.length > recordBytes) this.refuse('too-large', '', `has more than ${recordBytes} bytes`);
    else {
      this.records.push({ raw, format, dataset: format === 'line' ? dataset : '' });
      this.#index++;
    }
  }
}

/**
 * Reads lines: each is a record of its own, a JSON object where it begins with a brace, otherwise text.
 * @param textAllowed whether a line may be something else than an object
 */
export function readLines(body: Buffer, textAllowed: boolean, options: ReadOptions): ReadRecords {
  const found = new Collection(options);
  for (let at = 0; at < body.length; ) {
    const end = body.indexOf(newline, at);
    const next = end < 0 ? body.length : end;
    const line = trimmed(body, at, next);
    at = next + 1;
    if (line.length === 0) continue;
    if (line[0] !== openBrace && textAllowed) found.line(line);
    else if (line[0] !== openBrace) found.refuse('no-object', '', 'the line is no JSON object');
    else {
      const fault = quickFault(line);
      // Text may begin with a brace, too.
      if (fault === undefined) found.json(line);
      else if (textAllowed) found.line(line);
      else found.refuse('no-json', fault.pointer, `${fault.message} (byte ${fault.at} of the line)`);
    }
  }
  return found;
}

function trimmed(body: Buffer, from: number, to: number): Buffer {
  let end = to;
  while (end > from && (body[end - 1] === carriageReturn || body[end - 1] === 0x20)) end--;
  let start = from;
  while (start < end && (body[start] === 0x20 || body[start] === 0x09)) start++;
  return body.subarray(start, end);
}

/** The pointer is looked for only where there is a fault. */
function quickFault(line: Buffer): JsonFault | undefined {
  const reader = new JsonReader(line);
  try {
    reader.skip();
    if (reader.next() === undefined) return undefined;
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error;
  }
  return faultOf(line);
}

/**
 * Reads a JSON array of records, one object, or several objects one after the other. An element is an object, or a
 * string, which is a line of text.
 * @throws JsonFault when the body is no JSON, with the byte and the pointer; nothing of it is taken then
 */
export function readJson(body: Buffer, options: ReadOptions): ReadRecords {
  const found = new Collection(options);
  const reader = new JsonReader(body);
  try {
    if (reader.next() === openBracket) {
      reader.array((index) => element(reader, found, `/${index}`));
      if (reader.next() !== undefined) throw new JsonFault('more behind the array', reader.at);
    } else {
      while (reader.next() !== undefined) element(reader, found, '');
    }
    return found;
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error;
    throw pointed(body, error);
  }
}

/** @returns the fault with the whole pointer, where the slower reader finds the same one */
function pointed(body: Buffer, fault: JsonFault): JsonFault {
  const exact = faultOf(body);
  return exact !== undefined && exact.at === fault.at ? exact : fault;
}

function element(reader: JsonReader, found: Collection, pointer: string): void {
  const first = reader.next();
  const raw = reader.slice();
  if (first === openBrace) found.json(raw);
  else if (first === quote && raw.length > 2) found.line(Buffer.from(JSON.parse(raw.toString()) as string));
  else found.refuse('no-object', pointer, 'is neither an object nor a text');
}
