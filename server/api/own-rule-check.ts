import type { RuleInfo, RuleProblem } from '../contract/detection.js';
import { GrundwachtError } from '../contract/errors.js';
import type { OwnRuleCheck } from '../contract/own-rule.js';
import { filePath, withNeededRules } from '../detect/needed-rules.js';
import { ownPath, ownSet } from '../detect/own-set.js';
import { problemView } from '../detect/problem-view.js';
import { worded } from '../detect/problems.js';
import { loadRules, type RuleSource } from '../detect/rules.js';
import { faultOf, isError } from './rule-decisions.js';
import { type RuleDeps, readRuleFacts } from './rule-facts.js';
import { rulesOfTenant } from './rule-view.js';

/** Where YAML that is no file yet stands in messages. */
const newFile = 'new';
const shownErrors = 20;

/** A text that is to be a file of a tenant's own rules. */
export interface OwnText {
  tenant: string;
  /** Of the file; undefined for a new one. */
  id: string | undefined;
  yaml: string;
}

/** @returns its faults, and its rules with whether anything delivers what they look at */
export async function checkOwnRule(deps: RuleDeps, text: OwnText): Promise<OwnRuleCheck> {
  const { problems, rules } = examineOwnRule(deps, text);
  const { delivery } = await readRuleFacts(deps, text.tenant);
  return {
    problems: problems.map(problemView),
    rules: rules.map((rule) => {
      const { id, title, level } = rule;
      return { id, title, level, delivered: delivery.ofRule(rule).delivered };
    }),
  };
}

/**
 * @returns title of the first rule, which names the file
 * @throws GrundwachtError VALIDATION with the place of each fault
 */
export function titleOfOwnRule(deps: RuleDeps, text: OwnText): string {
  const { problems, rules } = examineOwnRule(deps, text);
  const errors = problems.filter(isError);
  const [first] = rules;
  if (errors.length === 0 && first !== undefined) return first.title.slice(0, 300);
  if (errors.length === 0) {
    throw new GrundwachtError('VALIDATION', { pointer: '/yaml', message: 'there is no rule in it' });
  }
  throw new GrundwachtError(
    'VALIDATION',
    errors.slice(0, shownErrors).map((problem) => faultOf(problem, '/yaml')),
  );
}

function examineOwnRule({ rules: { rules } }: RuleDeps, { tenant, id, yaml }: OwnText) {
  const path = ownPath(tenant, id ?? newFile);
  const source: RuleSource = { path, text: yaml, tenant, set: ownSet(tenant) };
  const others = rules.filter((info) => filePath(info) !== path);
  const known = rulesOfTenant({ rules: others, problems: [] }, tenant);
  const loaded = loadRules(withNeededRules(source, known));
  const own = loaded.infos.filter((info) => filePath(info) === path);
  const problems = loaded.problems.filter((problem) => problem.path === path);
  return {
    rules: own,
    problems: [...problems, ...takenIds(own, others, tenant), ...takenNames(source, others)],
  };
}

/** A rule of a file or of another tenant is never replaced by one that has the same id. */
function takenIds(own: readonly RuleInfo[], others: readonly RuleInfo[], tenant: string): RuleProblem[] {
  const taken = new Map(others.map((info) => [info.id, info]));
  return own.flatMap((info) => {
    const other = taken.get(info.id);
    if (other === undefined) return [];
    const seen = other.tenant === undefined || other.tenant === tenant;
    const message = !seen
      ? 'The id `{id}` is already taken by another rule.'
      : other.set === undefined
        ? 'The id `{id}` is already taken by `{title}`.'
        : 'The id `{id}` is already taken by `{title}` of `{set}`.';
    const hint = 'Give your rule an id of its own; to replace the other one, switch it off.';
    return {
      ...placeOfId(info),
      severity: 'error' as const,
      path: filePath(info),
      ruleId: info.id,
      code: 'id-duplicate',
      field: 'id',
      ...worded(message, hint, { id: info.id, ...(seen && { title: other.title, set: other.set ?? '' }) }),
    };
  });
}

const named = /^name:[ \t]*(["']?)([^\s"'#]+)\1/gm;

/** Correlations refer to rules by name, so each is given once, too. */
function takenNames({ path, text }: RuleSource, others: readonly RuleInfo[]): RuleProblem[] {
  const own = [...text.matchAll(named)];
  if (own.length === 0) return [];
  const taken = new Set(
    others.flatMap(({ source }) => [...source.matchAll(named)].map(([, , name]) => name)),
  );
  return own
    .filter(([, , name]) => taken.has(name))
    .map((found) => ({
      severity: 'error' as const,
      path,
      line: text.slice(0, found.index).split('\n').length,
      column: 1,
      ruleId: undefined,
      code: 'name-duplicate',
      field: 'name',
      ...worded('The name `{name}` is already taken by another rule.', 'Give your rule a name of its own.', {
        name: found[2]!,
      }),
    }));
}

function placeOfId({ source, id }: RuleInfo): { line: number; column: number } {
  const lines = source.split('\n');
  const at = lines.findIndex((line) => line.startsWith('id:') && line.includes(id));
  return { line: Math.max(0, at) + 1, column: at < 0 ? 1 : lines[at]!.indexOf(id) + 1 };
}
