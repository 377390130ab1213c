import type { RequirementLevel } from '../../contract/isms.js';
import type { FindingKind } from '../../contract/iso.js';
import type { RiskLevel } from '../../contract/risk.js';

/** When a Baustein's turn is (Kompendium, "Schichtenmodell und Modellierung"): R1 first. */
export type ImplementationOrder = 'R1' | 'R2' | 'R3';

const levels: Record<RequirementLevel, number> = { B: 0, S: 1, H: 2 };
const orders: Record<ImplementationOrder, number> = { R1: 1, R2: 2, R3: 3 };

/**
 * The order of implementation (BSI-Standard 200-2, 9.3): Basis requirements first, then those for the standard, then
 * those for higher protection needs; among equals by the order of their Baustein.
 * @returns 1 (first) to 9
 */
export function priorityOfGap(level: RequirementLevel, order: ImplementationOrder): number {
  return levels[level] * 3 + orders[order];
}

const risks: Record<RiskLevel, number> = { very_high: 1, high: 2, medium: 5, low: 8 };

/** @returns 1 (first) to 9 by the risk before its treatment; null: not estimated yet */
export function priorityOfRisk(level: RiskLevel | null): number {
  return level === null ? 5 : risks[level];
}

const findings: Record<FindingKind, number> = { major: 1, minor: 4, recommendation: 7 };

/** @returns 1 (first) to 9 */
export function priorityOfFinding(kind: FindingKind): number {
  return findings[kind];
}

/** Of a measure that comes from nothing but somebody's idea. */
export const priorityOfOwn = 5;
