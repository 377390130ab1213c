import type { RuleInfo } from '../contract/detection.js';
import type { RuleSet } from '../contract/rule-state.js';
import { loadRuleSet } from '../detect/load.js';
import { loadRuleSets } from '../rule-set.js';
import { formatTable } from './detect-output.js';
import { formatProblem } from './rule-problems.js';
import { jsonText, writeError, writeOut } from './write.js';

/** `grundwacht rules list`; without paths everything that would run. @returns exit code: 1 when rules have errors */
export async function listRules(
  paths: readonly string[],
  options: { data: string; json?: boolean },
): Promise<number> {
  const loaded =
    paths.length > 0 ? { ...(await loadRuleSet(paths)), sets: undefined } : await loadRuleSets(options.data);
  const { infos, problems } = loaded;
  const rules = infos.map(({ source: _, ...info }) => info);
  const shown = loaded.sets === undefined ? rules : { sets: loaded.sets, rules };
  if (options.json) writeOut(jsonText(shown, 2));
  else {
    const head = loaded.sets === undefined ? '' : `${setTable(loaded.sets)}\n`;
    writeOut(`${head}${ruleTable(infos)}`);
  }
  const errors = problems.filter(({ severity }) => severity === 'error');
  for (const problem of errors) writeError(`${formatProblem(problem)}\n`);
  return errors.length > 0 ? 1 : 0;
}

function setTable(sets: readonly RuleSet[]): string {
  const rows = sets.map(({ name, rules, refused, licence, installed_at, sha256, source }) => [
    name,
    String(rules),
    String(refused),
    licence ?? '-',
    installed_at ?? '-',
    sha256?.slice(0, 12) ?? '-',
    source,
  ]);
  return formatTable(['set', 'rules', 'refused', 'licence', 'installed', 'sha256', 'source'], rows);
}

function ruleTable(infos: readonly RuleInfo[]): string {
  const rows = infos.map(({ level, type, id, title, logsource, path }) => {
    const place = [logsource.product, logsource.category, logsource.service].filter(
      (part) => part !== undefined,
    );
    return [level, type, id, title, place.join('/'), path];
  });
  return formatTable(['level', 'type', 'id', 'title', 'log source', 'file'], rows);
}
