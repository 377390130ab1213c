import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Command } from 'commander';
import { GrundwachtError } from '../contract/errors.js';
import { readInThread } from '../isms/catalog/read-in-thread.js';
import { maxXmlBytes } from '../isms/catalog/xml.js';
import { installCatalogFile } from '../store/catalog-install.js';
import type { InstallOptions } from '../store/catalog-report.js';
import { diffInstalled, getRequirement, listCatalogs } from '../store/catalogs.js';
import { listMappings } from '../store/mappings.js';
import { connect } from './boot.js';
import { formatCatalogs, formatDiff, formatReport, formatRequirement } from './catalog-format.js';
import { download } from './rule-download.js';

interface Json {
  json?: boolean;
}

/** Adds the commands that work on the installed catalogues. */
export function registerInstalled(catalog: Command): void {
  catalog
    .command('install')
    .description(
      "install a catalogue file: BSI's Kompendium (XML), or an OSCAL catalog, profile, mapping or component definition (JSON)",
    )
    .argument('<source>', 'file, or its https address')
    .option('--id <id>', 'id of a new catalogue (default: title and edition)')
    .option('--edition <edition>', "edition (default: the file's)")
    .option('--title <title>', "title (default: the file's)")
    .option('--incomplete', 'install a profile although some of what it imports is not there')
    .option('--json', 'print JSON')
    .action(async (source: string, { json, ...options }: InstallOptions & Json, command: Command) => {
      const { bytes, name } = await sourceOf(source);
      progress(`${name}: reading and checking`);
      const file = await readInThread(bytes, name);
      const connection = await connect(command);
      try {
        const report = await installCatalogFile(connection.db, file, options, Date.now(), (done, total) =>
          progress(`${name}: stored ${done} of ${total} rows`),
        );
        progress('');
        process.stdout.write(json === true ? `${JSON.stringify(report)}\n` : formatReport(report));
      } finally {
        await connection.close();
      }
    });
  catalog
    .command('list')
    .description('list the installed catalogues and mappings')
    .option('--json', 'print JSON')
    .action(async ({ json }: Json, command: Command) => {
      const connection = await connect(command);
      try {
        const found = {
          catalogs: await listCatalogs(connection.db),
          mappings: await listMappings(connection.db),
        };
        process.stdout.write(json === true ? `${JSON.stringify(found)}\n` : formatCatalogs(found));
      } finally {
        await connection.close();
      }
    });
  catalog
    .command('show')
    .description('show a requirement or control: text where installed, sub-requirements, mappings')
    .argument('<catalogue>', 'such as kompendium-2023')
    .argument('<requirement>', 'such as OPS.1.1.5.A3')
    .option('--json', 'print JSON')
    .action(async (id: string, requirement: string, { json }: Json, command: Command) => {
      const connection = await connect(command);
      try {
        const found = await getRequirement(connection.db, id, requirement);
        process.stdout.write(json === true ? `${JSON.stringify(found)}\n` : formatRequirement(found));
      } finally {
        await connection.close();
      }
    });
  catalog
    .command('diff')
    .description('compare two installed editions: added, removed, moved, renamed, re-worded, level changed')
    .argument('<old>', 'id of a catalogue')
    .argument('<new>', 'id of a catalogue')
    .option('--json', 'print JSON')
    .action(async (before: string, after: string, { json }: Json, command: Command) => {
      const connection = await connect(command);
      try {
        const diff = await diffInstalled(connection.db, before, after);
        process.stdout.write(json === true ? `${JSON.stringify(diff)}\n` : formatDiff(diff));
      } finally {
        await connection.close();
      }
    });
}

/** On a terminal one line that changes; nothing otherwise. */
function progress(line: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001B[K${line}`);
}

/**
 * @param source path, or address: of those only https
 * @throws GrundwachtError FILE_UNREADABLE, VALIDATION
 */
async function sourceOf(source: string): Promise<{ bytes: Buffer; name: string }> {
  if (!/^[a-z]+:\/\//i.test(source)) return { bytes: await read(source), name: basename(source) };
  if (!/^https:\/\//i.test(source)) {
    throw new GrundwachtError('VALIDATION', `${source}: catalogues are fetched over https only`);
  }
  const folder = await mkdtemp(join(tmpdir(), 'grundwacht-catalog-'));
  try {
    const target = join(folder, 'download');
    await download(source, target, maxXmlBytes);
    return { bytes: await read(target), name: decodeURIComponent(basename(new URL(source).pathname)) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function read(path: string): Promise<Buffer> {
  try {
    const { size } = await stat(path);
    if (size > maxXmlBytes) throw new Error(`is larger than ${maxXmlBytes / 1024 / 1024} MiB`);
    return await readFile(path);
  } catch (cause) {
    throw new GrundwachtError('FILE_UNREADABLE', `${path}: ${(cause as Error).message}`, { cause });
  }
}
