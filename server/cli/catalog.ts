import { join } from 'node:path';
import type { Command } from 'commander';
import type { IndexOptions } from './catalog-index.js';
import { registerInstalled } from './catalog-installed.js';
import { jsonText, writeOut } from './write.js';

interface MappingIndexOptions {
  out: string;
  from: string;
  to: string[];
  title?: string;
  edition?: string;
  numbering?: string;
  json?: boolean;
}

/**
 * Adds `grundwacht catalog`: install, list, show, compare; and what makes the shipped indexes.
 * @param program the CLI's root command
 */
export function register(program: Command): void {
  const catalog = program.command('catalog').description('catalogues of requirements and controls');
  registerInstalled(catalog);
  catalog
    .command('index')
    .description('make the index (ids, titles, levels; no texts) of an official catalogue file')
    .argument('<file>', "BSI's Kompendium as DocBook XML, or an OSCAL catalog as JSON")
    .requiredOption('--out <dir>', 'folder that index.json is written into')
    .option('--id <id>', 'id of the catalogue (default: name of the folder)')
    .option('--edition <edition>', "edition (default: the file's version)")
    .option('--title <title>', "title (default: the file's title)")
    .option('--categories <file>', "BSI's CSV file of target object categories")
    .option('--json', 'print the figures as JSON')
    .action(async (file: string, options: IndexOptions & { json?: boolean }) => {
      const { indexFigures, indexFile, writeIndex } = await import('./catalog-index.js');
      const index = await indexFile(file, options);
      const target = await writeIndex(index, join(options.out, 'index.json'));
      print({ file: target, ...indexFigures(index) }, options.json);
    });
  catalog
    .command('mapping-index')
    .description('make the index (pairs of ids with their relation) of an OSCAL mapping collection')
    .argument('<file>', 'OSCAL mapping-collection as JSON')
    .requiredOption('--out <file>', 'file that is written; its name is the id')
    .requiredOption('--from <catalogue>', 'id of the catalogue that is mapped from')
    .requiredOption(
      '--to <dir...>',
      'folders with the indexes of the catalogues that are mapped to, in order',
    )
    .option('--numbering <file>', 'another mapping of the same state that names lasting identifiers')
    .option('--edition <edition>', "edition (default: the file's date)")
    .option('--title <title>', "title (default: the file's title)")
    .option('--json', 'print the figures as JSON')
    .action(async (file: string, options: MappingIndexOptions) => {
      const { indexMapping, mappingFigures, writeIndex } = await import('./catalog-index.js');
      const index = await indexMapping(file, options);
      const target = await writeIndex(index, options.out);
      print({ file: target, ...mappingFigures(index) }, options.json);
    });
}

function print(figures: Record<string, string | number>, json: boolean | undefined): void {
  const table = (): string =>
    Object.entries(figures)
      .map(([name, value]) => `${name.padEnd(14)}${value}\n`)
      .join('');
  writeOut(json === true ? jsonText(figures) : table());
}
