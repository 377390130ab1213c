import type { TargetObjectCategory } from '../../contract/catalog.js';
import type { ModellingRule } from './rule.js';

/** Catalogue whose rules hold for every catalogue with the same categories, such as a profile of it. */
export const categoryRules = 'grundschutz-plus-plus';

/**
 * An object of a category has to meet what the categories above it ask for, too (Grundschutz++, Zielobjektkategorien).
 * @param id a category; others have nothing above them
 * @returns it and the categories that it inherits from, from the top
 */
export function withAncestors(id: string, categories: readonly TargetObjectCategory[]): string[] {
  const parents = new Map(categories.map(({ id: each, parent }) => [each, parent]));
  const line: string[] = [];
  for (let at: string | null | undefined = id; at != null && !line.includes(at); at = parents.get(at)) {
    line.unshift(at);
  }
  return line;
}

/**
 * @param rules of all catalogues
 * @param catalog that is modelled
 * @param categories of the catalogue; empty: it has Bausteine
 * @param known what of the catalogue can be applied
 * @returns the rules of the catalogue, each with what its categories inherit from
 */
export function rulesOf(
  rules: readonly ModellingRule[],
  catalog: string,
  categories: readonly TargetObjectCategory[],
  known: ReadonlySet<string>,
): ModellingRule[] {
  const own = rules.filter((rule) => rule.catalog === catalog);
  const chosen = own.length > 0 ? own : rules.filter((rule) => rule.catalog === categoryRules);
  return chosen
    .map((rule) => ({
      ...rule,
      bausteine: inherited(rule.bausteine, categories).filter((id) => known.has(id)),
    }))
    .filter(({ bausteine }) => bausteine.length > 0);
}

const inherited = (ids: readonly string[], categories: readonly TargetObjectCategory[]): string[] => [
  ...new Set(ids.flatMap((id) => withAncestors(id, categories))),
];
