import { readDocBook } from './docbook.js';
import type { Kompendium } from './kompendium.js';
import { KompendiumReader } from './kompendium-reader.js';

/**
 * Reads BSI's DocBook file of the IT-Grundschutz-Kompendium, streaming.
 * @param chunks the file's bytes
 * @param file its name, for messages
 * @returns layers, Bausteine and elementary threats in the file's order; all or nothing
 * @throws GrundwachtError CATALOG_MALFORMED with file, line and column
 */
export async function readKompendium(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  file: string,
): Promise<Kompendium> {
  const reader = new KompendiumReader(file);
  await readDocBook(chunks, file, reader);
  return reader.result();
}
