import type { EvidenceInput } from '../contract/evidence.js';
import type { Fault } from '../contract/fault.js';

/** A fault of what somebody said of an item. */
export interface EvidenceProblem extends Fault {
  /** JSON pointer. */
  readonly pointer: string;
}

const carriers = { file: 'file', link: 'link', observation: 'observation' } as const;

/** @returns the same with the ends of texts trimmed, and lists in order */
export function normaliseEvidence(input: EvidenceInput): EvidenceInput {
  return {
    ...input,
    title: input.title.trim(),
    shows: input.shows.trim(),
    provided_by: input.provided_by.trim(),
    requirements: input.requirements.toSorted(),
    target_objects: input.target_objects.toSorted(),
  };
}

/**
 * @param today ISO day
 * @returns every fault that can be seen without the database
 */
export function evidenceProblems(input: EvidenceInput, today: string): EvidenceProblem[] {
  const problems: EvidenceProblem[] = [];
  for (const kind of Object.values(carriers)) {
    if (input.kind === kind && input[kind] === null) {
      problems.push({
        pointer: `/${kind}`,
        message: 'evidence of the kind {kind} needs it',
        values: { kind },
      });
    }
    if (input.kind !== kind && input[kind] !== null) {
      problems.push({
        pointer: `/${kind}`,
        message: 'must be null for evidence of the kind {kind}',
        values: { kind: input.kind },
      });
    }
  }
  if (input.effective_on > today) {
    problems.push({ pointer: '/effective_on', message: 'evidence tells of what has been: no day to come' });
  }
  if (input.valid_until !== null && input.valid_until < input.effective_on) {
    problems.push({ pointer: '/valid_until', message: 'must not be before /effective_on' });
  }
  return problems;
}
