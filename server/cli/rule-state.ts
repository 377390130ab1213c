import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { type Command, InvalidArgumentError } from 'commander';
import type { Level } from '../contract/detection.js';
import { GrundwachtError } from '../contract/errors.js';
import { visible } from './detect-hit.js';
import { parseLevel, parseTime } from './detect-options.js';
import type { RuleDesk } from './rule-desk.js';
import { formatState } from './rule-state-format.js';
import { jsonText, writeOut } from './write.js';

interface Options {
  tenant: string;
  user?: string;
  reason?: string;
  json?: boolean;
}

/** `grundwacht rules show|enable|disable|level|except`: what is decided about a rule, for a tenant. */
export function registerState(rules: Command): void {
  const decision = (name: string, description: string): Command =>
    rules
      .command(name)
      .description(description)
      .argument('<rule>', 'id of the rule, see `rules list`')
      .option('--tenant <name>', 'tenant', 'default')
      .option('--user <name>', 'in whose name it is noted (default: the only account that may)')
      .option('--json', 'print JSON');
  const change = (name: string, description: string): Command =>
    decision(name, description).option('--reason <text>', 'why; kept in the history');

  decision('show', "a rule's state in a tenant: level, exceptions, history").action(
    (rule: string, options: Options, command: Command) =>
      at(command, rule, options, async (desk) => {
        print(options, await desk.read(), formatState);
      }),
  );
  for (const [name, enabled] of [
    ['enable', true],
    ['disable', false],
  ] as const) {
    change(name, `switch a rule ${enabled ? 'on' : 'off'} for a tenant`).action(
      (rule: string, options: Options, command: Command) =>
        at(command, rule, options, (desk) => decide(desk, options, { enabled })),
    );
  }
  change('level', "change a rule's level for a tenant")
    .argument(
      '<level>',
      'informational, low, medium, high, critical; or `own`: as the rule says',
      parseOwnLevel,
    )
    .action((rule: string, level: Level | null, options: Options, command: Command) =>
      at(command, rule, options, (desk) => decide(desk, options, { level })),
    );
  registerException(change('except', 'except events from a rule for a tenant, or remove an exception'));
}

function parseOwnLevel(name: string): Level | null {
  return name === 'own' ? null : parseLevel(name);
}

async function at(
  command: Command,
  rule: string,
  { tenant, user }: Options,
  work: (desk: RuleDesk) => Promise<void>,
): Promise<void> {
  const permission = command.name() === 'show' ? 'rules.read' : 'rules.change';
  const [{ atRuleDesk }, { configOf }] = await Promise.all([import('./rule-desk.js'), import('./config.js')]);
  return atRuleDesk({ config: configOf(command), rule, tenant, user, permission }, work);
}

async function decide(
  desk: RuleDesk,
  options: Options,
  change: { enabled: boolean } | { level: Level | null },
): Promise<void> {
  const { state, title } = await desk.read();
  const [now, wanted] = 'enabled' in change ? [state.enabled, change.enabled] : [state.level, change.level];
  if (now !== wanted) await desk.decide({ ...change, version: state.version, ...reasonOf(options) });
  const told =
    'enabled' in change ? (change.enabled ? 'on' : 'off') : (change.level ?? "the rule's own level");
  done(desk, options, `${title}: ${told}${now === wanted ? ', as it was' : ''}`);
}

interface ExceptOptions extends Options {
  title?: string;
  expires?: number;
  remove?: string;
}

function registerException(command: Command): void {
  command
    .argument('[file]', 'YAML: search identifiers and a condition, true for the events to except; `-`: stdin')
    .option('--title <text>', 'what is excepted, in few words')
    .option('--expires <time>', 'events received from then on count again', parseExpiry)
    .option('--remove <id>', 'remove this exception (`rules show` lists them)')
    .action(async (rule: string, file: string | undefined, options: ExceptOptions, given: Command) => {
      if ((file === undefined) === (options.remove === undefined)) {
        given.error('error: give a file with an exception, or the one to --remove');
      }
      await at(given, rule, options, (desk) =>
        file === undefined ? remove(desk, options) : add(desk, file, options),
      );
    });
}

function parseExpiry(time: string): number {
  const expires = parseTime(time);
  if (expires <= Date.now()) throw new InvalidArgumentError('It is in the past.');
  return expires;
}

async function add(desk: RuleDesk, file: string, options: ExceptOptions): Promise<void> {
  const { title, reason, expires } = options;
  if (title === undefined || reason === undefined) {
    throw new GrundwachtError('VALIDATION', 'an exception needs a --title and a --reason');
  }
  const detection = await readText(file);
  const before = await desk.read();
  const state = await desk.except({
    title,
    reason,
    detection,
    expires_at: expires === undefined ? null : new Date(expires).toISOString(),
    version: before.state.version,
  });
  const known = new Set(before.exceptions.map(({ id }) => id));
  const added = state.exceptions.find(({ id }) => !known.has(id));
  done(desk, options, `${before.title}: exception ${added?.id} added`, { exception: added?.id });
}

async function remove(desk: RuleDesk, options: ExceptOptions): Promise<void> {
  const { title, state } = await desk.read();
  await desk.drop(options.remove!, { version: state.version, ...reasonOf(options) });
  done(desk, options, `${title}: exception removed`, { exception: options.remove });
}

async function readText(file: string): Promise<string> {
  if (file === '-') return text(process.stdin);
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new GrundwachtError('FILE_UNREADABLE', `${file}: ${(cause as Error).message}`, { cause });
  }
}

const reasonOf = ({ reason }: Options): { reason?: string } => (reason === undefined ? {} : { reason });

/** Tells what was done, by whom, and whether it is in force already. */
function done(desk: RuleDesk, options: Options, told: string, more: object = {}): void {
  const { by, running } = desk;
  const { tenant } = options;
  const force = running ? 'in force' : 'in force when the server starts';
  print(
    options,
    { ...more, tenant, by, in_force: running },
    () => `${visible(told)} (${tenant}, by ${by}; ${force})\n`,
  );
}

function print<T>({ json }: Options, value: T, format: (value: T) => string): void {
  writeOut(json === true ? jsonText(value, 2) : format(value));
}
