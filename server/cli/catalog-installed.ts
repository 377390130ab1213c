import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Command } from 'commander';
import type { Kysely } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import { maxXmlBytes } from '../isms/catalog/xml.js';
import type { InstallOptions } from '../store/catalog-report.js';
import type { Database } from '../store/tables.js';
import { jsonText, writeOut } from './write.js';

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
      const { readInThread } = await import('../isms/catalog/read-in-thread.js');
      const { bytes, name } = await sourceOf(source);
      progress(`${name}: reading and checking`);
      const file = await readInThread(bytes, name);
      await atDatabase(command, async (db) => {
        const [{ installCatalogFile }, { formatReport }, { recordSystemAct }] = await Promise.all([
          import('../store/catalog-install.js'),
          import('./catalog-format.js'),
          import('./record-command.js'),
        ]);
        const report = await installCatalogFile(db, file, options, Date.now(), (done, total) =>
          progress(`${name}: stored ${done} of ${total} rows`),
        );
        progress('');
        await recordSystemAct(db, {
          action: 'catalog.installed',
          object: name,
          details: { file: file.facts.sha256 },
        });
        print(json, report, formatReport);
      });
    });
  catalog
    .command('list')
    .description('list the installed catalogues and mappings')
    .option('--json', 'print JSON')
    .action(({ json }: Json, command: Command) =>
      atDatabase(command, async (db) => {
        const [{ listCatalogs }, { listMappings }, { formatCatalogs }] = await Promise.all([
          import('../store/catalogs.js'),
          import('../store/mappings.js'),
          import('./catalog-format.js'),
        ]);
        print(json, { catalogs: await listCatalogs(db), mappings: await listMappings(db) }, formatCatalogs);
      }),
    );
  catalog
    .command('show')
    .description('show a requirement or control: text where installed, sub-requirements, mappings')
    .argument('<catalogue>', 'such as kompendium-2023')
    .argument('<requirement>', 'such as OPS.1.1.5.A3')
    .option('--json', 'print JSON')
    .action((id: string, requirement: string, { json }: Json, command: Command) =>
      atDatabase(command, async (db) => {
        const [{ getRequirement }, { formatRequirement }] = await Promise.all([
          import('../store/catalogs.js'),
          import('./catalog-format.js'),
        ]);
        print(json, await getRequirement(db, id, requirement), formatRequirement);
      }),
    );
  catalog
    .command('diff')
    .description('compare two installed editions: added, removed, moved, renamed, re-worded, level changed')
    .argument('<old>', 'id of a catalogue')
    .argument('<new>', 'id of a catalogue')
    .option('--json', 'print JSON')
    .action((before: string, after: string, { json }: Json, command: Command) =>
      atDatabase(command, async (db) => {
        const [{ diffInstalled }, { formatDiff }] = await Promise.all([
          import('../store/catalogs.js'),
          import('./catalog-format.js'),
        ]);
        print(json, await diffInstalled(db, before, after), formatDiff);
      }),
    );
}

async function atDatabase(command: Command, work: (db: Kysely<Database>) => Promise<void>): Promise<void> {
  const { connect } = await import('./boot.js');
  const connection = await connect(command);
  try {
    await work(connection.db);
  } finally {
    await connection.close();
  }
}

function print<T>(json: boolean | undefined, value: T, format: (value: T) => string): void {
  writeOut(json === true ? jsonText(value) : format(value));
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
  const { download } = await import('./rule-download.js');
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
