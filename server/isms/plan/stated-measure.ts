import type { RequirementLevel } from '../../contract/isms.js';
import type { MeasureInput, MeasureOrigin, MeasureState } from '../../contract/plan.js';
import type { FieldProblem } from '../structure/target-object.js';

/** What a person says of a measure, with every optional field filled in. */
export interface StatedMeasure {
  title: string;
  description: string;
  priority: number | null;
  responsible: string;
  cost_once: number;
  cost_yearly: number;
  starts_on: string | null;
  deadline: string | null;
  /** Ids of measures that it comes after. */
  after: string[];
  state: MeasureState;
  reason: string;
}

const trimmed = (text: string | undefined): string => (text ?? '').trim().normalize('NFC');

/** Fills in what was left out and trims the texts. */
export function normaliseMeasure(input: MeasureInput): StatedMeasure {
  return {
    title: trimmed(input.title),
    description: trimmed(input.description),
    priority: input.priority ?? null,
    responsible: trimmed(input.responsible),
    cost_once: input.cost_once ?? 0,
    cost_yearly: input.cost_yearly ?? 0,
    starts_on: input.starts_on ?? null,
    deadline: input.deadline ?? null,
    after: [...new Set(input.after)].sort(),
    state: input.state ?? 'open',
    reason: trimmed(input.reason),
  };
}

/**
 * What does not go together in a measure.
 * @param measure normalised
 * @param origin what it comes from
 * @param level of the requirement with the gap; undefined for every other origin
 * @returns every fault; empty when it can be stored
 */
export function measureProblems(
  measure: StatedMeasure,
  origin: MeasureOrigin,
  level: RequirementLevel | undefined,
): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const fault = (pointer: string, message: string): void => void problems.push({ pointer, message });
  for (const name of ['title', 'description', 'responsible', 'reason'] as const) {
    if (measure[name].includes('\0')) fault(`/${name}`, 'must not contain U+0000');
  }
  if (origin === 'own' && measure.title === '') fault('/title', 'must not be blank');
  const { state, reason, starts_on, deadline } = measure;
  if (starts_on !== null && deadline !== null && starts_on > deadline)
    fault('/starts_on', 'must not be after the deadline');
  if (state === 'accepted') {
    if (origin === 'own' || origin === 'finding')
      fault('/state', 'only the gap of a requirement or a risk can be accepted');
    // BSI-Standard 200-2, 8.3: Basis requirements are the least there has to be.
    if (level === 'B') fault('/state', 'the gap of a Basis requirement cannot be accepted');
    if (reason === '') fault('/reason', 'an acceptance needs its reason');
  }
  if (state === 'obsolete') {
    if (origin === 'check') fault('/state', 'a gap of the check ends when the check says so; assess it anew');
    else if (reason === '') fault('/reason', 'say why nothing is to be done any more');
  }
  return problems;
}
