import type { EffectiveNeed } from '../../contract/protection.js';
import { dimensions } from '../../contract/protection.js';
import type { AnalysisReason, Estimate, ObjectRisk, RiskLevel, RiskOverview } from '../../contract/risk.js';
import { damageIndex, frequencyIndex, worse } from './matrix.js';
import { levelsOf, residual, riskState, type StatedRisk } from './stated-risk.js';

/** Equal risks of one object, counted. */
export interface CountedRisk extends Pick<StatedRisk, 'relevance' | 'before' | 'treatment' | 'after'> {
  target_object: string;
  signed: boolean;
  count: number;
}

/** An object that may need a risk analysis. */
export interface AnalysedObject
  extends Pick<EffectiveNeed, 'confidentiality' | 'integrity' | 'availability'> {
  id: string;
  /** Whether a Baustein is modelled on it or its group; undefined: not known yet. */
  has_baustein: boolean | undefined;
}

/**
 * Why an object needs a risk analysis (BSI-Standard 200-2, 8.5): high or very high protection needs in at least one
 * dimension, or no Baustein that fits.
 */
export function reasonsFor({ has_baustein, ...need }: AnalysedObject): AnalysisReason[] {
  const reasons: AnalysisReason[] = [];
  if (dimensions.some((dimension) => need[dimension] !== 'normal')) reasons.push('high_need');
  if (has_baustein === false) reasons.push('no_baustein');
  return reasons;
}

const emptyCounts = (): number[][] => Array.from({ length: 4 }, () => [0, 0, 0, 0]);

/**
 * @param objects all of the domain, in the order in which they are given back
 * @param risks theirs
 * @param cells of the domain's matrix
 * @returns the state of every object, and how many risks each cell of the matrix holds
 */
export function riskOverview(
  objects: readonly AnalysedObject[],
  risks: readonly CountedRisk[],
  cells: readonly (readonly RiskLevel[])[],
): RiskOverview {
  const byId = new Map(objects.map((object) => [object.id, emptyObject(object)]));
  const overview: RiskOverview = {
    objects: [...byId.values()],
    before: emptyCounts(),
    after: emptyCounts(),
    avoided: 0,
  };
  for (const risk of risks) {
    const object = byId.get(risk.target_object);
    if (object === undefined) continue;
    const { before, after } = levelsOf(cells, risk);
    const state = riskState({ ...risk, reason: '', treatment_note: '', owner: '' }, risk.signed);
    object.risks += risk.count;
    object.states[state] += risk.count;
    object.worst_before = worse(object.worst_before, before);
    object.worst_after = worse(object.worst_after, after);
    add(overview.before, risk.before, risk.count);
    add(overview.after, residual(risk), risk.count);
    if (risk.treatment === 'avoid') overview.avoided += risk.count;
  }
  return overview;
}

function add(counts: number[][], estimate: Estimate | null, count: number): void {
  if (estimate === null) return;
  counts[damageIndex(estimate.damage)]![frequencyIndex(estimate.frequency)]! += count;
}

function emptyObject(object: AnalysedObject): ObjectRisk {
  return {
    target_object: object.id,
    reasons: reasonsFor(object),
    risks: 0,
    states: { irrelevant: 0, open: 0, assessed: 0, treated: 0, signed: 0 },
    worst_before: null,
    worst_after: null,
  };
}
