import type { CaseClock, CaseReport, ClockState } from '../contract/case-duty.js';
import { afterHours, afterMonth } from './deadline.js';
import type { DecidedDuty, DutyStep } from './duties.js';

/** What the clocks of a duty follow from. */
export interface ClockFacts {
  /** Milliseconds since the epoch. */
  openedAt: number;
  /** Of the case; those of other duties and withdrawn ones do not count. */
  reports: readonly Pick<CaseReport, 'duty' | 'step' | 'submitted_at' | 'withdrawn_at'>[];
  /** Milliseconds since the epoch. */
  now: number;
}

interface Span {
  start: number | null;
  due: number | null;
  provisional: boolean;
}

/**
 * The clocks of a duty, one for each step. While nobody has decided whether it holds they run provisionally from the
 * opening of the case: a duty does not wait for its decision.
 * @returns in the order of the steps
 */
export function clocksOf(duty: DecidedDuty, facts: ClockFacts): CaseClock[] {
  return duty.steps.map((step) => {
    const span = spanOf(duty, step, facts);
    const reported = firstReport(duty.duty, step.step, facts);
    return {
      duty: duty.duty,
      step: step.step,
      name: step.name,
      recipient: step.recipient,
      state: stateOf(duty, span, reported, facts.now),
      starts_at: instant(span.start),
      due_at: instant(span.due),
      provisional: span.provisional,
      reported_at: instant(reported),
    };
  });
}

function spanOf(duty: DecidedDuty, step: DutyStep, facts: ClockFacts): Span {
  if (duty.applies === 'no') return { start: null, due: null, provisional: false };
  const assumed = duty.applies === 'undecided';
  const start = assumed || duty.starts === 'opened' ? facts.openedAt : duty.awareAt;
  if (step.hours !== null)
    return { start, due: start === null ? null : afterHours(start, step.hours), provisional: assumed };
  return afterReport(duty, start, assumed, facts);
}

/** § 32 (1) no. 4 BSIG: a month after the report was submitted; until then, after the end of its time. */
function afterReport(duty: DecidedDuty, start: number | null, assumed: boolean, facts: ClockFacts): Span {
  const reported = firstReport(duty.duty, 'report', facts);
  if (reported !== null) return { start: reported, due: afterMonth(reported), provisional: assumed };
  const hours = duty.steps.find(({ step }) => step === 'report')?.hours ?? 0;
  const due = start === null ? null : afterMonth(afterHours(start, hours));
  return { start: null, due, provisional: true };
}

function firstReport(duty: string, step: CaseClock['step'], { reports }: ClockFacts): number | null {
  const times = reports
    .filter((report) => report.duty === duty && report.step === step && report.withdrawn_at === null)
    .map(({ submitted_at }) => Date.parse(submitted_at));
  return times.length === 0 ? null : Math.min(...times);
}

function stateOf(
  { applies }: DecidedDuty,
  { start, due }: Span,
  reported: number | null,
  now: number,
): ClockState {
  if (applies === 'no') return 'not_applicable';
  if (reported !== null) return due !== null && reported > due ? 'late' : 'met';
  if (due !== null && now > due) return 'missed';
  if (applies === 'undecided') return 'undecided';
  return start === null ? 'waiting' : 'running';
}

const instant = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

/** @returns whether somebody has still to do something for it */
export const isPending = ({ state }: Pick<CaseClock, 'state'>): boolean =>
  state === 'undecided' || state === 'waiting' || state === 'running' || state === 'missed';

/** In the order of their ends, those without an end last. */
export function byEnd(a: CaseClock, b: CaseClock): number {
  const [first, second] = [a.due_at, b.due_at].map((at) =>
    at === null ? Number.POSITIVE_INFINITY : Date.parse(at),
  );
  return first === second ? 0 : first! - second!;
}

export const escalations = ['half', 'three_quarters', 'two_hours', 'missed'] as const;
export type Escalation = (typeof escalations)[number];

const twoHoursMs = 2 * 3_600_000;

/**
 * @param now milliseconds since the epoch
 * @returns the latest point of warning that a clock has passed; undefined: none yet, or nothing is pending
 */
export function escalationAt(clock: CaseClock, now: number): Escalation | undefined {
  if (!isPending(clock) || clock.due_at === null) return undefined;
  const due = Date.parse(clock.due_at);
  if (now > due) return 'missed';
  if (now >= due - twoHoursMs) return 'two_hours';
  if (clock.starts_at === null) return undefined;
  const start = Date.parse(clock.starts_at);
  const share = (now - start) / (due - start);
  if (share >= 0.75) return 'three_quarters';
  return share >= 0.5 ? 'half' : undefined;
}
