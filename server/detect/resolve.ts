import type { FaultValues } from '../contract/fault.js';
import type { ProblemList } from './problems.js';
import { closest } from './sigma/closest.js';
import type { SigmaCorrelation } from './sigma/correlation.js';
import type { SigmaRule } from './sigma/rule.js';
import { get, type Node } from './yaml/tree.js';

/** What a correlation refers to. */
export type Reference = { kind: 'rule'; rule: SigmaRule } | { kind: 'correlation'; rule: SigmaCorrelation };

export interface ResolvedCorrelation {
  rule: SigmaCorrelation;
  /** In the order of `rule.rules`. */
  references: Reference[];
}

interface Candidate {
  correlation: SigmaCorrelation;
  problems: ProblemList;
  root: Node;
}

/**
 * Finds the rules that correlations refer to by id or name. A correlation with an unknown reference, or one that
 * leads back to itself, is reported and left out, as are those that refer to it.
 * @returns inner correlations before those that refer to them
 */
export function resolveCorrelations(
  rules: readonly SigmaRule[],
  candidates: readonly Candidate[],
): ResolvedCorrelation[] {
  const targets = new Map<string, Reference>();
  for (const rule of rules) register(targets, { kind: 'rule', rule });
  const open = new Map(candidates.map((candidate) => [candidate.correlation, candidate]));
  for (const { correlation } of candidates) register(targets, { kind: 'correlation', rule: correlation });
  const resolved: ResolvedCorrelation[] = [];
  const done = new Map<SigmaCorrelation, boolean>();

  const visit = (candidate: Candidate, path: readonly SigmaCorrelation[]): boolean => {
    const { correlation, problems, root } = candidate;
    const known = done.get(correlation);
    if (known !== undefined) return known;
    const place = get(get(root, 'correlation'), 'rules')?.place ?? root.place;
    const leaveOut = (code: string, message: string, hint: string, values: FaultValues): boolean => {
      problems.error(place, code, 'correlation.rules', message, hint, values);
      return false;
    };
    const references = correlation.rules.map((name) => targets.get(name));
    const ok = correlation.rules.every((name, index) => {
      const reference = references[index];
      if (reference === undefined) {
        const near = closest(name, [...targets.keys()]);
        const hint =
          near === undefined ? 'Load the rule, or correct the id or name.' : 'Did you mean `{near}`?';
        const message = 'There is no usable rule `{name}`.';
        return leaveOut('correlation-reference', message, hint, { name, near: near ?? '' });
      }
      const before = references.findIndex((other) => other?.rule === reference.rule);
      if (before < index && correlation.type !== 'temporal_ordered') {
        const message = '`{name}` is named twice: each of its events would count twice.';
        return leaveOut('correlation-rule-repeated', message, 'Name each rule once.', { name });
      }
      if (reference.kind === 'rule') return true;
      if (reference.rule === correlation || path.includes(reference.rule)) {
        const message = '`{name}` leads back to this correlation.';
        return leaveOut('correlation-cycle', message, 'Remove the circle.', { name });
      }
      if (visit(open.get(reference.rule)!, [...path, correlation])) return true;
      const message = 'The correlation `{name}` is not usable.';
      return leaveOut('correlation-reference', message, 'Mend that one first.', { name });
    });
    done.set(correlation, ok);
    if (ok) resolved.push({ rule: correlation, references: references as Reference[] });
    return ok;
  };
  for (const candidate of candidates) visit(candidate, []);
  return resolved;
}

function register(targets: Map<string, Reference>, reference: Reference): void {
  const { rule } = reference;
  targets.set(rule.info.id, reference);
  if (rule.name !== undefined) targets.set(rule.name, reference);
}
