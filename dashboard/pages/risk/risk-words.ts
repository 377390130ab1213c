import type {
  AnalysisReason,
  Damage,
  Frequency,
  Relevance,
  RiskLevel,
  RiskState,
  Treatment,
} from '../../../server/contract/risk.js';

// The contract's lists come with a schema library that the browser does without.
export const frequencies: readonly Frequency[] = ['rare', 'medium', 'frequent', 'very_frequent'];
export const damages: readonly Damage[] = ['negligible', 'limited', 'considerable', 'existential'];
export const riskLevels: readonly RiskLevel[] = ['low', 'medium', 'high', 'very_high'];
export const treatments: readonly Treatment[] = ['avoid', 'reduce', 'transfer', 'accept'];
export const relevances: readonly Relevance[] = ['direct', 'indirect', 'none'];
export const riskStates: readonly RiskState[] = ['open', 'assessed', 'treated', 'signed', 'irrelevant'];
export const reasons: readonly AnalysisReason[] = ['high_need', 'no_baustein'];

/** @returns 0 for none, 1 for low to 4 for very high: what a column is sorted by */
export const riskRank = (level: RiskLevel | null): number =>
  level === null ? 0 : riskLevels.indexOf(level) + 1;
