import { createHash } from 'node:crypto';
import { GrundwachtError } from '../../contract/errors.js';
import type { Kompendium } from './kompendium.js';
import { readKompendium } from './read-kompendium.js';
import { type ReadOscal, readOscal } from './read-oscal.js';
import { maxXmlBytes } from './xml.js';

export interface FileFacts {
  /** Base name. */
  name: string;
  bytes: number;
  sha256: string;
  /** OSCAL profiles of BSI name the files of their imports by MD5. */
  md5: string;
}

export type CatalogFile =
  | { model: 'kompendium'; facts: FileFacts; kompendium: Kompendium }
  | { model: 'oscal'; facts: FileFacts; oscal: ReadOscal };

/**
 * Reads a catalogue file of any kind that can be installed: BSI's DocBook or OSCAL in JSON, told apart by the first
 * character. Nothing is stored.
 * @param bytes at most 64 MiB
 * @param name the file's, for messages
 * @throws GrundwachtError CATALOG_MALFORMED with line and column, or JSON pointer
 */
export async function readCatalogFile(bytes: Uint8Array, name: string): Promise<CatalogFile> {
  if (bytes.byteLength > maxXmlBytes) {
    const limit = `${maxXmlBytes / 1024 / 1024} MiB`;
    throw new GrundwachtError('CATALOG_MALFORMED', {
      pointer: name,
      message: 'is larger than {limit}',
      values: { limit },
    });
  }
  const facts: FileFacts = {
    name,
    bytes: bytes.byteLength,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    md5: createHash('md5').update(bytes).digest('hex'),
  };
  const start = new TextDecoder()
    .decode(bytes.subarray(0, 200))
    .replace(/^\uFEFF/, '')
    .trimStart();
  if (start.startsWith('<')) {
    return { model: 'kompendium', facts, kompendium: await readKompendium([bytes], name) };
  }
  if (start.startsWith('{')) return { model: 'oscal', facts, oscal: readOscal(decode(bytes, name), name) };
  throw new GrundwachtError('CATALOG_MALFORMED', {
    pointer: `${name}:1:1`,
    message: start.startsWith('PK')
      ? "is neither XML (BSI's Kompendium) nor JSON (OSCAL); unpack the archive first"
      : "is neither XML (BSI's Kompendium) nor JSON (OSCAL)",
  });
}

function decode(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new GrundwachtError('CATALOG_MALFORMED', { pointer: name, message: 'is not UTF-8' }, { cause });
  }
}
