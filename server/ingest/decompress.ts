import { promisify } from 'node:util';
import * as zlib from 'node:zlib';
import { GrundwachtError } from '../contract/errors.js';

type Unpack = (body: Buffer, limit: number) => Promise<Buffer>;
type Native = (body: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>;

const bounded =
  (native: Native): Unpack =>
  (body, maxOutputLength) =>
    native(body, { maxOutputLength });

const gzip = bounded(promisify(zlib.gunzip));
const inflate = bounded(promisify(zlib.inflate));
const inflateRaw = bounded(promisify(zlib.inflateRaw));

/** RFC 9110 8.4.1.2: `deflate` is the zlib format; some clients send the bare stream all the same. */
const deflate: Unpack = (body, limit) => (isZlib(body) ? inflate(body, limit) : inflateRaw(body, limit));

const encodings = new Map<string, Unpack>([
  ['gzip', gzip],
  ['x-gzip', gzip],
  ['deflate', deflate],
]);
// Node 22.15 and newer.
const { zstdDecompress } = zlib as { zstdDecompress?: typeof zlib.gunzip };
if (zstdDecompress !== undefined) encodings.set('zstd', bounded(promisify(zstdDecompress)));

/** The content encodings that {@link decompress} undoes here. */
export const supportedEncodings: readonly string[] = [...encodings.keys()];

/**
 * Undoes the content encoding of a body.
 * @param encoding value of `content-encoding`; undefined for none
 * @param limit bytes that the result may have
 * @throws GrundwachtError BODY_TOO_LARGE before more than the limit is unpacked, BATCH_MALFORMED, VALIDATION
 */
export async function decompress(body: Buffer, encoding: string | undefined, limit: number): Promise<Buffer> {
  const name = encoding?.trim().toLowerCase() ?? 'identity';
  if (name === 'identity' || name === '') {
    if (body.length > limit) throw tooLarge(limit);
    return body;
  }
  const unpack = encodings.get(name);
  if (unpack === undefined) {
    throw new GrundwachtError(
      'VALIDATION',
      `content-encoding ${JSON.stringify(name)}: use ${[...encodings.keys()].join(', ')} or identity`,
    );
  }
  try {
    return await unpack(body, limit);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(limit);
    throw new GrundwachtError('BATCH_MALFORMED', `the body is not ${name}: ${(cause as Error).message}`, {
      cause,
    });
  }
}

/** RFC 1950 2.2: method 8, and the first two bytes are a multiple of 31. */
function isZlib(body: Buffer): boolean {
  return body.length > 1 && (body[0]! & 0x0f) === 8 && body.readUInt16BE(0) % 31 === 0;
}

function tooLarge(limit: number): GrundwachtError {
  return new GrundwachtError('BODY_TOO_LARGE', `a batch may have ${limit} bytes when unpacked`);
}
