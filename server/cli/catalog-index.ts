import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { GrundwachtError } from '../contract/errors.js';
import { type CatalogFile, readCatalogFile } from '../isms/catalog/catalog-file.js';
import type { CatalogIndex } from '../isms/catalog/catalog-index.js';
import { readCategories } from '../isms/catalog/categories.js';
import { checkIndex } from '../isms/catalog/check-index.js';
import { checkMapping } from '../isms/catalog/check-mapping.js';
import { kompendiumEdition, oscalEdition, oscalPublished } from '../isms/catalog/edition.js';
import { formatIndex } from '../isms/catalog/format-index.js';
import { kompendiumIndex } from '../isms/catalog/kompendium-index.js';
import type { MappingIndex } from '../isms/catalog/mapping-index.js';
import { oscalIndex } from '../isms/catalog/oscal-index.js';
import { type MappingTarget, mappingIndex, numberingOf } from '../isms/catalog/oscal-mapping.js';
import type { ReadOscal } from '../isms/catalog/read-oscal.js';

export interface IndexOptions {
  out: string;
  id?: string;
  edition?: string;
  title?: string;
  /** BSI's file of the target object categories, CSV. */
  categories?: string;
}

/**
 * Makes the index of a catalogue file.
 * @param file DocBook XML of the Kompendium, or an OSCAL catalogue
 * @param options where it goes and what it is called
 * @throws GrundwachtError FILE_UNREADABLE, CATALOG_MALFORMED with the place in the file
 */
export async function indexFile(file: string, options: IndexOptions): Promise<CatalogIndex> {
  const id = options.id ?? basename(options.out);
  const read = await readFileOf(file);
  const source = { file: read.facts.name, sha256: read.facts.sha256 };
  if (read.model === 'kompendium') {
    const title = options.title ?? 'IT-Grundschutz-Kompendium';
    const edition = options.edition ?? kompendiumEdition(source.file) ?? 'unknown';
    return checkIndex(kompendiumIndex(read.kompendium, { id, title, edition, source }), file);
  }
  const { body } = oscalOf(read, 'catalog', file);
  const title = options.title ?? body.metadata.title;
  const edition = options.edition ?? oscalEdition(body.metadata);
  const categories =
    options.categories === undefined
      ? []
      : readCategories(await readFile(options.categories, 'utf8'), options.categories);
  return checkIndex(oscalIndex(body, { id, title, edition, source }, categories), file);
}

export interface MappingOptions {
  /** File that is written. */
  out: string;
  title?: string;
  edition?: string;
  /** Id of the catalogue that is mapped from. */
  from: string;
  /** Folders with the indexes of the catalogues that are mapped to, in the order of the file's mappings. */
  to: string[];
  /** Another mapping of the same state, which names lasting identifiers. */
  numbering?: string;
}

/**
 * Makes the index of a mapping file: pairs of ids.
 * @throws GrundwachtError FILE_UNREADABLE, CATALOG_MALFORMED, VALIDATION when the targets are not as many as the file has
 */
export async function indexMapping(file: string, options: MappingOptions): Promise<MappingIndex> {
  const read = await readFileOf(file);
  const { body } = oscalOf(read, 'mapping-collection', file);
  if (options.to.length !== body.mappings.length) {
    const hrefs = body.mappings.map((each) => each['target-resource'].href).join(', ');
    throw new GrundwachtError(
      'VALIDATION',
      `--to: the file maps to ${body.mappings.length} catalogues: ${hrefs}`,
    );
  }
  const targets = await Promise.all(options.to.map(targetOf));
  const numbering =
    options.numbering === undefined
      ? undefined
      : numberingOf(
          oscalOf(await readFileOf(options.numbering), 'mapping-collection', options.numbering).body.mappings,
        );
  const request = {
    id: basename(options.out, '.json'),
    title: options.title ?? body.metadata.title,
    edition: options.edition ?? oscalPublished(body.metadata),
    source: { file: read.facts.name, sha256: read.facts.sha256 },
    sourceCatalog: options.from,
    targets,
    ...(numbering === undefined ? {} : { numbering }),
  };
  return checkMapping(mappingIndex(body, request, file), file);
}

async function targetOf(folder: string): Promise<MappingTarget> {
  const file = join(folder, 'index.json');
  const index = checkIndex(JSON.parse(await readFile(file, 'utf8')), file);
  if (index.kind !== 'controls') throw new GrundwachtError('VALIDATION', `${file}: has no controls`);
  return { id: index.id, controls: new Map(index.controls.map(({ id, alt_id }) => [id, alt_id])) };
}

function oscalOf<M extends ReadOscal['model']>(
  read: CatalogFile,
  model: M,
  file: string,
): Extract<ReadOscal, { model: M }> {
  if (read.model === 'oscal' && read.oscal.model === model) {
    return read.oscal as Extract<ReadOscal, { model: M }>;
  }
  const is = read.model === 'oscal' ? read.oscal.model : read.model;
  throw new GrundwachtError('CATALOG_MALFORMED', `${file}: is OSCAL's ${is}; expected ${model}`);
}

async function readFileOf(file: string): Promise<CatalogFile> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (cause) {
    throw new GrundwachtError('FILE_UNREADABLE', `${file}: ${(cause as Error).message}`, { cause });
  }
  return readCatalogFile(bytes, basename(file));
}

/**
 * Writes an index whole or not at all.
 * @returns the path of the written file
 */
export async function writeIndex(index: CatalogIndex | MappingIndex, target: string): Promise<string> {
  await mkdir(dirname(target), { recursive: true });
  await writeFile(`${target}.tmp`, formatIndex(index));
  await rename(`${target}.tmp`, target);
  return target;
}

/** @returns the counts that a person checks an index by */
export function indexFigures(index: CatalogIndex): Record<string, number> {
  if (index.kind === 'controls') {
    const categories = index.target_object_categories?.length ?? 0;
    return {
      groups: index.groups.length,
      controls: index.controls.length,
      ...(categories > 0 ? { categories } : {}),
    };
  }
  const requirements = index.bausteine.flatMap((baustein) => baustein.requirements);
  const withdrawn = requirements.filter((requirement) => requirement.withdrawn).length;
  return {
    layers: index.layers.length,
    bausteine: index.bausteine.length,
    requirements: requirements.length - withdrawn,
    withdrawn,
    threats: index.threats.length,
  };
}

/** @returns the counts that a person checks a mapping by */
export function mappingFigures({ pairs }: MappingIndex): Record<string, number> {
  const count = (state: string): number => pairs.filter((pair) => pair.state === state).length;
  return {
    pairs: pairs.length,
    confirmed: count('confirmed'),
    moved: count('moved'),
    unconfirmed: count('unconfirmed'),
    absent: count('absent'),
  };
}
