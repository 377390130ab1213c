import { TextDecoder } from 'node:util';
import { GrundwachtError } from '../contract/errors.js';
import type { IndicatorForm } from '../contract/indicator.js';
import { readCsv } from './csv.js';
import { readMisp } from './misp.js';
import { type ReadIndicators, readingLimits } from './reading.js';
import { readStix } from './stix.js';

/**
 * Reads a file of indicators: CSV, a STIX 2.1 bundle, or MISP events as JSON.
 * @param bytes UTF-8, for CSV also ISO 8859-1
 * @param form undefined: told by what the file holds
 * @throws GrundwachtError BODY_TOO_LARGE; VALIDATION, TABLE_MALFORMED when the file as a whole cannot be read
 */
export function readIndicators(bytes: Uint8Array, form?: IndicatorForm): ReadIndicators {
  if (bytes.length > readingLimits.bytes) {
    throw new GrundwachtError('BODY_TOO_LARGE', {
      message: 'a file has up to {bytes} MiB; split it',
      values: { bytes: readingLimits.bytes >> 20 },
    });
  }
  const text = decode(bytes).replace(/^\uFEFF/, '');
  const looksLikeJson = /^\s*[[{]/.test(text.slice(0, 1000));
  if (form === 'csv' || (form === undefined && !looksLikeJson)) return readCsv(text);
  const document = parseJson(text);
  const isBundle =
    typeof document === 'object' && document !== null && 'type' in document && document.type === 'bundle';
  return form === 'stix' || (form === undefined && isBundle) ? readStix(document) : readMisp(document);
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return Buffer.from(bytes).toString('latin1');
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new GrundwachtError('VALIDATION', {
      pointer: '/content',
      message: 'is no JSON: {message}',
      values: { message: (error as Error).message },
    });
  }
}
