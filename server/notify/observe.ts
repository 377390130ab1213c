import type { NoticeKind, NotificationPlan } from '../contract/notification-plan.js';
import type { AlertMemory, ToldAlert } from '../store/notification-cursor.js';

const minuteMs = 60_000;

/** What is to be said of an alert, and what is remembered then. */
export interface Observed {
  memory: AlertMemory;
  kind: NoticeKind | undefined;
}

export interface Observation {
  plan: NotificationPlan;
  /** Since when the tenant has a plan, milliseconds since the epoch: older alerts are no news. */
  since: number;
  /** Whether the alert's rule watches Grundwacht itself. */
  own: boolean;
  now: number;
}

/**
 * Compares an alert that changed with what was told of it. Only its latest state is seen: changes that were overtaken
 * are told as one.
 * @param memory undefined: the alert was never looked at
 */
export function observeAlert(
  { alert }: ToldAlert,
  memory: AlertMemory | undefined,
  { plan, since, own, now }: Observation,
): Observed {
  const closed = alert.state === 'closed';
  const begin = (kind: NoticeKind | undefined): Observed => ({
    memory: {
      alert_id: alert.id,
      tenant_id: alert.tenant,
      count: alert.count,
      closed,
      told_at: new Date(now),
      owed_at: null,
      acknowledge_by:
        kind !== undefined && alert.state === 'new' ? acknowledgeBy(plan, alert.rule.level, now) : null,
    },
    kind,
  });
  if (memory === undefined) {
    const news = Date.parse(alert.created_at) >= since && alert.close_reason !== 'duplicate';
    // A drill's alert is born closed; one that a person closed before it was looked at is no news any more.
    if (!news || (closed && alert.close_reason !== 'test')) return begin(undefined);
    return begin(own ? 'self_monitoring' : 'new');
  }
  if (memory.closed && !closed) return begin('reopened');
  if (closed || alert.state === 'acknowledged') {
    const quiet = { count: alert.count, closed, owed_at: null, acknowledge_by: null };
    return { memory: { ...memory, ...quiet }, kind: undefined };
  }
  if (alert.count <= memory.count) return { memory, kind: undefined };
  return grown(memory, alert.count, plan, now);
}

/** At most one update of an alert in the plan's time; what comes in between is owed until then. */
function grown(memory: AlertMemory, count: number, plan: NotificationPlan, now: number): Observed {
  const due = memory.told_at.getTime() + plan.update_minutes * minuteMs;
  if (now < due) return { memory: { ...memory, owed_at: new Date(due) }, kind: undefined };
  return { memory: { ...memory, count, told_at: new Date(now), owed_at: null }, kind: 'growing' };
}

/**
 * Looks at an alert of which something is due: an update that was owed, or that nobody has acknowledged it.
 * @param told undefined: the alert is gone
 * @param plan undefined: nobody is told any more
 */
export function observeDue(
  memory: AlertMemory,
  told: ToldAlert | undefined,
  plan: NotificationPlan | undefined,
  now: number,
): Observed {
  const settled = { ...memory, owed_at: null, acknowledge_by: null };
  if (plan === undefined || told?.alert.state !== 'new') return { memory: settled, kind: undefined };
  const { count } = told.alert;
  if (memory.acknowledge_by !== null && memory.acknowledge_by.getTime() <= now) {
    return { memory: { ...settled, count, told_at: new Date(now) }, kind: 'unacknowledged' };
  }
  const rest = { ...memory, owed_at: null };
  if (count <= memory.count) return { memory: rest, kind: undefined };
  return grown(rest, count, plan, now);
}

function acknowledgeBy(
  plan: NotificationPlan,
  level: ToldAlert['alert']['rule']['level'],
  now: number,
): Date | null {
  const minutes = level === 'informational' ? null : plan.acknowledge_minutes[level];
  return minutes === null ? null : new Date(now + minutes * minuteMs);
}
