import { createWriteStream } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import type { Kysely } from 'kysely';
import { checkTenant } from '../api/rule-facts.js';
import { GrundwachtError } from '../contract/errors.js';
import { version } from '../contract/version.js';
import type { Permission } from '../identity/roles.js';
import { type DomainModel, domainModels } from '../isms/oscal/document.js';
import { exportOscal } from '../isms/oscal/export.js';
import { type OscalDocuments, readDomain } from '../isms/oscal/read.js';
import { findDomain } from '../store/domains.js';
import { loadDomain } from '../store/oscal-export.js';
import { importDomain } from '../store/oscal-import.js';
import type { Database } from '../store/tables.js';
import { atDatabase } from './at-database.js';
import { configOf } from './config.js';
import { accountThatMay } from './server-session.js';
import { writeOut } from './write.js';

interface Options {
  tenant: string;
  domain?: string;
  user?: string;
  key?: string;
  name?: string;
}

/** `grundwacht oscal`: an information domain to and from OSCAL 1.2.1. */
export function register(program: Command): void {
  const oscal = program.command('oscal').description('information domains as OSCAL 1.2.1 documents');
  const command = (name: string, description: string): Command =>
    oscal
      .command(name)
      .description(description)
      .argument('<folder>')
      .option('--tenant <name>', 'tenant', 'default')
      .option('--user <name>', 'in whose name (default: the only account that may)');

  command('export', 'write system security plan, assessment plan, assessment results and POA&M')
    .option('--domain <id>', "information domain (default: the tenant's first)")
    .action((folder: string, options: Options, command: Command) =>
      at(command, options, 'isms.read', async (db) => {
        const content = await loadDomain(db, await findDomain(db, options.tenant, options.domain));
        const frame = { tenant: options.tenant, modified: new Date().toISOString(), version };
        await mkdir(folder, { recursive: true });
        for (const model of domainModels) {
          const file = join(folder, `${model}.json`);
          await pipeline(Readable.from(exportOscal(model, content, frame)), createWriteStream(file));
          writeOut(`${file}\n`);
        }
      }),
    );
  command('import', 'make a new information domain of the documents that an export wrote')
    .option('--key <text>', 'of the new domain (default: as in the documents)')
    .option('--name <text>', 'of the new domain (default: as in the documents)')
    .action(async (folder: string, options: Options, command: Command) => {
      const content = readDomain(await readDocuments(folder));
      await at(command, options, 'isms.change', async (db, by) => {
        const { tenant, key, name } = options;
        await checkTenant({ db }, tenant);
        const author = { by, now: Date.now() };
        const made = await db
          .transaction()
          .execute((trx) => importDomain(trx, tenant, content, { key, name }, author));
        writeOut(`${made.id}  ${made.key}  ${made.name}: ${made.target_objects} target objects\n`);
      });
    });
}

function at(
  command: Command,
  { user }: Options,
  permission: Permission,
  work: (db: Kysely<Database>, by: string) => Promise<void>,
): Promise<void> {
  return atDatabase(configOf(command), async (db) => {
    const { username } = await accountThatMay(db, permission, user);
    await work(db, username);
  });
}

async function readDocuments(folder: string): Promise<OscalDocuments> {
  const documents: OscalDocuments = {};
  for (const model of domainModels) {
    const text = await readFile(join(folder, `${model}.json`), 'utf8').catch(() => undefined);
    if (text !== undefined) documents[model] = memberOf(text, model);
  }
  return documents;
}

function memberOf(text: string, model: DomainModel): unknown {
  try {
    return (JSON.parse(text) as Partial<Record<DomainModel, unknown>>)[model];
  } catch (cause) {
    throw new GrundwachtError('VALIDATION', `${model}.json: is not JSON`, { cause });
  }
}
