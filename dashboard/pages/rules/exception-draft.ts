import type { RuleDetail } from '../../../server/contract/rule-views.js';

export type ExceptionView = RuleDetail['exceptions'][number];

/** An exception while it is written. */
export interface ExceptionDraft {
  title: string;
  reason: string;
  detection: string;
  /** `YYYY-MM-DD`, the last day on which it has an effect; empty: no end. */
  until: string;
}

/** What a new exception begins with: a form to fill in. */
const template = `selection:
  host.name: 'SERVER01'
condition: selection
`;

const dayMs = 24 * 3_600_000;

/** @returns what the form begins with */
export function exceptionDraft(
  exception: ExceptionView | undefined,
  toWallClock: (instant: string) => string,
): ExceptionDraft {
  if (exception === undefined) return { title: '', reason: '', detection: template, until: '' };
  const { title, reason, detection, expires_at } = exception;
  // The day before the midnight with which it ends.
  const last = expires_at === null ? undefined : new Date(Date.parse(expires_at) - 1).toISOString();
  return { title, reason, detection, until: last === undefined ? '' : toWallClock(last).slice(0, 10) };
}

/**
 * @param fromWallClock the instant of a wall clock time
 * @returns the instant at which the last day is over; null without one
 */
export function expiryOf(
  until: string,
  fromWallClock: (wallClock: string) => string | undefined,
): string | null {
  if (until === '') return null;
  const next = new Date(Date.parse(`${until}T00:00:00Z`) + dayMs).toISOString().slice(0, 10);
  return fromWallClock(`${next}T00:00`) ?? null;
}
