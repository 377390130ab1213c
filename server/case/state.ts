import type { CaseState, CaseStateChange } from '../contract/case.js';
import { GrundwachtError } from '../contract/errors.js';
import type { Fault, Names } from '../contract/fault.js';

/** What keeps a case from being closed. */
export interface Unfinished {
  /** Names of clocks whose duty nobody has decided or whose report is not made. */
  clocks: readonly Names[];
  tasks: number;
}

/**
 * @throws GrundwachtError TRANSITION_INVALID to the state that it has; VALIDATION when a closed case is opened anew
 * without a reason; CASE_UNFINISHED when it is closed while something is to be done
 */
export function checkStateChange(
  from: CaseState,
  { state, comment = '' }: Pick<CaseStateChange, 'state' | 'comment'>,
  { clocks, tasks }: Unfinished,
): void {
  if (state === from)
    throw new GrundwachtError('TRANSITION_INVALID', {
      message: 'the case is {from} already',
      values: { from },
    });
  if (from === 'closed' && comment.trim() === '')
    throw new GrundwachtError('VALIDATION', {
      pointer: '/comment',
      message: 'a closed case is opened anew with a reason',
    });
  if (state !== 'closed') return;
  const open: Fault[] = clocks.map((clock) => ({ message: '{clock}', values: { clock } }));
  if (tasks > 0) open.push({ message: '{tasks} open tasks', values: { tasks } });
  if (open.length > 0) throw new GrundwachtError('CASE_UNFINISHED', open);
}

/** @returns the name that people call a case by, such as `V-2026-0007` */
export const caseKey = (year: number, number: number): string =>
  `V-${year}-${String(number).padStart(4, '0')}`;
