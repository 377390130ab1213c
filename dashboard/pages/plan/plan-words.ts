import type { DueFilter, MeasureOrigin, MeasureState } from '../../../server/contract/plan.js';

export const measureStates: readonly MeasureState[] = ['open', 'in_progress', 'done', 'accepted', 'obsolete'];
export const measureOrigins: readonly MeasureOrigin[] = ['check', 'risk', 'finding', 'own'];
export const dueFilters: readonly DueFilter[] = ['overdue', 'soon', 'none'];

/** Which states a person may choose; the others follow from the check. */
export function statesFor(origin: MeasureOrigin, isBasis: boolean): readonly MeasureState[] {
  return measureStates.filter(
    (state) =>
      (state !== 'obsolete' || origin !== 'check') &&
      (state !== 'accepted' || origin === 'risk' || (origin === 'check' && !isBasis)),
  );
}
