import type { RuleInfo } from '../contract/detection.js';
import { ProblemList } from './problems.js';
import type { RuleSource } from './rules.js';
import { parseYaml } from './yaml/parse.js';
import { get, textsOf } from './yaml/tree.js';

/** Rules that a correlation may draw in, directly or through others. */
const mostNeeded = 500;

/**
 * @param target text of a rule file; its correlations may refer to rules that are not in it
 * @param known rules to look for them in
 * @returns the target, first, and the files of the rules that its correlations need
 */
export function withNeededRules(target: RuleSource, known: readonly RuleInfo[]): RuleSource[] {
  const sources = [target];
  const taken = new Set([target.path]);
  for (let at = 0; at < sources.length && sources.length < mostNeeded; at++) {
    for (const reference of referencesOf(sources[at]!)) {
      const rule =
        known.find((info) => info.id === reference) ?? known.find((info) => isNamed(info, reference));
      if (rule === undefined) continue;
      const path = filePath(rule);
      if (taken.has(path)) continue;
      taken.add(path);
      sources.push({
        path,
        text: rule.source,
        ...(rule.tenant === undefined ? {} : { tenant: rule.tenant }),
      });
    }
  }
  return sources;
}

/** @returns the files that hold Sigma filters, or seem to: these apply to whatever is loaded with them */
export function filtersAmong(sources: readonly RuleSource[]): RuleSource[] {
  return sources.filter(({ text }) => /^(["']?)filter\1[ \t]*:/m.test(text));
}

/** @returns the path of a rule's file, without the document's number */
export function filePath({ path }: RuleInfo): string {
  return path.replace(/#\d+$/, '');
}

/** @returns ids and names that the correlations of a file refer to */
function referencesOf({ path, text }: RuleSource): string[] {
  return parseYaml(text, new ProblemList(path)).flatMap(({ root }) =>
    textsOf(get(get(root, 'correlation'), 'rules')),
  );
}

/** Names are not part of what users see of a rule, so they are looked for in its text. */
function isNamed({ source }: RuleInfo, name: string): boolean {
  return source.split('\n').some((line) => {
    const value = line.startsWith('name:') ? line.slice('name:'.length).trim() : undefined;
    return value === name || value === `'${name}'` || value === `"${name}"`;
  });
}
