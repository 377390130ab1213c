import { useQuery } from '@tanstack/react-query';
import type { AlertReasons, RuleReason } from '../../../server/contract/alert-reason.js';
import { getReasons } from '../../api/alert-insights.js';
import type { Spans } from '../../components/marked-text.js';

/** @param count of the alert's events: with a further one the reasons are asked for anew */
export function useReasons(alert: string, count: number) {
  return useQuery({
    queryKey: ['alerts', 'reasons', alert, count],
    queryFn: ({ signal }) => getReasons(alert, signal),
    placeholderData: (before) => before,
    staleTime: 60_000,
  });
}

/** @returns where the rules that match one of the events have their values, by field */
export function marksOf(reasons: AlertReasons | undefined, event: string): Map<string, Spans> {
  const marks = new Map<string, Spans>();
  const of = reasons?.events.find((each) => each.event === event)?.reasons ?? [];
  for (const { field, spans } of of.flatMap((reason) => reason.marks)) {
    const known = marks.get(field);
    if (known === undefined || spans.length === 0) marks.set(field, spans);
    else if (known.length > 0) marks.set(field, joined([...known, ...spans]));
  }
  return marks;
}

function joined(spans: Spans): Spans {
  const out: number[][] = [];
  for (const [from = 0, to = 0] of spans.toSorted((a, b) => a[0]! - b[0]!)) {
    const last = out.at(-1);
    if (last !== undefined && from <= last[1]!) last[1] = Math.max(last[1]!, to);
    else out.push([from, to]);
  }
  return out;
}

/** What a rule says, and of which event. */
export interface Explained {
  event: string;
  reason: RuleReason;
}

/** @returns for each rule its latest event that it matches, or, where it matches none any more, the latest of all */
export function latestReasons({ rules, events }: AlertReasons): Explained[] {
  return rules.flatMap(({ id }): Explained[] => {
    const all = events.flatMap(({ event, reasons }) =>
      reasons.filter(({ rule }) => rule === id).map((reason) => ({ event, reason })),
    );
    const best = all.findLast(({ reason }) => reason.matches) ?? all.at(-1);
    return best === undefined ? [] : [best];
  });
}
