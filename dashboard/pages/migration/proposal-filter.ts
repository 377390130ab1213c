import type { StoredProposal } from '../../../server/contract/migration.js';

export const proposalStates = ['yes', 'partial', 'no', 'open'] as const;
export type ProposalState = (typeof proposalStates)[number];
export const decisions = ['open', 'accepted', 'rejected'] as const;
export type Decision = (typeof decisions)[number];

export interface ProposalFilter {
  text: string;
  /** None: all. */
  states: readonly ProposalState[];
  decision: Decision | 'all';
  contradictory: boolean;
}

/** @returns the proposals that a filter lets through */
export function filtered(proposals: readonly StoredProposal[], filter: ProposalFilter): StoredProposal[] {
  const wanted = filter.text.trim().toLowerCase();
  return proposals.filter(
    ({ requirement, title, proposal, decision, contradictory, grounds }) =>
      (filter.states.length === 0 || filter.states.some((state) => state === proposal)) &&
      (filter.decision === 'all' || filter.decision === decision) &&
      (!filter.contradictory || contradictory) &&
      [requirement, title, ...grounds.flatMap((ground) => [ground.source, ground.title ?? ''])].some((each) =>
        each.toLowerCase().includes(wanted),
      ),
  );
}

/** @returns the mapped proposals by what they propose and by decision */
export function countsOf(proposals: readonly StoredProposal[]): Record<ProposalState | Decision, number> & {
  undecided: number;
} {
  const counts = { yes: 0, partial: 0, no: 0, open: 0, accepted: 0, rejected: 0, undecided: 0 };
  for (const { proposal, decision } of proposals) {
    counts[proposalStates.find((state) => state === proposal) ?? 'open'] += 1;
    if (decision === 'accepted' || decision === 'rejected') counts[decision] += 1;
    else if (proposal !== 'open') counts.undecided += 1;
  }
  return counts;
}
