import type { LoadedRules } from '../../server/detect/rules.js';
import { mapLeaves } from '../../server/detect/sigma/expression.js';
import type { SigmaRule } from '../../server/detect/sigma/rule.js';

/**
 * @returns a set of so many detection rules: evenly chosen ones, and beyond those of the set copies with ids and
 * literals of their own
 */
export function ruleSetOf(count: number, loaded: LoadedRules): LoadedRules {
  const { rules } = loaded;
  const step = Math.max(1, rules.length / count);
  const chosen = Array.from({ length: count }, (_, i) => {
    const position = Math.floor(i * step);
    const copy = Math.floor(position / rules.length);
    const rule = rules[position % rules.length]!;
    return copy === 0 ? rule : mutated(rule, copy);
  });
  return { ...loaded, rules: chosen, correlations: [] };
}

/** Short literals (event ids, flags) stay as they are. */
function mutated(rule: SigmaRule, copy: number): SigmaRule {
  const expression = mapLeaves(rule.expression, (leaf) => {
    if (leaf.test.kind !== 'string') return leaf;
    const pattern = leaf.test.pattern.map((part) =>
      typeof part === 'string' && part.length > 5 ? `${part.slice(0, -2)}q${copy}${part.at(-1)}` : part,
    );
    return { ...leaf, test: { ...leaf.test, pattern } };
  });
  return { ...rule, expression, info: { ...rule.info, id: `${rule.info.id}-${copy}` } };
}
