import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { GrundwachtError } from '../contract/errors.js';

const gunzipAsync = promisify(gunzip);

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
  if (name !== 'gzip' && name !== 'x-gzip') {
    throw new GrundwachtError('VALIDATION', `content-encoding ${JSON.stringify(name)}: use gzip or identity`);
  }
  try {
    return await gunzipAsync(body, { maxOutputLength: limit });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(limit);
    throw new GrundwachtError('BATCH_MALFORMED', `the body is not gzip: ${(cause as Error).message}`, {
      cause,
    });
  }
}

function tooLarge(limit: number): GrundwachtError {
  return new GrundwachtError('BODY_TOO_LARGE', `a batch may have ${limit} bytes when unpacked`);
}
