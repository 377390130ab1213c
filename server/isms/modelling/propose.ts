import { fits, type ModelledObject, type ModellingRule, wordsOf } from './rule.js';

/** A Baustein that a rule proposes for a scope. */
export interface BausteinProposal {
  baustein: string;
  /** Id of a target object; null: the whole domain. */
  object: string | null;
  /** Id of the rule; of several, the first. */
  rule: string;
}

/**
 * Proposes Bausteine for the target objects of a domain and for the domain as a whole (BSI-Standard 200-2, 8.3.2).
 * @param objects of the domain
 * @param rules of the catalogue that the domain is assessed by
 * @returns each Baustein at most once a scope, in the order of the rules
 */
export function proposeBausteine(
  objects: readonly ModelledObject[],
  rules: readonly ModellingRule[],
): BausteinProposal[] {
  const texts = objects.map(wordsOf);
  const proposals = new Map<string, BausteinProposal>();
  for (const { id: rule, bausteine, scope, condition } of rules) {
    const fitting =
      condition === undefined ? objects : objects.filter((object, at) => fits(condition, object, texts[at]!));
    const scopes = scope === 'object' ? fitting.map(({ id }) => id) : domainScope(condition, fitting);
    for (const object of scopes) {
      for (const baustein of bausteine) {
        const key = `${object} ${baustein}`;
        if (!proposals.has(key)) proposals.set(key, { baustein, object, rule });
      }
    }
  }
  return [...proposals.values()];
}

const domainScope = (condition: object | undefined, fitting: readonly unknown[]): null[] =>
  condition === undefined || fitting.length > 0 ? [null] : [];
