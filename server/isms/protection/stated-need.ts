import {
  type EffectOverride,
  type NeedLevel,
  needLevels,
  type ProtectionNeedInput,
  type Scenarios,
} from '../../contract/protection.js';
import type { FieldProblem } from '../structure/target-object.js';
import { rank } from './effective-needs.js';

/** What a person says of one object and one dimension, with every optional field filled in. */
export interface StatedNeedValues {
  level: NeedLevel | null;
  reason: string;
  scenarios: Scenarios;
  override: EffectOverride | null;
}

/**
 * Fills in and normalises what a person says: texts trimmed; without a level the highest of the damage scenarios
 * (BSI-Standard 200-2, 8.2.1: the most serious one decides).
 */
export function normaliseNeed(input: ProtectionNeedInput): StatedNeedValues {
  const scenarios = Object.fromEntries(
    Object.entries(input.scenarios ?? {}).map(([name, { level, reason }]) => [
      name,
      { level, reason: trimmed(reason) },
    ]),
  ) as Scenarios;
  return {
    level: input.level ?? highestOf(scenarios),
    reason: trimmed(input.reason),
    scenarios,
    override: input.override ? { ...input.override, reason: trimmed(input.override.reason) } : null,
  };
}

/**
 * @param values normalised values
 * @returns every fault; empty when they can be stored
 */
export function needProblems({ level, scenarios, override, ...texts }: StatedNeedValues): FieldProblem[] {
  const problems: FieldProblem[] = [];
  for (const [name, scenario] of Object.entries(scenarios)) {
    if (level !== null && rank(level) < rank(scenario.level)) {
      problems.push({
        pointer: '/level',
        message: 'is below what /scenarios/{scenario} says',
        values: { scenario: name },
      });
    }
    if (scenario.reason?.includes('\0')) {
      problems.push({ pointer: `/scenarios/${name}/reason`, message: 'must not contain U+0000' });
    }
  }
  if (texts.reason.includes('\0')) problems.push({ pointer: '/reason', message: 'must not contain U+0000' });
  if (override === null) return problems;
  if (override.reason === '') {
    problems.push({ pointer: '/override/reason', message: 'an effect needs its reason' });
  }
  if (override.reason.includes('\0')) {
    problems.push({ pointer: '/override/reason', message: 'must not contain U+0000' });
  }
  if (override.effect === 'cumulation' && override.level === 'normal') {
    problems.push({ pointer: '/override/level', message: 'a cumulation raises, so it is not normal' });
  }
  if (override.effect === 'distribution' && override.level === 'very_high') {
    problems.push({ pointer: '/override/level', message: 'a distribution lowers, so it is not very high' });
  }
  return problems;
}

function highestOf(scenarios: Scenarios): NeedLevel | null {
  const ranks = Object.values(scenarios).map(({ level }) => rank(level));
  return ranks.length === 0 ? null : needLevels[Math.max(...ranks)]!;
}

const trimmed = (text: string | undefined): string => (text ?? '').trim().normalize('NFC');
