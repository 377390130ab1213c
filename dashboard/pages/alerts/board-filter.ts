import type { Alert, AlertOrder } from '../../../server/contract/alert.js';
import type { AlertFilter } from '../../api/alerts.js';
import { levelOrder } from '../../components/level-order.js';

/**
 * @param me user name of who looks
 * @returns whether the server would list the alert under this filter
 */
export function matchesFilter(alert: Alert, filter: AlertFilter, me: string): boolean {
  const text = filter.q.toLowerCase();
  const { rule, entity, assignee } = alert;
  return (
    (filter.state.length === 0 || filter.state.includes(alert.state)) &&
    (filter.level.length === 0 || filter.level.includes(rule.level)) &&
    (filter.rule === '' || filter.rule === rule.id) &&
    (filter.entity === '' || filter.entity === entity.value) &&
    (filter.assigned === '' || assignee === (filter.assigned === 'me' ? me : null)) &&
    (text === '' ||
      [rule.title, rule.title_de ?? '', entity.value].some((each) => each.toLowerCase().includes(text)))
  );
}

type Compare = (a: Alert, b: Alert) => number;

const ascending = (a: string, b: string) => (a === b ? 0 : a < b ? -1 : 1);
const earliest: Compare = (a, b) => ascending(a.last_seen, b.last_seen) || ascending(a.id, b.id);
const latest: Compare = (a, b) => earliest(b, a);
const rank = ({ rule }: Alert) => levelOrder.indexOf(rule.level);

const orders: Record<AlertOrder, Compare> = {
  latest,
  oldest: earliest,
  severity: (a, b) => rank(a) - rank(b) || latest(a, b),
};

/** @returns how the server sorts a list in this order */
export const compareBy = (order: AlertOrder): Compare => orders[order];
