import type { Estimate, Relevance, RiskInput, RiskLevel, RiskState, Treatment } from '../../contract/risk.js';
import type { FieldProblem } from '../structure/target-object.js';
import { damageIndex, frequencyIndex, riskOf } from './matrix.js';

/** What a person says of a threat to an object, with every optional field filled in. */
export interface StatedRisk {
  relevance: Relevance;
  reason: string;
  before: Estimate | null;
  treatment: Treatment | null;
  treatment_note: string;
  after: Estimate | null;
  owner: string;
}

const trimmed = (text: string | undefined): string => (text ?? '').trim().normalize('NFC');

/** Fills in what was left out and trims the texts. */
export function normaliseRisk(input: RiskInput): StatedRisk {
  return {
    relevance: input.relevance ?? 'direct',
    reason: trimmed(input.reason),
    before: input.before ?? null,
    treatment: input.treatment ?? null,
    treatment_note: trimmed(input.treatment_note),
    after: input.after ?? null,
    owner: trimmed(input.owner),
  };
}

/** Treatments after which something is left that must be estimated anew. */
const leavesSomething: Record<Treatment, boolean> = {
  avoid: false,
  reduce: true,
  transfer: true,
  accept: false,
};

/**
 * What does not go together (BSI-Standard 200-3, 4 to 6).
 * @param risk normalised
 * @returns every fault; empty when it can be stored
 */
export function riskProblems(risk: StatedRisk): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const fault = (pointer: string, message: string): void => void problems.push({ pointer, message });
  const { relevance, before, treatment, after } = risk;
  for (const name of ['reason', 'treatment_note', 'owner'] as const) {
    if (risk[name].includes('\0')) fault(`/${name}`, 'must not contain U+0000');
  }
  if (relevance !== 'direct') {
    if (risk.reason === '') fault('/reason', 'a threat that does not act directly needs the reason for that');
    for (const name of ['before', 'treatment', 'after'] as const) {
      if (risk[name] !== null) fault(`/${name}`, 'only what acts directly is estimated and treated');
    }
    return problems;
  }
  if (treatment !== null && before === null) fault('/before', 'estimate the risk before its treatment');
  if (treatment !== null && treatment !== 'reduce' && risk.treatment_note === '') {
    fault('/treatment_note', 'avoidance, transfer and acceptance need their reason');
  }
  if (after === null) return problems;
  if (treatment === null || !leavesSomething[treatment]) {
    fault('/after', 'is only estimated for reduction and transfer');
  } else if (before !== null && !isAtMost(after, before)) {
    fault('/after', 'a treatment makes nothing more frequent or more harmful');
  }
  return problems;
}

/**
 * @param cells of the domain's matrix
 * @returns the risk before and after its treatment; null: not known, or nothing is left
 */
export function levelsOf(
  cells: readonly (readonly RiskLevel[])[],
  risk: Pick<StatedRisk, 'before' | 'treatment' | 'after'>,
): { before: RiskLevel | null; after: RiskLevel | null } {
  const level = (estimate: Estimate | null): RiskLevel | null =>
    estimate === null ? null : riskOf(cells, estimate);
  return { before: level(risk.before), after: level(residual(risk)) };
}

/** @returns the estimate of what is left after the treatment; null: not known yet, or avoided */
export function residual({
  before,
  treatment,
  after,
}: Pick<StatedRisk, 'before' | 'treatment' | 'after'>): Estimate | null {
  if (treatment === 'accept') return before;
  return treatment === 'avoid' ? null : after;
}

/** @returns how far its treatment has come */
export function riskState(risk: StatedRisk, signed: boolean): RiskState {
  if (signed) return 'signed';
  if (risk.relevance !== 'direct') return 'irrelevant';
  if (risk.before === null) return 'open';
  return isTreated(risk) ? 'treated' : 'assessed';
}

/**
 * What is missing before a person in charge can sign (BSI-Standard 200-3, 6.1: the residual risk is accepted by the
 * management, documented and comprehensible).
 * @returns every fault; empty when it can be signed
 */
export function signOffProblems(risk: StatedRisk): FieldProblem[] {
  if (risk.relevance !== 'direct') return [];
  const problems: FieldProblem[] = [];
  if (risk.treatment === null)
    problems.push({ pointer: '/treatment', message: 'decide on the treatment first' });
  else if (!isTreated(risk)) problems.push({ pointer: '/after', message: 'estimate what is left first' });
  if (risk.owner === '') problems.push({ pointer: '/owner', message: 'name who answers for the risk first' });
  return problems;
}

function isTreated({ treatment, after }: StatedRisk): boolean {
  return treatment !== null && (!leavesSomething[treatment] || after !== null);
}

function isAtMost(a: Estimate, b: Estimate): boolean {
  return (
    frequencyIndex(a.frequency) <= frequencyIndex(b.frequency) &&
    damageIndex(a.damage) <= damageIndex(b.damage)
  );
}
