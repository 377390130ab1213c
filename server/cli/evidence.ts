import { type Command, Option } from 'commander';
import { GrundwachtError } from '../contract/errors.js';
import { type Classification, classifications, type Evidence } from '../contract/evidence.js';
import { dayOf, isDay } from '../contract/german-day.js';
import { evidenceFolder } from '../evidence-key.js';
import type { Permission } from '../identity/roles.js';
import { findDomain } from '../store/domains.js';
import { getEvidence, listEvidence, listEvidenceVersions } from '../store/evidence-list.js';
import { atDatabase } from './at-database.js';
import { configOf } from './config.js';
import { addEvidence, type EvidenceDesk, importEvidence } from './evidence-desk.js';
import { accountThatMay } from './server-session.js';
import { jsonText, writeOut } from './write.js';

interface Options {
  tenant: string;
  domain?: string;
  user?: string;
  json?: boolean;
}

interface AddOptions extends Options {
  title: string;
  shows: string;
  from: string;
  until?: string;
  by: string;
  classification: Classification;
  requirement: string[];
  object: string[];
}

/** `grundwacht evidence`: what proves that requirements are met. */
export function register(program: Command): void {
  const evidence = program.command('evidence').description('evidence: list, show, add, import a folder');
  const command = (name: string, description: string): Command =>
    evidence
      .command(name)
      .description(description)
      .option('--tenant <name>', 'tenant', 'default')
      .option('--domain <id>', "information domain (default: the tenant's first)")
      .option('--user <name>', 'in whose name (default: the only account that may)')
      .option('--json', 'print JSON');

  command('list', 'items, what was changed last first')
    .option('--requirement <id>', 'only for this requirement')
    .addOption(
      new Option('--state <state>', 'only of this state').choices([
        'valid',
        'expiring',
        'expired',
        'withdrawn',
      ]),
    )
    .action((options: Options & { requirement?: string; state?: Evidence['state'] }, command: Command) =>
      atDesk(command, options, 'isms.read', async ({ db, key, author }) => {
        const { requirement, state } = options;
        const found = { requirement, state: state && [state] };
        const { items, total } = await listEvidence(db, key, { ...found, limit: 1000 }, author.now);
        const more = total > items.length ? `${total - items.length} more\n` : '';
        print(options, items, (items.map(formatItem).join('') || 'there is no evidence\n') + more);
      }),
    );
  command('show', 'an item with its versions and their places in the log')
    .argument('<id>')
    .action((id: string, options: Options, command: Command) =>
      atDesk(command, options, 'isms.read', async ({ db, key, author }) => {
        const item = await getEvidence(db, id, author.now);
        if (item.tenant !== key.tenant) throw new GrundwachtError('NOT_FOUND', `there is no evidence ${id}`);
        const versions = await listEvidenceVersions(db, id);
        const lines = versions.map(
          ({ number, at, by, position }) =>
            `  version ${number}, ${at}, ${by}, ${position === null ? 'waits for the next tree head' : `leaf ${position}`}\n`,
        );
        const file = item.file === null ? '' : `  ${item.file.name}, SHA-256 ${item.file.sha256}\n`;
        print(options, { ...item, versions }, `${formatItem(item)}  ${item.shows}\n${file}${lines.join('')}`);
      }),
    );
  command('add', 'add a file, or a link')
    .argument('<file or link>')
    .requiredOption('--title <text>', 'what it is called')
    .requiredOption('--by <name>', 'who provided it')
    .requiredOption('--requirement <id...>', 'requirements or sub-requirements that it serves')
    .option('--object <key...>', 'target objects that it is of (default: all)', [])
    .option('--shows <text>', 'what it shows', '')
    .option('--from <day>', 'of when it tells (default: today)', dayOf(Date.now()))
    .option('--until <day>', 'last day that it is valid')
    .addOption(
      new Option('--classification <name>', 'who may see it').choices(classifications).default('internal'),
    )
    .action((what: string, options: AddOptions, command: Command) =>
      atDesk(command, options, 'isms.change', async (desk) => {
        const item = await add(desk, what, options);
        print(options, item, formatItem(item));
      }),
    );
  command('import', 'add what a list names: a CSV or XLSX file with a row for each file or link')
    .argument('<folder>', 'that the files lie in')
    .requiredOption('--list <file>', 'the list: columns as in docs/evidence.md')
    .action((folder: string, options: Options & { list: string }, command: Command) =>
      atDesk(command, options, 'isms.change', async (desk) => {
        const items: Evidence[] = [];
        await importEvidence(desk, folder, options.list, (item) => items.push(item));
        print(options, items, `${items.map(formatItem).join('')}${items.length} items were added\n`);
      }),
    );
}

function add(desk: EvidenceDesk, what: string, options: AddOptions): Promise<Evidence> {
  const isLink = /^https?:\/\//.test(what);
  const said = {
    kind: isLink ? ('link' as const) : ('file' as const),
    title: options.title,
    shows: options.shows,
    effective_on: dayIn(options.from, '--from'),
    valid_until: options.until === undefined ? null : dayIn(options.until, '--until'),
    provided_by: options.by,
    classification: options.classification,
    requirements: options.requirement,
    objects: options.object,
    link: isLink ? what : null,
    observation: null,
  };
  return addEvidence(desk, said, isLink ? undefined : what);
}

function atDesk(
  command: Command,
  { tenant, domain, user }: Options,
  permission: Permission,
  work: (desk: EvidenceDesk) => Promise<void>,
): Promise<void> {
  const config = configOf(command);
  return atDatabase(config, async (db) => {
    const account = await accountThatMay(db, permission, user);
    const key = await findDomain(db, tenant, domain);
    const store = { dir: evidenceFolder(config), limit: config.evidence.max_file_mb * 1024 * 1024 };
    await work({ db, key, store, author: { by: account.username, now: Date.now() } });
  });
}

/** @throws GrundwachtError VALIDATION */
function dayIn(text: string, option: string): string {
  if (isDay(text)) return text;
  throw new GrundwachtError('VALIDATION', `${option}: "${text}" is no day such as 2026-10-01`);
}

function print({ json }: Options, value: unknown, text: string): void {
  writeOut(json ? jsonText(value, 2) : text);
}

function formatItem({
  id,
  title,
  effective_on,
  valid_until,
  state,
  requirements,
  target_objects,
}: Evidence): string {
  const objects = target_objects.map(({ key }) => key).join(' ') || 'all';
  const period = `${effective_on} to ${valid_until ?? '–'}`;
  return `${id}  ${state.padEnd(9)}  ${period}  ${title}  ${requirements.join(' ')}  ${objects}\n`;
}
