import type { ImplementationState } from '../../contract/iso.js';
import type { MappingPair, Relation } from '../catalog/mapping-index.js';
import { type ControlProposal, type Ground, proposeMigration } from '../migration/propose.js';

/** A pair of a mapping that leads from Annex A to another catalogue. */
export type ControlPair = MappingPair;

/** What follows for a control from the controls that it is mapped to. */
export interface DerivedState {
  state: ImplementationState;
  contradictory: boolean;
  grounds: Ground[];
}

const reversed: Record<Relation, Relation> = {
  'equal-to': 'equal-to',
  'equivalent-to': 'equivalent-to',
  'subset-of': 'superset-of',
  'superset-of': 'subset-of',
  'intersects-with': 'intersects-with',
};
/** Relations in which what is mapped to asks for at least as much as the control. */
const asksForAll = new Set<Relation>(['equal-to', 'equivalent-to', 'subset-of']);

/** @returns what a control of a catalogue is found by among those of several */
export const controlKey = (catalog: string, id: string): string => `${catalog} ${id}`;

/**
 * Derives the states of Annex A's controls (ISO/IEC 27001:2022, 6.1.3 d) by the rules of the migration, read backwards:
 * what a control is mapped to proves it or limits it. A statement is about all that it names together, so all of it
 * fulfilled, and all of it certain, proves a control that asks for no more; one of several only makes it partly so.
 * @param controls ids
 * @param pairs from the controls to other catalogues
 * @param states of what is mapped to, by {@link controlKey}
 * @returns the state of every control that at least one pair starts from
 */
export function deriveStates(
  controls: readonly string[],
  pairs: readonly ControlPair[],
  states: ReadonlyMap<string, ImplementationState>,
): Map<string, DerivedState> {
  const backwards = pairs.map(({ source, target, target_catalog, relation, ...pair }) => ({
    ...pair,
    source: controlKey(target_catalog, target),
    target: source,
    target_catalog: '',
    relation: reversed[relation],
  }));
  const assessments = [...states].map(([requirementId, status]) => ({ requirementId, status }));
  const { proposals } = proposeMigration(assessments, backwards, controls);
  return new Map(
    proposals.map((proposal) => [proposal.requirementId, withJointProof(proposal, pairs, states)]),
  );
}

function withJointProof(
  { requirementId, proposal, grounds, contradictory }: ControlProposal,
  pairs: readonly ControlPair[],
  states: ReadonlyMap<string, ImplementationState>,
): DerivedState {
  const own = pairs.filter(({ source }) => source === requirementId);
  const isUnlimited = grounds.every(({ status, note }) => note !== 'counts' || status === 'yes');
  const isProven = [...new Set(own.map(({ statement }) => statement))].some((number) => {
    const statement = pairs.filter((pair) => pair.statement === number);
    return statement.every(
      ({ source, target, target_catalog, relation, state }) =>
        source === requirementId &&
        asksForAll.has(relation) &&
        (state === 'confirmed' || state === 'moved') &&
        states.get(controlKey(target_catalog, target)) === 'yes',
    );
  });
  return { state: isProven && isUnlimited ? 'yes' : proposal, contradictory, grounds };
}
