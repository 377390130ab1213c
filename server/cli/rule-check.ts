import { loadRuleSet, readRulePaths } from '../detect/load.js';
import { formatProblem } from './rule-problems.js';
import { SchemaCheck } from './rule-schema.js';
import { jsonText, writeOut } from './write.js';

/**
 * Prints every problem of rules, with the places.
 * @param paths rule files, folders or .zip archives
 * @returns exit code: 1 for errors, and with `strict` for warnings
 * @throws GrundwachtError FILE_UNREADABLE
 */
export async function check(
  paths: readonly string[],
  options: { strict?: boolean; json?: boolean },
): Promise<number> {
  const { infos, problems: found } = await loadRuleSet(paths);
  const schemas = await SchemaCheck.open();
  const sources = (await readRulePaths(paths)).filter(({ path }) => !path.includes('/pipelines/'));
  const problems = [...found, ...sources.flatMap((source) => schemas.check(source))];
  problems.sort((a, b) =>
    a.path < b.path ? -1 : a.path > b.path ? 1 : a.line - b.line || a.column - b.column,
  );
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const summary = { rules: infos.length, errors, warnings: problems.length - errors };
  if (options.json) writeOut(jsonText({ ...summary, problems }, 2));
  else {
    for (const problem of problems) writeOut(`${formatProblem(problem)}\n`);
    const { rules, warnings } = summary;
    writeOut(`${rules} rules usable, ${errors} errors, ${warnings} warnings\n`);
  }
  return errors > 0 || (options.strict && summary.warnings > 0) ? 1 : 0;
}
