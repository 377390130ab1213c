import { TextDecoder } from 'node:util';
import { SaxesParser } from 'saxes';
import { type ErrorCode, GrundwachtError } from '../../contract/errors.js';
import { faultAt, type Said } from '../../contract/fault.js';

/** Bytes that one XML file may have; the Kompendium of 2023 has 3 MiB. */
export const maxXmlBytes = 64 * 1024 * 1024;

/** Elements that may be open at once; the Kompendium of 2023 reaches 11. */
export const maxXmlDepth = 64;

/** 1-based position in a file. */
export interface Place {
  line: number;
  column: number;
}

/** Bytes that one start tag or one text may have. */
export const maxTokenBytes = 16 * 1024 * 1024;

/** What is taken from a kind of file, and the error for the rest. */
export interface XmlLimits {
  code: ErrorCode;
  maxBytes: number;
}
const catalogLimits: XmlLimits = { code: 'CATALOG_MALFORMED', maxBytes: maxXmlBytes };

/** What a document's elements and text are told to, in document order. Names are local names. */
export interface XmlHandler {
  open(name: string, attributes: Readonly<Record<string, string>>, place: Place): void;
  close(name: string, place: Place): void;
  text(text: string): void;
}

/**
 * Streams one XML document into a handler. No DTD is accepted, so there are no entities beyond XML's own five;
 * nothing outside the given bytes is ever read.
 * @param chunks the file's bytes, UTF-8
 * @param file its name, for messages
 * @param handler gets elements and text; what it throws ends the reading
 * @param limits those of catalogues unless others are given
 * @throws GrundwachtError of the limits' code, with file, line and column: not well-formed, cut off, not UTF-8, with a
 * DTD, larger than the limit, nested deeper than {@link maxXmlDepth}, a token larger than {@link maxTokenBytes}
 */
export async function readXml(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  file: string,
  handler: XmlHandler,
  limits: XmlLimits = catalogLimits,
): Promise<void> {
  const parser = new SaxesParser({ xmlns: true });
  const place = (): Place => ({ line: parser.line, column: parser.column + 1 });
  const fail = (why: Said): never => failAt(file, place(), why, limits.code);
  let bytes = 0;
  let told = 0;
  attach(parser, handler, place, fail, () => {
    told = bytes;
  });
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for await (const chunk of chunks) {
    bytes += chunk.byteLength;
    if (bytes > limits.maxBytes)
      fail({ message: 'is larger than {limit} MiB', values: { limit: limits.maxBytes / 1024 / 1024 } });
    parser.write(decode(decoder, chunk, fail));
    if (bytes - told > maxTokenBytes)
      fail({
        message: 'has a tag or text of more than {limit} MiB',
        values: { limit: maxTokenBytes / 1024 / 1024 },
      });
  }
  parser.write(decode(decoder, undefined, fail));
  parser.close();
}

/**
 * @param file name of the file
 * @param place where in it
 * @param why what is wrong there, and what to do
 * @throws GrundwachtError CATALOG_MALFORMED or the given code, always
 */
export function failAt(file: string, place: Place, why: Said, code: ErrorCode = 'CATALOG_MALFORMED'): never {
  throw new GrundwachtError(code, faultAt(`${file}:${place.line}:${place.column}`, why));
}

function decode(decoder: TextDecoder, chunk: Uint8Array | undefined, fail: (why: Said) => never): string {
  try {
    return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
  } catch {
    return fail('is not UTF-8 shortly after this place');
  }
}

function attach(
  parser: SaxesParser<{ xmlns: true }>,
  handler: XmlHandler,
  place: () => Place,
  fail: (why: Said) => never,
  hear: () => void,
): void {
  let depth = 0;
  parser.on('xmldecl', ({ encoding }) => {
    if (encoding !== undefined && encoding.toLowerCase() !== 'utf-8') {
      fail({ message: 'is declared as {encoding}: convert it to UTF-8', values: { encoding } });
    }
  });
  parser.on('doctype', () => fail('has a DTD (<!DOCTYPE>), which is not accepted: remove it'));
  parser.on('opentag', (tag) => {
    hear();
    depth += 1;
    if (depth > maxXmlDepth)
      fail({ message: 'elements are nested deeper than {limit}', values: { limit: maxXmlDepth } });
    const attributes: Record<string, string> = Object.create(null);
    for (const { name, value } of Object.values(tag.attributes)) attributes[name] = value;
    handler.open(tag.local, attributes, place());
  });
  parser.on('closetag', (tag) => {
    hear();
    depth -= 1;
    handler.close(tag.local, place());
  });
  parser.on('text', (text) => handler.text(text));
  parser.on('cdata', (text) => handler.text(text));
  parser.on('error', (error) =>
    fail({ message: 'is not well-formed XML: {why}', values: { why: withoutPosition(error.message) } }),
  );
}

/** The parser prefixes its own `line:column: `. */
function withoutPosition(message: string): string {
  return message.replace(/^\d+:\d+: /, '');
}
