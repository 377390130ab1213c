import { levels } from '../contract/levels.js';
import type {
  Decision,
  DecisionReason,
  NoticeFacts,
  NotificationPlan,
  NotificationRoute,
  Preview,
} from '../contract/notification-plan.js';
import { holidayAt, isWorking, nextWorkStart, onCallAt } from './calendar.js';

const rank = (level: NoticeFacts['level']): number => levels.indexOf(level);
const protectionRank = { any: 0, unknown: 0, normal: 1, high: 2, very_high: 3 } as const;

/**
 * What happens to a notice: the first enabled route that fits decides, and those after it as long as they proceed.
 * @param now milliseconds since the epoch
 * @returns what each of these routes does, with its reason; none: no route fits, nobody is told
 */
export function routeNotice(plan: NotificationPlan, facts: NoticeFacts, now: number): Decision[] {
  const decisions: Decision[] = [];
  for (const route of plan.routes) {
    if (!route.enabled || !fits(route, facts)) continue;
    decisions.push(...decide(route, plan, facts, now));
    if (!route.proceed) break;
  }
  return withoutDoubles(decisions);
}

/** @returns what happens at each of several moments, and what the calendar says of them */
export function previewNotice(plan: NotificationPlan, facts: NoticeFacts, at: readonly string[]): Preview {
  return {
    moments: at.map((moment) => {
      const now = Date.parse(moment);
      return {
        at: moment,
        working: isWorking(plan.calendar, now),
        holiday: holidayAt(plan.calendar, now) ?? null,
        decisions: routeNotice(plan, facts, now),
      };
    }),
  };
}

function fits({ when }: NotificationRoute, facts: NoticeFacts): boolean {
  if (facts.drill && !when.drills) return false;
  if (when.kinds.length > 0 && !when.kinds.includes(facts.kind)) return false;
  if (rank(facts.level) < rank(when.min_level)) return false;
  if (protectionRank[facts.protection] < protectionRank[when.min_protection]) return false;
  if (when.rules.length > 0 && !when.rules.includes(facts.rule)) return false;
  return anyFits(when.tags, facts.tags) && anyFits(when.entities, [facts.entity]);
}

const anyFits = (patterns: readonly string[], values: readonly string[]): boolean =>
  patterns.length === 0 || patterns.some((pattern) => values.some((value) => matches(pattern, value)));

/** Compares without regard to case; `*` stands for any text. In linear time: each part is looked for once. */
export function matches(pattern: string, value: string): boolean {
  const parts = pattern.toLowerCase().split('*');
  const text = value.toLowerCase();
  const first = parts[0]!;
  const last = parts.at(-1)!;
  if (parts.length === 1) return text === first;
  if (text.length < first.length + last.length) return false;
  if (!text.startsWith(first) || !text.endsWith(last)) return false;
  const end = text.length - last.length;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, at);
    if (found < 0 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
}

function decide(
  route: NotificationRoute,
  plan: NotificationPlan,
  { level }: NoticeFacts,
  now: number,
): Decision[] {
  const { calendar } = plan;
  const to = (reason: DecisionReason, at: number): Decision[] =>
    route.channels.map((channel) => ({
      route: route.name,
      reason,
      channel,
      recipients: [],
      who: null,
      at: new Date(at).toISOString(),
    }));
  const nothing = (reason: DecisionReason): Decision[] => [
    { route: route.name, reason, channel: null, recipients: [], who: null, at: null },
  ];
  if (isWorking(calendar, now)) {
    if (route.working === 'nothing') return nothing('working_nothing');
    return route.working === 'now'
      ? to('working_now', now)
      : to('working_digest', nextWorkStart(calendar, now));
  }
  const { from_level, rest, to: whom } = route.off_hours;
  if (from_level === null || rank(level) < rank(from_level)) {
    return rest === 'nothing' ? nothing('off_nothing') : to('off_digest', nextWorkStart(calendar, now));
  }
  if (whom === 'channels') return to('off_now', now);
  const duty = onCallAt(calendar, now);
  // Nobody on call must not mean that nobody hears of it.
  if (duty.length === 0) return to('off_nobody', now);
  return duty.map(({ who, channel, recipients }) => ({
    route: route.name,
    reason: 'off_on_call' as const,
    channel,
    recipients,
    who,
    at: new Date(now).toISOString(),
  }));
}

/** Two routes that lead to the same place at the same time make one message. */
function withoutDoubles(decisions: readonly Decision[]): Decision[] {
  const seen = new Set<string>();
  return decisions.filter(({ channel, recipients, at }) => {
    const key = JSON.stringify([channel, recipients, at]);
    if (channel !== null && seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
