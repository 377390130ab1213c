import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, rename, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Command } from 'commander';
import { GrundwachtError } from '../contract/errors.js';
import type { CatalogIndex } from '../isms/catalog/catalog-index.js';
import { checkIndex } from '../isms/catalog/check-index.js';
import { formatIndex } from '../isms/catalog/format-index.js';
import { kompendiumIndex } from '../isms/catalog/kompendium-index.js';
import { readOscalCatalog } from '../isms/catalog/oscal-catalog.js';
import { oscalIndex } from '../isms/catalog/oscal-index.js';
import { readKompendium } from '../isms/catalog/read-kompendium.js';
import { maxXmlBytes } from '../isms/catalog/xml.js';

interface IndexOptions {
  out: string;
  id?: string;
  edition?: string;
  title?: string;
  json?: boolean;
}

/**
 * Adds `grundwacht catalog index`.
 * @param program the CLI's root command
 */
export function register(program: Command): void {
  const catalog = program.command('catalog').description('catalogues of requirements and controls');
  catalog
    .command('index')
    .description('make the index (ids, titles, levels; no texts) of an official catalogue file')
    .argument('<file>', "BSI's Kompendium as DocBook XML, or an OSCAL catalog as JSON")
    .requiredOption('--out <dir>', 'folder that index.json is written into')
    .option('--id <id>', 'id of the catalogue (default: name of the folder)')
    .option('--edition <edition>', "edition (default: the file's version)")
    .option('--title <title>', "title (default: the file's title)")
    .option('--json', 'print the figures as JSON')
    .action(async (file: string, options: IndexOptions) => {
      const index = await indexFile(file, options);
      const target = await writeIndex(index, options.out);
      const figures = { file: target, ...indexFigures(index) };
      process.stdout.write(options.json === true ? `${JSON.stringify(figures)}\n` : table(figures));
    });
}

/**
 * Makes the index of a catalogue file.
 * @param file DocBook XML of the Kompendium (`.xml`) or OSCAL catalogue (`.json`)
 * @param options where it goes and what it is called
 * @throws GrundwachtError FILE_UNREADABLE, CATALOG_MALFORMED with the place in the file
 */
export async function indexFile(
  file: string,
  options: Pick<IndexOptions, 'out' | 'id' | 'edition' | 'title'>,
): Promise<CatalogIndex> {
  const id = options.id ?? basename(options.out);
  const source = { file: basename(file), sha256: await hashFile(file) };
  if (file.toLowerCase().endsWith('.xml')) {
    const kompendium = await readKompendium(createReadStream(file), file);
    const title = options.title ?? 'IT-Grundschutz-Kompendium';
    const edition = options.edition ?? /\d{4}/.exec(source.file)?.[0] ?? 'unknown';
    return checkIndex(kompendiumIndex(kompendium, { id, title, edition, source }), file);
  }
  const oscal = readOscalCatalog(await readText(file), file);
  const title = options.title ?? oscal.catalog.metadata.title;
  const edition = options.edition ?? oscal.catalog.metadata.version;
  return checkIndex(oscalIndex(oscal, { id, title, edition, source }), file);
}

/**
 * Writes an index whole or not at all.
 * @returns the path of the written file
 */
export async function writeIndex(index: CatalogIndex, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const target = join(folder, 'index.json');
  await writeFile(`${target}.tmp`, formatIndex(index));
  await rename(`${target}.tmp`, target);
  return target;
}

/** @returns the counts that a person checks an index by */
export function indexFigures(index: CatalogIndex): Record<string, number> {
  if (index.kind === 'controls') return { groups: index.groups.length, controls: index.controls.length };
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

async function readText(file: string): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of createReadStream(file)) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

async function hashFile(file: string): Promise<string> {
  try {
    const { size } = await stat(file);
    if (size > maxXmlBytes) throw new Error(`is larger than ${maxXmlBytes / 1024 / 1024} MiB`);
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
    return hash.digest('hex');
  } catch (cause) {
    throw new GrundwachtError('FILE_UNREADABLE', `${file}: ${(cause as Error).message}`, { cause });
  }
}

function table(figures: Record<string, string | number>): string {
  return Object.entries(figures)
    .map(([name, value]) => `${name.padEnd(14)}${value}\n`)
    .join('');
}
