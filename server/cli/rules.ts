import { type Command, Option } from 'commander';
import { GrundwachtError } from '../contract/errors.js';
import { parseExamples, parseLimit, parseTime, parseWorkers, shippedRules } from './detect-options.js';
import type { InstallRequest } from './rule-install.js';
import { registerRuleSets } from './rule-sets.js';
import { registerState } from './rule-state.js';
import { jsonText, writeError, writeOut } from './write.js';

const dataFolder = process.env['GRUNDWACHT_DATA'] ?? './var';
const pathArgument = 'rule files, folders or .zip archives';

/** `grundwacht rules`: check, list, install, update, decide about, test and backtest rules. */
export function register(program: Command): void {
  const rules = program
    .command('rules')
    .description('check, list, install, update, switch, test and backtest Sigma rules');
  registerCheck(rules);
  registerSets(rules);
  registerState(rules);
  registerRuleSets(rules);
  registerTests(rules);
}

function registerCheck(rules: Command): void {
  rules
    .command('check')
    .description(
      "report every problem of rules, also against Sigma's official JSON schemas; exit code 1: errors",
    )
    .argument('<path...>', pathArgument)
    .option('--strict', 'exit code 1 for warnings, too')
    .option('--json', 'print JSON')
    .action(async (paths: string[], options: { strict?: boolean; json?: boolean }) => {
      const { check } = await import('./rule-check.js');
      process.exitCode = await check(paths, options);
    });
  rules
    .command('list')
    .description(
      'list rules; without a path the sets that would run, with origin and licence, and their rules',
    )
    .argument('[path...]', pathArgument)
    .option('--data <folder>', 'data folder', dataFolder)
    .option('--json', 'print JSON')
    .action(async (paths: string[], options: { data: string; json?: boolean }) => {
      const { listRules } = await import('./rule-list.js');
      process.exitCode = await listRules(paths, options);
    });
}

interface InstallOptions {
  data: string;
  dryRun?: boolean;
  json?: boolean;
}

function registerSets(rules: Command): void {
  rules
    .command('install')
    .description('install the rules of an archive: checked first, all or nothing')
    .usage('[options] [set] <archive>')
    .argument('<set>', 'name of the set; may be left out: then it is named after the archive')
    .argument('[archive]', 'a .zip archive, such as a release of SigmaHQ, or its address (http, https)')
    .option('--data <folder>', 'data folder', dataFolder)
    .option('--json', 'print JSON')
    .action(async (first: string, second: string | undefined, { data, json }: InstallOptions) => {
      const [source, name] = second === undefined ? [first, undefined] : [second, first];
      process.exitCode = await install({ source, data, name, now: new Date() }, json === true);
    });
  rules
    .command('update')
    .description(
      'install another edition of a set and list the rules that it adds (+), removes (-) and changes (~)',
    )
    .argument('<set>', 'name of the set, see `rules list`')
    .argument('[archive]', 'archive or address (default: where the set came from)')
    .option('--data <folder>', 'data folder', dataFolder)
    .option('--dry-run', 'only list what would change')
    .option('--json', 'print JSON')
    .action(async (name: string, archive: string | undefined, options: InstallOptions) => {
      const { data, dryRun, json } = options;
      const { installedSet } = await import('./rule-store.js');
      const installed = await installedSet(data, name);
      if (installed === undefined) {
        throw new GrundwachtError('NOT_FOUND', `there is no set \`${name}\` in ${data}; install it first`);
      }
      const request = { source: archive ?? installed.source, data, name, now: new Date() };
      process.exitCode = await install({ ...request, dryRun: dryRun === true }, json === true, true);
    });
}

interface BacktestOptions {
  stored?: boolean;
  tenant: string;
  user?: string;
  limit: number;
  with?: string[];
  from?: number;
  to?: number;
  workers?: number;
  examples: number;
  json?: boolean;
}

function registerTests(rules: Command): void {
  rules
    .command('test')
    .description('run samples through rules (rules/README.md has their format); exit code 1: one fails')
    .argument('[path...]', `${pathArgument} (default: the shipped rules)`)
    .requiredOption('--samples <path>', 'a sample file, or a folder of them')
    .option('--json', 'print JSON')
    .action(async (paths: string[], options: { samples: string; json?: boolean }) => {
      const { runTests } = await import('./rule-test.js');
      process.exitCode = await runTests(paths.length > 0 ? paths : shippedRules(), options);
    });
  rules
    .command('backtest')
    .description('run a rule over recordings or stored events: matches per day, hosts and examples')
    .argument('<rule>', 'rule file, folder or .zip archive; with --stored a rule file, or the id of a rule')
    .argument('[path...]', 'recordings, as for `grundwacht detect`')
    .addOption(
      new Option('--stored', 'examine the events that the running server has stored').conflicts([
        'with',
        'workers',
      ]),
    )
    .option('--tenant <name>', 'with --stored: whose events', 'default')
    .option('--user <name>', 'with --stored: in whose name (default: the only account that may)')
    .option(
      '--limit <n>',
      'with --stored: events to examine at most; of more the latest',
      parseLimit,
      1_000_000,
    )
    .option('--with <path...>', 'rules that its correlations refer to')
    .option('--from <time>', 'leave out events before this time (UTC where it names no zone)', parseTime)
    .option('--to <time>', 'leave out events from this time on', parseTime)
    .option('--examples <n>', 'examples to show', parseExamples, 5)
    .option(
      '-w, --workers <n>',
      'threads (default: as many as cores, and as the files are worth)',
      parseWorkers,
    )
    .option('--json', 'print JSON')
    .action(async (rule: string, paths: string[], options: BacktestOptions, command: Command) => {
      if ((options.stored === true) === paths.length > 0) {
        command.error('error: give recordings, or --stored for the events of the running server');
      }
      if (options.stored === true) {
        const [{ configOf }, { runStoredBacktest }] = await Promise.all([
          import('./config.js'),
          import('./rule-backtest-stored.js'),
        ]);
        process.exitCode = await runStoredBacktest(configOf(command), rule, options);
        return;
      }
      const {
        from = Number.NEGATIVE_INFINITY,
        to = Number.POSITIVE_INFINITY,
        workers,
        examples,
        json,
      } = options;
      const request = { rules: [rule], with: options.with ?? [], paths, range: { from, to }, workers };
      const { runBacktest } = await import('./rule-backtest.js');
      process.exitCode = await runBacktest({ ...request, examples }, json === true);
    });
}

async function install(request: InstallRequest, json: boolean, detailed = false): Promise<number> {
  const [{ installRules }, { formatProblem }, { formatDifference }] = await Promise.all([
    import('./rule-install.js'),
    import('./rule-problems.js'),
    import('./rule-diff.js'),
  ]);
  const { provenance, problems, difference } = await installRules(request);
  for (const problem of problems) writeError(`${formatProblem(problem)}\n`);
  const { set, rules, refused, licence } = provenance;
  if (json) {
    const shown = detailed ? { difference } : {};
    writeOut(jsonText({ ...provenance, ...shown }));
    return 0;
  }
  if (detailed) writeOut(formatDifference(difference));
  const done = request.dryRun === true ? 'would be installed' : 'installed';
  writeOut(`${rules} rules ${done} as \`${set}\`, ${refused.length} refused; licence: ${licence}\n`);
  return 0;
}
