import {
  type Damage,
  damages,
  type Estimate,
  type Frequency,
  frequencies,
  type RiskLevel,
  type RiskMatrixInput,
  riskLevels,
} from '../../contract/risk.js';
import type { FieldProblem } from '../structure/target-object.js';

const nothingSaid = (): string[] => ['', '', '', ''];

/** The matrix that a domain begins with (BSI-Standard 200-3, 5.2, figure 5): damage by row, frequency by column. */
export const defaultMatrix: RiskMatrixInput = {
  cells: [
    ['low', 'low', 'low', 'low'],
    ['low', 'low', 'medium', 'high'],
    ['medium', 'medium', 'high', 'very_high'],
    ['medium', 'high', 'very_high', 'very_high'],
  ],
  frequencies: nothingSaid(),
  damages: nothingSaid(),
};

/** @returns the place of a frequency in a row, 0 for rare */
export const frequencyIndex = (frequency: Frequency): number => frequencies.indexOf(frequency);
/** @returns the place of a damage among the rows, 0 for negligible */
export const damageIndex = (damage: Damage): number => damages.indexOf(damage);
/** @returns 0 for low to 3 for very high */
export const riskRank = (level: RiskLevel): number => riskLevels.indexOf(level);

/**
 * Looks up a risk (BSI-Standard 200-3, 5.2).
 * @param cells a row for every damage, ascending; in it a cell for every frequency, ascending
 */
export function riskOf(cells: readonly (readonly RiskLevel[])[], { frequency, damage }: Estimate): RiskLevel {
  return cells[damageIndex(damage)]![frequencyIndex(frequency)]!;
}

/** @returns the higher of two levels; null counts as no risk */
export function worse(a: RiskLevel | null, b: RiskLevel | null): RiskLevel | null {
  if (a === null || b === null) return a ?? b;
  return riskRank(a) >= riskRank(b) ? a : b;
}

/**
 * A risk never falls where damage or frequency rises: otherwise a treatment that makes something rarer could make its
 * risk higher.
 * @returns every fault of a matrix; empty when it can be stored
 */
export function matrixProblems({
  cells,
  frequencies: often,
  damages: harm,
}: RiskMatrixInput): FieldProblem[] {
  const problems: FieldProblem[] = [];
  for (const [row, levels] of cells.entries()) {
    for (const [column, level] of levels.entries()) {
      const pointer = `/cells/${row}/${column}`;
      const left = levels[column - 1];
      const above = cells[row - 1]?.[column];
      if (left !== undefined && riskRank(left) > riskRank(level)) {
        problems.push({
          pointer,
          message: 'is below {level}, the risk of a rarer event with the same damage',
          values: { level: left },
        });
      }
      if (above !== undefined && riskRank(above) > riskRank(level)) {
        problems.push({
          pointer,
          message: 'is below {level}, the risk of a smaller damage as often',
          values: { level: above },
        });
      }
    }
  }
  for (const [name, texts] of Object.entries({ frequencies: often, damages: harm })) {
    for (const [at, text] of texts.entries()) {
      if (text.includes('\0'))
        problems.push({ pointer: `/${name}/${at}`, message: 'must not contain U+0000' });
    }
  }
  return problems;
}
