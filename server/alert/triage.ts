import type { AlertChange, AlertState, CloseReason } from '../contract/alert.js';
import { GrundwachtError } from '../contract/errors.js';

/** Into which states a person may bring an alert; closed -> new or acknowledged is reopening. */
export const transitions = {
  new: ['acknowledged', 'closed'],
  acknowledged: ['new', 'closed'],
  closed: ['new', 'acknowledged'],
} as const satisfies Record<AlertState, readonly AlertState[]>;

/** What of an alert triage changes. */
export interface TriageState {
  state: AlertState;
  close_reason: CloseReason | null;
  /** User name of who works on it. */
  assignee: string | null;
}

/**
 * @param current the alert's present state
 * @param change what the person asks for
 * @param by user name of that person
 * @returns the new state: closing keeps the reason, acknowledging makes the person the assignee, and going back
 * to new frees the alert for anybody
 * @throws GrundwachtError TRANSITION_INVALID when the states do not follow each other; VALIDATION when the reason
 * is missing on closing or given without closing
 */
export function triage(current: TriageState, change: AlertChange, by: string): TriageState {
  const allowed: readonly AlertState[] = transitions[current.state];
  if (!allowed.includes(change.state)) {
    throw new GrundwachtError(
      'TRANSITION_INVALID',
      `/state: an alert that is ${current.state} can become ${allowed.join(' or ')}, not ${change.state}`,
    );
  }
  if (change.state === 'closed') {
    if (change.reason === undefined) {
      throw new GrundwachtError('VALIDATION', '/reason: say why the alert is closed');
    }
    return { state: 'closed', close_reason: change.reason, assignee: current.assignee ?? by };
  }
  if (change.reason !== undefined) {
    throw new GrundwachtError('VALIDATION', '/reason: only closing an alert takes a reason; use /comment');
  }
  return { state: change.state, close_reason: null, assignee: change.state === 'new' ? null : by };
}
