import type { RuleInfo } from '../contract/detection.js';
import type { CoverageState, RuleCoverage, TechniqueCoverage } from '../contract/rule-coverage.js';
import { type AttackMatrix, type Technique, techniquesOf } from './attack.js';
import type { Delivery } from './delivery.js';

/** A rule with what decides whether it covers anything. */
export interface CoveringRule {
  info: RuleInfo;
  /** Switched on, and its set is in force. */
  inForce: boolean;
}

/**
 * What rules in force cover with what sources deliver (ATT&CK, Enterprise).
 * @param rules of a tenant
 */
export function ruleCoverage(
  matrix: AttackMatrix,
  rules: readonly CoveringRule[],
  delivery: Delivery,
): RuleCoverage {
  const byTechnique = new Map<string, CoveringRule[]>();
  let untagged = 0;
  for (const rule of rules) {
    const ids = techniquesOf(rule.info.tags);
    if (ids.length === 0 && rule.inForce) untagged++;
    for (const id of new Set(ids.map(parentOf))) {
      const known = byTechnique.get(id);
      if (known === undefined) byTechnique.set(id, [rule]);
      else known.push(rule);
    }
  }
  const ids = new Set([...matrix.techniques.keys(), ...byTechnique.keys()]);
  const techniques = [...ids].sort().map((id) => {
    const technique = matrix.techniques.get(id) ?? unknownTechnique(id, byTechnique.get(id)!, matrix);
    return techniqueCoverage(technique, byTechnique.get(id) ?? [], delivery);
  });
  const { version, licence, tactics } = matrix;
  return { attack_version: version, licence, tactics: [...tactics], techniques, untagged };
}

function techniqueCoverage(
  { id, name, tactics, logsources }: Technique,
  rules: readonly CoveringRule[],
  delivery: Delivery,
): TechniqueCoverage {
  const inForce = rules.filter((rule) => rule.inForce);
  const effective = inForce.filter(({ info }) => delivery.ofRule(info).delivered);
  const delivered = () =>
    rules.some(({ info }) => delivery.ofRule(info).delivered) ||
    logsources.some((logsource) => delivery.ofLogsource(logsource).delivered);
  return {
    id,
    name,
    tactics: [...tactics],
    state: stateOf(inForce.length, effective.length, delivered),
    rules: rules.length,
    in_force: inForce.length,
    effective: effective.length,
    sub_techniques: subTechniques(id, inForce, effective),
  };
}

function stateOf(inForce: number, effective: number, delivered: () => boolean): CoverageState {
  if (effective > 0) return 'covered';
  if (inForce > 0) return 'no_source';
  return delivered() ? 'no_rule' : 'none';
}

function subTechniques(
  parent: string,
  inForce: readonly CoveringRule[],
  effective: readonly CoveringRule[],
): TechniqueCoverage['sub_techniques'] {
  const tally = (rules: readonly CoveringRule[]) => {
    const counts = new Map<string, number>();
    for (const { info } of rules) {
      for (const id of new Set(techniquesOf(info.tags))) {
        if (id.startsWith(`${parent}.`)) counts.set(id, (counts.get(id) ?? 0) + 1);
      }
    }
    return counts;
  };
  const works = tally(effective);
  return [...tally(inForce)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, count]) => ({ id, in_force: count, effective: works.get(id) ?? 0 }));
}

/** A technique that the table does not know stands under the tactics that its rules name. */
function unknownTechnique(id: string, rules: readonly CoveringRule[], { tactics }: AttackMatrix): Technique {
  const named = new Set(rules.flatMap(({ info }) => info.tags.map((tag) => tag.replace(/^attack\./, ''))));
  const known = tactics.filter((tactic) => named.has(tactic.id)).map((tactic) => tactic.id);
  return { id, name: id, tactics: known, logsources: [] };
}

const parentOf = (id: string): string => id.split('.', 1)[0]!;
