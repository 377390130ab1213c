import type { AlertReasons, ReasonCorrelation } from '../../../server/contract/alert-reason.js';
import type { AlertDetail } from '../../api/alerts.js';
import { type MessageKey, useMessages } from '../../i18n/messages.js';
import { EventTimeline } from './event-timeline.js';

const units = [
  ['alert.span.days', 86_400_000],
  ['alert.span.hours', 3_600_000],
  ['alert.span.minutes', 60_000],
  ['alert.span.seconds', 1000],
] as const;

const criteria: Readonly<Record<string, MessageKey>> = {
  gt: 'alert.criterion.gt',
  gte: 'alert.criterion.gte',
  lt: 'alert.criterion.lt',
  lte: 'alert.criterion.lte',
  eq: 'alert.criterion.eq',
  neq: 'alert.criterion.neq',
};

const kinds: Readonly<Record<string, MessageKey>> = {
  event_count: 'alert.correlation.event_count',
  value_count: 'alert.correlation.value_count',
  temporal: 'alert.correlation.temporal',
  temporal_ordered: 'alert.correlation.temporal_ordered',
};

/** What the correlation counts, as a sentence. */
function useSentence({
  type,
  timespan_ms: span,
  group_by: groups,
  fields,
  criteria: limits,
}: ReasonCorrelation) {
  const { t, plural, number } = useMessages();
  const [unit, size] = units.find(([, each]) => span >= each && span % each === 0) ?? units[3];
  const within = plural(unit, span / size);
  const numbers = limits
    .map(({ name, number: limit }) => t(criteria[name] ?? 'alert.criterion.eq', { number: number(limit, 2) }))
    .join(t('alert.and'));
  const what = t(kinds[type] ?? 'alert.correlation.value', {
    numbers,
    within,
    fields: fields.join(', '),
    type,
  });
  return groups.length === 0
    ? what
    : `${what} ${t('alert.correlation.group', { fields: groups.join(', ') })}`;
}

interface CorrelationReasonProps {
  reasons: AlertReasons;
  correlation: ReasonCorrelation;
  detail: AlertDetail;
}

/** Why a correlation held: what it counts, and the events that did it, over time. */
export function CorrelationReason({ reasons, correlation, detail }: CorrelationReasonProps) {
  return (
    <>
      <p className="gw-correlation">{useSentence(correlation)}</p>
      <EventTimeline reasons={reasons} detail={detail} />
    </>
  );
}
