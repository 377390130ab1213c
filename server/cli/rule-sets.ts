import { type Command, Option } from 'commander';
import type { Config } from '../config/config.js';
import { GrundwachtError } from '../contract/errors.js';
import type { RuleSetView } from '../contract/rule-views.js';
import { visible } from './detect-hit.js';
import { formatTable } from './detect-output.js';
import { jsonText, writeOut } from './write.js';

interface Options {
  on?: boolean;
  off?: boolean;
  tenant: string;
  user?: string;
  reason?: string;
  json?: boolean;
}

/** `grundwacht rules sets`: which sets of rules are in force for a tenant, and putting one in force or out of it. */
export function registerRuleSets(rules: Command): void {
  rules
    .command('sets')
    .description('list the sets of rules of a tenant, or put one in force there or out of it')
    .argument('[set]', 'name of the set')
    .addOption(new Option('--on', 'put it in force').conflicts('off'))
    .option('--off', 'put it out of force')
    .option('--tenant <name>', 'tenant', 'default')
    .option('--user <name>', 'in whose name it is noted (default: the only account that may)')
    .option('--reason <text>', 'why; kept in the history')
    .option('--json', 'print JSON')
    .action(async (set: string | undefined, options: Options, command: Command) => {
      const decided = options.on === true || options.off === true;
      if (decided && set === undefined) command.error('error: name the set to put in force or out of it');
      if (!decided && (set !== undefined || options.reason !== undefined)) {
        command.error('error: say --on or --off');
      }
      const { configOf } = await import('./config.js');
      if (set === undefined) await list(configOf(command), options);
      else await decide(configOf(command), set, options);
    });
}

async function list(config: Config, options: Options): Promise<void> {
  const { atSetDesk } = await import('./rule-set-desk.js');
  const sets = await atSetDesk(config, options, 'rules.read', ({ read }) => read());
  writeOut(options.json === true ? jsonText({ sets }, 2) : setTable(sets));
}

async function decide(config: Config, set: string, options: Options): Promise<void> {
  const wanted = options.on === true;
  const { tenant, reason } = options;
  const { atSetDesk } = await import('./rule-set-desk.js');
  await atSetDesk(config, options, 'rules.manage', async (desk) => {
    const before = (await desk.read()).find(({ name }) => name === set);
    if (before === undefined) throw new GrundwachtError('NOT_FOUND', `there is no rule set ${set}`);
    const change = { in_force: wanted, version: before.version, reason };
    const after = before.in_force === wanted ? before : await desk.decide(set, change);
    const { by, running } = desk;
    const told = `${set}: ${wanted ? 'in force' : 'out of force'}${after === before ? ', as it was' : ''}`;
    const when = running ? 'at once' : 'when the server starts';
    writeOut(
      options.json === true
        ? jsonText({ ...after, tenant, by, running }, 2)
        : `${visible(told)} (${tenant}, by ${by}; ${when})\n`,
    );
  });
}

function setTable(sets: readonly RuleSetView[]): string {
  const rows = sets.map(({ name, in_force, rules, refused, licence, source }) =>
    [name, in_force ? 'yes' : 'no', String(rules), String(refused), licence ?? '-', source].map(visible),
  );
  return formatTable(['set', 'in force', 'rules', 'refused', 'licence', 'source'], rows);
}
