import type { Command } from 'commander';
import { loadRuleSet } from '../detect/load.js';
import { formatTable } from './detect-output.js';
import { installRules } from './rule-install.js';
import { formatProblem } from './rule-problems.js';

/** `grundwacht rules`: check, list and install rule sets. */
export function register(program: Command): void {
  const rules = program.command('rules').description('check, list and install Sigma rules');
  rules
    .command('check')
    .description('report every problem of rule files, folders or .zip archives')
    .argument('<path...>', 'rule files, folders or .zip archives')
    .option('--json', 'print JSON')
    .action(async (paths: string[], options: { json?: boolean }) => {
      process.exitCode = await check(paths, options.json === true);
    });
  rules
    .command('list')
    .description('list rules')
    .argument('<path...>', 'rule files, folders or .zip archives')
    .option('--json', 'print JSON')
    .action(async (paths: string[], options: { json?: boolean }) => {
      process.exitCode = await list(paths, options.json === true);
    });
  rules
    .command('install')
    .description('copy the rules of an archive into the data folder, checked first, all or nothing')
    .argument('<archive>', 'a .zip archive, such as a release of SigmaHQ')
    .option('--data <folder>', 'data folder', process.env['GRUNDWACHT_DATA'] ?? './var')
    .option('--name <name>', 'name of the set (default: from the name of the archive)')
    .option('--json', 'print JSON')
    .action(async (archive: string, options: { data: string; name?: string; json?: boolean }) => {
      process.exitCode = await install(archive, options);
    });
}

async function check(paths: readonly string[], json: boolean): Promise<number> {
  const { infos, problems } = await loadRuleSet(paths);
  const errors = problems.filter((problem) => problem.severity === 'error').length;
  const summary = { rules: infos.length, errors, warnings: problems.length - errors };
  if (json) process.stdout.write(`${JSON.stringify({ ...summary, problems }, null, 2)}\n`);
  else {
    for (const problem of problems) process.stdout.write(`${formatProblem(problem)}\n`);
    const { rules, warnings } = summary;
    process.stdout.write(`${rules} rules usable, ${errors} errors, ${warnings} warnings\n`);
  }
  return errors > 0 ? 1 : 0;
}

async function list(paths: readonly string[], json: boolean): Promise<number> {
  const { infos, problems } = await loadRuleSet(paths);
  if (json) {
    const items = infos.map(({ source: _, ...info }) => info);
    process.stdout.write(`${JSON.stringify(items, null, 2)}\n`);
  } else {
    const rows = infos.map(({ level, type, id, title, logsource, path }) => {
      const place = [logsource.product, logsource.category, logsource.service].filter(
        (part) => part !== undefined,
      );
      return [level, type, id, title, place.join('/'), path];
    });
    process.stdout.write(formatTable(['level', 'type', 'id', 'title', 'log source', 'file'], rows));
  }
  const errors = problems.filter((problem) => problem.severity === 'error');
  for (const problem of errors) process.stderr.write(`${formatProblem(problem)}\n`);
  return errors.length > 0 ? 1 : 0;
}

async function install(
  archive: string,
  options: { data: string; name?: string; json?: boolean },
): Promise<number> {
  const { folder, provenance, problems } = await installRules(
    archive,
    options.data,
    options.name,
    new Date(),
  );
  for (const problem of problems) process.stderr.write(`${formatProblem(problem)}\n`);
  process.stdout.write(
    options.json
      ? `${JSON.stringify({ folder, ...provenance })}\n`
      : `${provenance.rules} rules installed in ${folder}, ${provenance.refused.length} refused\n`,
  );
  return 0;
}
