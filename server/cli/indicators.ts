import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { type Level, levels } from '../contract/detection.js';
import { GrundwachtError } from '../contract/errors.js';
import {
  type Hunt,
  type IndicatorForm,
  type IndicatorList,
  indicatorForms,
  type TlpLabel,
  tlpLabels,
} from '../contract/indicator.js';
import type { Permission } from '../identity/roles.js';
import { configOf } from './config.js';
import { parseTime } from './detect-options.js';
import { atIndicatorDesk, type IndicatorDesk } from './indicator-desk.js';
import { formatHunt, formatList, formatReport } from './indicator-format.js';
import { jsonText, writeError, writeOut } from './write.js';

interface Options {
  tenant: string;
  user?: string;
  json?: boolean;
}
interface ImportOptions extends Options {
  name?: string;
  source: string;
  description: string;
  form?: IndicatorForm;
  tlp: TlpLabel;
  level: Level;
  expires?: number;
  live: boolean;
  replace?: boolean;
  dryRun?: boolean;
  skipWrong?: boolean;
}
interface HuntOptions extends Options {
  from?: number;
  to?: number;
  wait: boolean;
}

const pollMs = 500;

/** `grundwacht indicators`: lists of indicators of compromise. */
export function register(program: Command): void {
  const indicators = program
    .command('indicators')
    .description('lists of indicators of compromise: import, list, remove, hunt');
  const command = (name: string, description: string): Command =>
    indicators
      .command(name)
      .description(description)
      .option('--tenant <name>', 'tenant', 'default')
      .option('--user <name>', 'in whose name (default: the only account that may)')
      .option('--json', 'print JSON');

  command('import', 'store a file as a list: CSV, a STIX 2.1 bundle, or MISP JSON')
    .argument('<file>')
    .option('--name <text>', 'name of the list (default: that of the file)')
    .option('--source <text>', 'who gave it out', '')
    .option('--description <text>', 'what it is about', '')
    .addOption(new Option('--form <form>', 'default: told by what the file holds').choices(indicatorForms))
    .addOption(new Option('--tlp <label>', 'to whom it may be passed on').choices(tlpLabels).default('amber'))
    .addOption(new Option('--level <level>', 'of its alerts').choices(levels).default('high'))
    .option('--expires <time>', 'from then on no event is compared with it', parseFuture)
    .option('--no-live', 'only store it: events are not compared with it as they come')
    .option('--replace', 'put it in the place of the list with this name')
    .option('--dry-run', 'only say what would happen')
    .option('--skip-wrong', 'store the right indicators although others are wrong')
    .action(importFile);
  command('list', 'all lists').action((options: Options, command: Command) =>
    at(command, options, 'indicators.read', async (desk) => {
      const lists = await desk.lists();
      return print(options, lists, lists.map(formatList).join('') || 'no list of indicators\n');
    }),
  );
  command('remove', 'remove a list with its hits; alerts stay')
    .argument('<list>', 'id or name')
    .action((name: string, options: Options, command: Command) =>
      at(command, options, 'indicators.change', async (desk) => {
        const list = await named(desk, name);
        await desk.remove(list.id);
        print(options, { removed: list.id }, `removed ${list.id}\n`);
      }),
    );
  command('hunt', 'look for a list in stored events; exit code 1 when it does not come to its end')
    .argument('<list>', 'id or name')
    .option('--from <time>', 'only events of this time or later', parseTime)
    .option('--to <time>', 'only events before this time', parseTime)
    .option('--no-wait', 'do not wait for its end')
    .action(hunt);
}

function parseFuture(text: string): number {
  const time = parseTime(text);
  if (time <= Date.now()) throw new InvalidArgumentError('is over already');
  return time;
}

function at(
  command: Command,
  { tenant, user }: Options,
  permission: Permission,
  work: (desk: IndicatorDesk) => Promise<void>,
): Promise<void> {
  return atIndicatorDesk({ config: configOf(command), tenant, user, permission }, work);
}

function print({ json }: Options, value: unknown, text: string): void {
  writeOut(json ? jsonText(value, 2) : text);
}

/** @throws GrundwachtError NOT_FOUND */
async function named(desk: IndicatorDesk, name: string): Promise<IndicatorList> {
  const found = (await desk.lists()).find((list) => list.id === name || list.name === name);
  if (found === undefined) throw new GrundwachtError('NOT_FOUND', `there is no list of indicators ${name}`);
  return found;
}

async function importFile(file: string, options: ImportOptions, command: Command): Promise<void> {
  const content = await readFile(file).catch((cause: unknown) => {
    throw new GrundwachtError('FILE_UNREADABLE', `${file} cannot be read`, { cause });
  });
  const {
    name = basename(file).slice(0, 120),
    source,
    description,
    form,
    tlp,
    level,
    live,
    expires,
  } = options;
  await at(command, options, 'indicators.change', async (desk) => {
    const report = await desk.import({
      content: content.toString('base64'),
      ...(form === undefined ? {} : { form }),
      list: {
        name,
        source,
        description,
        tlp,
        level,
        live,
        expires_at: expires === undefined ? null : new Date(expires).toISOString(),
      },
      ...(options.replace ? { replace: (await named(desk, name)).id } : {}),
      dry_run: options.dryRun ?? false,
      skip_wrong: options.skipWrong ?? false,
    });
    print(options, report, formatReport(report));
    if (!report.stored && !options.dryRun) process.exitCode = 1;
  });
}

async function hunt(name: string, options: HuntOptions, command: Command): Promise<void> {
  const { from, to, wait } = options;
  await at(command, options, 'indicators.change', async (desk) => {
    const list = await named(desk, name);
    let hunt: Hunt = await desk.hunt(list.id, {
      ...(from === undefined ? {} : { from: new Date(from).toISOString() }),
      ...(to === undefined ? {} : { to: new Date(to).toISOString() }),
    });
    if (!desk.running) writeError('no server runs: the hunt begins when it starts\n');
    while (desk.running && wait && hunt.ended_at === null) {
      await sleep(pollMs);
      hunt = await desk.progress(hunt);
    }
    print(options, hunt, `${formatHunt(hunt)}\n`);
    if (hunt.state === 'failed' || hunt.state === 'cancelled') process.exitCode = 1;
  });
}
