import type { AssessmentStatus } from '../../contract/check.js';
import type { Assessment } from './propose.js';

/** What the check says of a requirement in at least one scope; a scope without an answer is there as `open`. */
export interface CheckState {
  requirement: string;
  status: AssessmentStatus;
  /** By id of the sub-requirement; those that nobody said anything of are not there. */
  parts: Readonly<Record<string, AssessmentStatus>>;
}

/**
 * Turns what the IT-Grundschutz-Check says into assessments of the edition that is left. A sub-requirement that is
 * assessed on its own anywhere gets a state from every scope: where it is not, the state of its requirement is taken,
 * so that the scope that lacks something is not forgotten.
 * @param states of every scope; each difference once is enough
 */
export function assessmentsOfCheck(states: readonly CheckState[]): Assessment[] {
  const parts = new Map<string, Set<string>>();
  for (const { requirement, parts: said } of states) {
    for (const id of Object.keys(said)) {
      const known = parts.get(requirement) ?? new Set();
      parts.set(requirement, known.add(id));
    }
  }
  return states.flatMap(({ requirement, status, parts: said }) => [
    { requirementId: requirement, status },
    ...[...(parts.get(requirement) ?? [])].map((id) => ({ requirementId: id, status: said[id] ?? status })),
  ]);
}
