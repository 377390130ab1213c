import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { RuleInfo } from '../contract/detection.js';
import { packageRoot } from '../contract/package-root.js';
import { loadRuleSet } from '../detect/load.js';
import { shippedRules } from './detect-options.js';
import { formatTable } from './detect-output.js';
import { formatProblem } from './rule-problems.js';
import { archiveOf, installedSets, type Provenance } from './rule-store.js';

/** A set of rules with its origin. */
interface ListedSet extends Pick<Provenance, 'set' | 'source' | 'licence' | 'rules'> {
  installed_at: string | null;
  sha256: string | null;
  refused: number;
}

/** `grundwacht rules list`; without paths everything that would run. @returns exit code: 1 when rules have errors */
export async function listRules(
  paths: readonly string[],
  options: { data: string; json?: boolean },
): Promise<number> {
  const installed = paths.length > 0 ? [] : await installedSets(options.data);
  const own = join(options.data, 'rules');
  const everything = [
    ...shippedRules(),
    ...(existsSync(own) ? [own] : []),
    ...installed.map((set) => archiveOf(options.data, set)),
  ];
  const { infos, problems } = await loadRuleSet(paths.length > 0 ? paths : everything);
  const rules = infos.map(({ source: _, ...info }) => info);
  if (paths.length > 0) {
    process.stdout.write(options.json ? `${JSON.stringify(rules, null, 2)}\n` : ruleTable(infos));
  } else {
    const sets = [shippedSet(infos), ...installed.map(listed)];
    process.stdout.write(
      options.json
        ? `${JSON.stringify({ sets, rules }, null, 2)}\n`
        : `${setTable(sets)}\n${ruleTable(infos)}`,
    );
  }
  const errors = problems.filter(({ severity }) => severity === 'error');
  for (const problem of errors) process.stderr.write(`${formatProblem(problem)}\n`);
  return errors.length > 0 ? 1 : 0;
}

function shippedSet(infos: readonly RuleInfo[]): ListedSet {
  const folder = join(packageRoot(), 'rules');
  const rules = infos.filter(({ path }) => path.startsWith(folder)).length;
  const none = { installed_at: null, sha256: null, refused: 0 };
  return { set: 'grundwacht', source: 'shipped', licence: 'EUPL-1.2', rules, ...none };
}

function listed({ set, source, licence, rules, installed_at, sha256, refused }: Provenance): ListedSet {
  return { set, source, licence, rules, installed_at, sha256, refused: refused.length };
}

function setTable(sets: readonly ListedSet[]): string {
  const rows = sets.map(({ set, rules, refused, licence, installed_at, source }) => [
    set,
    String(rules),
    String(refused),
    licence,
    installed_at ?? '-',
    source,
  ]);
  return formatTable(['set', 'rules', 'refused', 'licence', 'installed', 'source'], rows);
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
