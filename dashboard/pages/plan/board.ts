import type { Measure, MeasureState } from '../../../server/contract/plan.js';
import { measureStates, statesFor } from './plan-words.js';

export interface BoardColumn {
  state: MeasureState;
  measures: Measure[];
}

const byUrgency = (a: Measure, b: Measure): number =>
  a.priority - b.priority ||
  (a.deadline ?? '9999').localeCompare(b.deadline ?? '9999') ||
  a.title.localeCompare(b.title);

/** @returns a column for every state, in each the most urgent measure first */
export function boardColumns(measures: readonly Measure[]): BoardColumn[] {
  return measureStates.map((state) => ({
    state,
    measures: measures.filter((measure) => measure.state === state).sort(byUrgency),
  }));
}

/** What moving a measure into a state takes: nothing more, a reason that a person gives, or it is not possible. */
export type Move = 'free' | 'needs_reason' | 'refused';

/** @returns what it takes to move the measure there; undefined: it is there */
export function moveTo(measure: Measure, state: MeasureState): Move | undefined {
  if (measure.state === state) return undefined;
  if (!statesFor(measure.origin, measure.requirement?.level === 'B').includes(state)) return 'refused';
  return state === 'accepted' || state === 'obsolete' ? 'needs_reason' : 'free';
}

/** @returns the nearest state in that direction that the measure may have; undefined: there is none */
export function nextState(measure: Measure, step: 1 | -1): MeasureState | undefined {
  for (let at = measureStates.indexOf(measure.state) + step; measureStates[at]; at += step) {
    const state = measureStates[at]!;
    if (moveTo(measure, state) !== 'refused') return state;
  }
  return undefined;
}

/**
 * Which card an arrow key leads to.
 * @param shown how many cards of a column are drawn
 * @returns the id of the neighbour; undefined: there is none in that direction
 */
export function neighbourOf(
  columns: readonly BoardColumn[],
  id: string,
  key: string,
  shown: number,
): string | undefined {
  const drawn = columns.map(({ measures }) => measures.slice(0, shown));
  const column = drawn.findIndex((measures) => measures.some((each) => each.id === id));
  if (column < 0) return undefined;
  const row = drawn[column]!.findIndex((each) => each.id === id);
  if (key === 'ArrowUp' || key === 'ArrowDown') return drawn[column]![row + (key === 'ArrowUp' ? -1 : 1)]?.id;
  const step = key === 'ArrowLeft' ? -1 : key === 'ArrowRight' ? 1 : 0;
  if (step === 0) return undefined;
  for (let at = column + step; drawn[at]; at += step) {
    const beside = drawn[at]![Math.min(row, drawn[at]!.length - 1)];
    if (beside) return beside.id;
  }
  return undefined;
}
