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

/** What a person asks for; without `revision`, which is about the row and not about the alert. */
export type TriageChange = Omit<AlertChange, 'revision'>;

/**
 * What can be said of a change without an alert.
 * @throws GrundwachtError VALIDATION when it changes nothing, when the reason is missing on closing or given without
 * closing, or when a closed alert is to be worked on
 */
export function checkChange({ state, reason, assignee }: TriageChange): void {
  if (state === undefined && assignee === undefined) {
    throw new GrundwachtError('VALIDATION', { pointer: '/', message: 'give /state or /assignee, or both' });
  }
  if (state === 'closed' && reason === undefined) {
    throw new GrundwachtError('VALIDATION', { pointer: '/reason', message: 'say why the alert is closed' });
  }
  if (state !== 'closed' && reason !== undefined) {
    throw new GrundwachtError('VALIDATION', {
      pointer: '/reason',
      message: 'only closing an alert takes a reason; use /comment',
    });
  }
}

/**
 * @param current the alert's present state
 * @param change what the person asks for
 * @param by user name of that person
 * @returns the new state: closing keeps the reason, acknowledging makes the person the assignee, and going back to new
 * frees the alert for anybody, unless the change names an assignee
 * @throws GrundwachtError TRANSITION_INVALID when the states do not follow each other, or a closed alert is to be
 * worked on by somebody without being reopened; VALIDATION as {@link checkChange}
 */
export function triage(current: TriageState, change: TriageChange, by: string): TriageState {
  checkChange(change);
  const { state, assignee } = change;
  if (state === undefined) {
    if (current.state === 'closed') {
      throw new GrundwachtError('TRANSITION_INVALID', {
        pointer: '/assignee',
        message: 'the alert is closed; reopen it with /state',
      });
    }
    return { ...current, assignee: assignee ?? null };
  }
  const allowed: readonly AlertState[] = transitions[current.state];
  if (!allowed.includes(state)) {
    throw new GrundwachtError('TRANSITION_INVALID', {
      pointer: '/state',
      message: 'an alert that is {state} can become {allowed}, not {wanted}',
      values: { state: current.state, allowed: allowed.join(' or '), wanted: state },
    });
  }
  const implied = { new: null, acknowledged: by, closed: current.assignee ?? by }[state];
  return {
    state,
    close_reason: state === 'closed' ? (change.reason ?? null) : null,
    assignee: assignee === undefined ? implied : assignee,
  };
}
