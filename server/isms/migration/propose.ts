import type { AssessmentStatus } from '../../contract/check.js';
import type { MappingPair, Relation, TargetState } from '../catalog/mapping-index.js';

/** An assessment of the edition that is left, of a requirement or of one of its sub-requirements. */
export interface Assessment {
  requirementId: string;
  status: AssessmentStatus;
}

/** What is proposed for a control of the edition that is gone to; a person decides. */
export type Proposal = 'yes' | 'partial' | 'no' | 'open';

/** Why a pair does or does not count. */
export type GroundNote = 'counts' | 'not_assessed' | 'dispensable' | 'says_nothing' | 'unconfirmed';

export interface Ground {
  /** Requirement or sub-requirement of the old edition. */
  source: string;
  status: AssessmentStatus;
  /** As the pair is read; a statement with several targets is weaker for each of them. */
  relation: Relation;
  state: TargetState;
  note: GroundNote;
}

export interface ControlProposal {
  requirementId: string;
  proposal: Proposal;
  grounds: Ground[];
  /** Two pairs exclude each other, such as one that proves and one that disproves; the more careful one counts. */
  contradictory: boolean;
}

export interface MigrationCoverage {
  /** Valid controls of the new catalogue, and those of them that a usable pair leads to. */
  controls: number;
  controls_mapped: number;
  proposals: Record<Proposal, number>;
  contradictory: number;
  /** Assessed requirements of the old edition, and those of them that a usable pair starts from. */
  assessed: number;
  assessed_mapped: number;
  /** Pairs that were left out: the control is not there, or it is not certain that it is the one that was meant. */
  pairs_absent: number;
  pairs_unconfirmed: number;
}

export interface MigrationProposals {
  proposals: ControlProposal[];
  /** Controls without any usable pair: to be assessed from the beginning. */
  unmapped: string[];
  /** Assessed requirements that lead nowhere: their work must not be forgotten. */
  left_behind: string[];
  coverage: MigrationCoverage;
}

/**
 * Proposes states for the controls of a new catalogue from assessments of the old one. The rules, for a source S and a
 * control T (OSCAL, Control Mapping Model: relationship):
 *
 * - equal, equivalent: T is as S.
 * - superset (S asks for more): S fulfilled proves T; anything less says nothing about T.
 * - subset (S asks for less): S fulfilled makes T at least partly fulfilled, never more; S not fulfilled means that T is
 *   at most partly fulfilled.
 * - intersects: as subset, but S partly fulfilled says nothing.
 * - A statement with several targets is weaker for each one: equal becomes superset, subset becomes intersects; with
 *   several sources equal becomes subset, and superset intersects.
 * - Of several pairs the strongest proof counts, and the strictest limit: a control is only proposed as fulfilled when
 *   something proves it and nothing limits it.
 * - Dispensable and unassessed requirements say nothing: a reason for dispensing is given anew.
 * - Pairs whose target is not confirmed are shown as grounds and never count.
 *
 * @param assessments several of one requirement (one per target object) count as the worst of them; one of a
 * sub-requirement goes before that of its requirement
 * @param pairs of the mapping that lead to the catalogue
 * @param controls valid ids of the catalogue, in its order
 */
export function proposeMigration(
  assessments: readonly Assessment[],
  pairs: readonly MappingPair[],
  controls: readonly string[],
): MigrationProposals {
  const states = worstStates(assessments);
  const usable = pairs.filter(({ state }) => state !== 'absent');
  const byTarget = groupByTarget(usable);
  const sizes = statementSizes(pairs);
  const proposals: ControlProposal[] = [];
  const unmapped: string[] = [];
  for (const id of controls) {
    const own = byTarget.get(id);
    if (own === undefined) unmapped.push(id);
    else proposals.push(propose(id, own, states, sizes));
  }
  const mapped = new Set(
    usable.filter(({ state }) => state !== 'unconfirmed').map(({ source }) => baseOf(source)),
  );
  const assessed = [
    ...new Set([...states].filter(([, status]) => status !== 'open').map(([id]) => baseOf(id))),
  ];
  const left_behind = assessed.filter((id) => !mapped.has(id));
  return {
    proposals,
    unmapped,
    left_behind,
    coverage: {
      controls: controls.length,
      controls_mapped: proposals.length,
      proposals: countProposals(proposals),
      contradictory: proposals.filter(({ contradictory }) => contradictory).length,
      assessed: assessed.length,
      assessed_mapped: assessed.length - left_behind.length,
      pairs_absent: pairs.length - usable.length,
      pairs_unconfirmed: usable.filter(({ state }) => state === 'unconfirmed').length,
    },
  };
}

const order: Record<AssessmentStatus, number> = { no: 0, partial: 1, open: 2, dispensable: 3, yes: 4 };

/** One object that lacks something is enough for the requirement to lack it; an unassessed one leaves it open. */
function worstStates(assessments: readonly Assessment[]): Map<string, AssessmentStatus> {
  const states = new Map<string, AssessmentStatus>();
  for (const { requirementId, status } of assessments) {
    const before = states.get(requirementId);
    if (before === undefined || order[status] < order[before]) states.set(requirementId, status);
  }
  return states;
}

/** @returns `APP.3.6.A1` for `APP.3.6.A1.2`, any other id as it is */
function baseOf(id: string): string {
  return /^(.+\.A\d+)\.\d+$/.exec(id)?.[1] ?? id;
}

function groupByTarget(pairs: readonly MappingPair[]): Map<string, MappingPair[]> {
  const groups = new Map<string, MappingPair[]>();
  for (const pair of pairs) {
    const group = groups.get(pair.target);
    if (group === undefined) groups.set(pair.target, [pair]);
    else group.push(pair);
  }
  return groups;
}

interface StatementSize {
  sources: Set<string>;
  targets: Set<string>;
}

function statementSizes(pairs: readonly MappingPair[]): Map<number, StatementSize> {
  const sizes = new Map<number, StatementSize>();
  for (const { statement, source, target } of pairs) {
    let size = sizes.get(statement);
    if (size === undefined) {
      size = { sources: new Set(), targets: new Set() };
      sizes.set(statement, size);
    }
    size.sources.add(source);
    size.targets.add(target);
  }
  return sizes;
}

const severalTargets: Record<Relation, Relation> = {
  'equal-to': 'superset-of',
  'equivalent-to': 'superset-of',
  'superset-of': 'superset-of',
  'subset-of': 'intersects-with',
  'intersects-with': 'intersects-with',
};
const severalSources: Record<Relation, Relation> = {
  'equal-to': 'subset-of',
  'equivalent-to': 'subset-of',
  'superset-of': 'intersects-with',
  'subset-of': 'subset-of',
  'intersects-with': 'intersects-with',
};

/** Of a control's fulfilment: 0 not, 1 partly, 2 fully. */
type Bounds = readonly [least: number, most: number];
const nothing: Bounds = [0, 2];

const bounds: Record<Relation, Record<'yes' | 'partial' | 'no', Bounds>> = {
  'equal-to': { yes: [2, 2], partial: [1, 1], no: [0, 0] },
  'equivalent-to': { yes: [2, 2], partial: [1, 1], no: [0, 0] },
  'superset-of': { yes: [2, 2], partial: nothing, no: nothing },
  'subset-of': { yes: [1, 2], partial: [1, 1], no: [0, 1] },
  'intersects-with': { yes: [1, 2], partial: nothing, no: [0, 1] },
};

function propose(
  id: string,
  pairs: readonly MappingPair[],
  states: ReadonlyMap<string, AssessmentStatus>,
  sizes: ReadonlyMap<number, StatementSize>,
): ControlProposal {
  let least = 0;
  let most = 2;
  const grounds = pairs.map(({ source, relation: stated, statement, state }): Ground => {
    const status = states.get(source) ?? states.get(baseOf(source)) ?? 'open';
    const relation = weakened(stated, sizes.get(statement));
    const ground = { source, status, relation, state };
    if (state === 'unconfirmed') return { ...ground, note: 'unconfirmed' };
    if (status === 'open') return { ...ground, note: 'not_assessed' };
    if (status === 'dispensable') return { ...ground, note: 'dispensable' };
    const found = bounds[relation][status];
    if (found === nothing) return { ...ground, note: 'says_nothing' };
    least = Math.max(least, found[0]);
    most = Math.min(most, found[1]);
    return { ...ground, note: 'counts' };
  });
  const counted = grounds.some(({ note }) => note === 'counts');
  const contradictory = least > most;
  const level = Math.min(least, most);
  const proposal: Proposal = counted ? (['no', 'partial', 'yes'] as const)[level]! : 'open';
  return { requirementId: id, proposal, grounds, contradictory };
}

function weakened(relation: Relation, size: StatementSize | undefined): Relation {
  const targets = (size?.targets.size ?? 1) > 1 ? severalTargets[relation] : relation;
  return (size?.sources.size ?? 1) > 1 ? severalSources[targets] : targets;
}

function countProposals(proposals: readonly ControlProposal[]): Record<Proposal, number> {
  const counts = { yes: 0, partial: 0, no: 0, open: 0 };
  for (const { proposal } of proposals) counts[proposal] += 1;
  return counts;
}
