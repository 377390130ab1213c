import type { Figures } from '../../contract/signal.js';
import type { FactsOf, Observed } from '../facts.js';
import { type ParametersOf, wordsOf } from '../parameters.js';
import { hourMs, someOf } from './sources.js';

/** @returns the value that a share of the sorted values does not exceed (nearest rank); 0 of none */
function percentile(values: readonly number[], percent: number): number {
  if (values.length === 0) return 0;
  const sorted = [...values].sort((a, b) => a - b);
  const at = Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1);
  return sorted[at]!;
}

const shareOf = (part: number, whole: number): number => (whole === 0 ? 0 : (100 * part) / whole);

/** DER.1.A6: alerts are looked at in time; one that still waits longer counts as late. */
export function alertTimes(
  { alerts }: FactsOf<'alert-times'>,
  { days, minutes, percent }: ParametersOf<'alert-times'>,
  now: number,
): Observed[] {
  const limit = minutes * 60_000;
  const due = alerts.filter(({ created, taken }) => taken !== null || now - created > limit);
  const waits = due.map(({ created, taken }) => (taken ?? now) - created);
  const inTime = waits.filter((wait) => wait <= limit).length;
  const share = shareOf(inTime, waits.length);
  const figures: Figures = {
    days,
    minutes,
    percent,
    alerts: waits.length,
    late: waits.length - inTime,
    share,
    median_minutes: Math.round(percentile(waits, 50) / 60_000),
  };
  const verdict = waits.length === 0 ? 'unknown' : share >= percent ? 'supports' : 'contradicts';
  return [{ object: null, verdict, figures }];
}

/** DER.1.A15: from the receipt of the last event to the alert. */
export function detectionLatency(
  { delaysMs }: FactsOf<'detection-latency'>,
  { days, seconds, percent }: ParametersOf<'detection-latency'>,
): Observed[] {
  const reached = percentile(delaysMs, percent) / 1000;
  const figures: Figures = {
    days,
    limit: seconds,
    percent,
    alerts: delaysMs.length,
    seconds: Math.round(reached * 100) / 100,
  };
  const verdict = delaysMs.length === 0 ? 'unknown' : reached <= seconds ? 'supports' : 'contradicts';
  return [{ object: null, verdict, figures }];
}

/** What was begun is decided within a time; what still waits longer is late. */
export function deadline(
  { items }: FactsOf<'deadline'>,
  { days, hours, percent }: ParametersOf<'deadline'>,
  now: number,
): Observed[] {
  const limit = hours * hourMs;
  const due = items.filter(({ begun, done }) => done !== null || now - begun > limit);
  const late = due.filter(({ begun, done }) => (done ?? now) - begun > limit).length;
  const share = shareOf(due.length - late, due.length);
  const figures: Figures = { days, hours, percent, items: due.length, late, share };
  const verdict = due.length === 0 ? 'unknown' : share >= percent ? 'supports' : 'contradicts';
  return [{ object: null, verdict, figures }];
}

/** ORP.4.A2: to every change of a privileged group somebody has noted the ticket, within a time. */
export function privilegedChanges(
  { changes }: FactsOf<'privileged-changes'>,
  { days, hours, ticket }: ParametersOf<'privileged-changes'>,
  now: number,
): Observed[] {
  const isTicket = ticketTest(ticket);
  const due = changes.filter(({ at, comments }) => now - at > hours * hourMs || comments.some(isTicket));
  const missing = due.filter(({ comments }) => !comments.some(isTicket)).map(({ what }) => what);
  const figures: Figures = {
    days,
    hours,
    changes: due.length,
    missing: missing.length,
    names: someOf(missing).slice(0, 500),
  };
  const verdict = missing.length > 0 ? 'contradicts' : due.length > 0 ? 'supports' : 'unknown';
  return [{ object: null, verdict, figures }];
}

/** @returns whether a text has a word that begins like one of the patterns and goes on with a figure or letter */
function ticketTest(patterns: string): (text: string) => boolean {
  const beginnings = wordsOf(patterns).map((pattern) => pattern.replaceAll('*', '').toLowerCase());
  return (text) =>
    text
      .toLowerCase()
      .split(/[\s,;:()]+/)
      .some((word) => beginnings.some((begin) => word.startsWith(begin) && word.length > begin.length));
}

/** DER.1.A13: the rules that were drilled have raised alerts. Those that cannot be drilled are counted. */
export function fireDrill(
  { drill }: FactsOf<'fire-drill'>,
  { days, percent }: ParametersOf<'fire-drill'>,
  now: number,
): Observed[] {
  if (drill === null) return [{ object: null, verdict: 'unknown', figures: { days, percent, drilled: 0 } }];
  const { at, fired, silent, notDrilled, slowestMs } = drill;
  const drilled = fired + silent;
  const share = shareOf(fired, drilled);
  const figures: Figures = {
    days,
    percent,
    at: new Date(at).toISOString(),
    drilled,
    fired,
    silent,
    not_drilled: notDrilled,
    share,
    slowest: Math.round(slowestMs / 100) / 10,
  };
  const old = now - at > days * 24 * hourMs;
  const verdict = drilled === 0 || old ? 'unknown' : share >= percent ? 'supports' : 'contradicts';
  return [{ object: null, verdict, figures }];
}
