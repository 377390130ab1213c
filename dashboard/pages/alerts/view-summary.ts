import type { AlertFilter } from '../../api/alerts.js';
import type { Messages } from '../../i18n/messages.js';

/** @returns what a filter shows and in which order, in words */
export function viewSummary(filter: AlertFilter, { t }: Pick<Messages, 't'>): string {
  const { state, level, assigned, q, rule, entity, order } = filter;
  const parts = [
    state.map((each) => t(`state.${each}`)).join(', '),
    level.map((each) => t(`level.${each}`)).join(', '),
    assigned === '' ? '' : t(`alerts.assigned.${assigned}`),
    q,
    rule,
    entity,
    t(`alerts.order.${order}`),
  ];
  return parts.filter((part) => part !== '').join(' · ');
}
