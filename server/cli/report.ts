import { mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import type { Kysely } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import { isDay } from '../contract/german-day.js';
import {
  type ExportFormat,
  type ExportOptions,
  exportFormats,
  type ReportLanguage,
  reportLanguages,
} from '../contract/report.js';
import type { ExportEntry } from '../report/export-entry.js';
import { checkOrder, exportEntries, exportEntry } from '../report/exports.js';
import { findDomain } from '../store/domains.js';
import type { DomainKey } from '../store/structure-history.js';
import type { Database } from '../store/tables.js';
import { atDatabase } from './at-database.js';
import { configOf } from './config.js';
import { accountThatMay } from './server-session.js';
import { writeOut } from './write.js';

interface Options {
  format?: ExportFormat;
  language: ReportLanguage;
  output?: string;
  tenant: string;
  domain?: string;
  user?: string;
  baustein?: string;
  object?: string;
  alert?: string;
  from?: string;
  until?: string;
}

/** `grundwacht report`: reference documents and other reports as files. */
export function register(program: Command): void {
  const names = [...exportEntries.values()].map(
    ({ kind }) => `  ${kind.name.padEnd(36)}${kind.title.en} (${kind.formats.join(', ')})`,
  );
  program
    .command('report')
    .description(
      'make a report as a file: reference documents A.0 to A.6, SoA, management, incident, system, OSCAL',
    )
    .argument('<name>', 'what is made')
    .addOption(new Option('--format <format>', 'of the file (default: the first)').choices(exportFormats))
    .addOption(new Option('--language <language>', 'of the report').choices(reportLanguages).default('de'))
    .option('-o, --output <file>', 'the file (default: its own name, in this folder)')
    .option('--tenant <name>', 'tenant', 'default')
    .option('--domain <id>', "information domain (default: the tenant's first)")
    .option('--user <name>', 'in whose name (default: the only account that may)')
    .option('--baustein <id>', 'only this Baustein or layer, such as SYS.1.1 or SYS')
    .option('--object <key>', 'only this target object, by its key')
    .option('--alert <id>', 'of an incident report')
    .option('--from <day>', 'of a management report, such as 2026-10-01 (default: the current quarter)')
    .option('--until <day>', 'the last day')
    .addHelpText('after', `\nReports:\n${names.join('\n')}`)
    .action(make);
}

async function make(name: string, options: Options, command: Command): Promise<void> {
  const entry = exportEntry(name);
  const { format = entry.kind.formats[0]! } = options;
  await atDatabase(configOf(command), async (db) => {
    const account = await accountThatMay(db, 'isms.read', options.user);
    const domain = await findDomain(db, options.tenant, options.domain);
    const file = await makeFile(db, entry, { domain, by: account.username }, { ...options, format });
    writeOut(`${file}\n`);
  });
}

async function makeFile(
  db: Kysely<Database>,
  entry: ExportEntry,
  who: { domain: DomainKey; by: string },
  { format, language, output, ...options }: Options & { format: ExportFormat },
): Promise<string> {
  // Beside its place, so that it gets there in one step and never half.
  const folder = await mkdtemp(join(dirname(resolve(output ?? 'report')), '.grundwacht-report-'));
  const stop = new AbortController();
  const onSignal = (): void => stop.abort();
  process.once('SIGINT', onSignal);
  try {
    const chosen = await optionsOf(db, who.domain, options);
    checkOrder(entry, { name: entry.kind.name, format, language, options: chosen });
    const task = { format, language, ...who, options: chosen };
    const file = join(folder, 'made');
    const made = await entry.make(db, task, { file, folder, now: Date.now(), signal: stop.signal });
    const place = resolve(output ?? made.name);
    await rename(file, place);
    return place;
  } finally {
    process.off('SIGINT', onSignal);
    await rm(folder, { recursive: true, force: true });
  }
}

async function optionsOf(
  db: Kysely<Database>,
  { tenant, domain }: DomainKey,
  { baustein, object, alert, from, until }: Omit<Options, 'format' | 'language' | 'output'>,
): Promise<ExportOptions> {
  const found =
    object === undefined
      ? undefined
      : await db
          .selectFrom('target_object')
          .select('id')
          .where('tenant_id', '=', tenant)
          .where('domain_id', '=', domain)
          .where('key', '=', object)
          .executeTakeFirst();
  if (object !== undefined && found === undefined) {
    throw new GrundwachtError('NOT_FOUND', `--object: the domain has no target object ${object}`);
  }
  return {
    ...(baustein !== undefined && { baustein }),
    ...(found !== undefined && { target_object: found.id }),
    ...(alert !== undefined && { alert }),
    ...(from !== undefined && { from: dayOf(from, '--from') }),
    ...(until !== undefined && { until: dayOf(until, '--until') }),
  };
}

/** @throws GrundwachtError VALIDATION */
function dayOf(text: string, option: string): string {
  if (isDay(text)) return text;
  throw new GrundwachtError('VALIDATION', `${option}: "${text}" is no day such as 2026-10-01`);
}
