import type { Alert } from '../../../server/contract/alert.js';
import type { AlertFilter } from '../../api/alerts.js';

/** What the live list shows. The order changes only when it settles: rows never move under the pointer. */
export interface Board {
  byId: ReadonlyMap<string, Alert>;
  /** Ids of the rows that are shown, top first. */
  order: readonly string[];
  /** Ids that wait until the list may settle. */
  pending: ReadonlySet<string>;
}

export type BoardAction =
  /** The first page under another filter. */
  | { type: 'replaced'; alerts: readonly Alert[] }
  | { type: 'loaded'; alerts: readonly Alert[] }
  | { type: 'changed'; alert: Alert; filter: AlertFilter }
  | { type: 'removed'; tenant: string }
  | { type: 'settle'; filter: AlertFilter };

export const emptyBoard: Board = { byId: new Map(), order: [], pending: new Set() };

/** @returns whether the server would list the alert under this filter */
export function matchesFilter(alert: Alert, filter: AlertFilter): boolean {
  const text = filter.q.toLowerCase();
  const { rule, entity } = alert;
  return (
    (filter.state.length === 0 || filter.state.includes(alert.state)) &&
    (filter.level.length === 0 || filter.level.includes(rule.level)) &&
    (filter.rule === '' || filter.rule === rule.id) &&
    (filter.entity === '' || filter.entity === entity.value) &&
    (text === '' ||
      [rule.title, rule.title_de ?? '', entity.value].some((each) => each.toLowerCase().includes(text)))
  );
}

const newestFirst = (a: Alert, b: Alert) =>
  a.last_seen === b.last_seen ? (a.id < b.id ? 1 : -1) : a.last_seen < b.last_seen ? 1 : -1;

function loaded(board: Board, alerts: readonly Alert[]): Board {
  const byId = new Map(board.byId);
  const known = new Set([...board.order, ...board.pending]);
  const order = [...board.order];
  const pending = new Set(board.pending);
  const last = byId.get(order.at(-1) ?? '');
  for (const alert of alerts) {
    const before = byId.get(alert.id);
    if (before === undefined || before.revision < alert.revision) byId.set(alert.id, alert);
    if (known.has(alert.id)) continue;
    if (last === undefined || newestFirst(last, alert) < 0) order.push(alert.id);
    else pending.add(alert.id);
  }
  return { byId, order, pending };
}

function replaced({ byId }: Board, alerts: readonly Alert[]): Board {
  return loaded({ byId, order: [], pending: new Set() }, alerts);
}

function changed(board: Board, alert: Alert, filter: AlertFilter): Board {
  const before = board.byId.get(alert.id);
  if (before !== undefined && before.revision >= alert.revision) return board;
  const byId = new Map(board.byId).set(alert.id, alert);
  const matches = matchesFilter(alert, filter);
  const pending = new Set(board.pending);
  if (!matches) pending.delete(alert.id);
  else if (!board.order.includes(alert.id)) pending.add(alert.id);
  return { ...board, byId, pending };
}

function removed(board: Board, tenant: string): Board {
  const stays = (id: string) => board.byId.get(id)?.tenant !== tenant;
  return {
    byId: new Map([...board.byId].filter(([id]) => stays(id))),
    order: board.order.filter(stays),
    pending: new Set([...board.pending].filter(stays)),
  };
}

function settle(board: Board, filter: AlertFilter): Board {
  const alerts = [...board.order, ...board.pending]
    .map((id) => board.byId.get(id)!)
    .filter((alert) => matchesFilter(alert, filter))
    .sort(newestFirst);
  const order = alerts.map((alert) => alert.id);
  const same = order.length === board.order.length && order.every((id, at) => id === board.order[at]);
  return same && board.pending.size === 0 ? board : { ...board, order, pending: new Set() };
}

/** The live list's state machine; pure. */
export function reduceBoard(board: Board, action: BoardAction): Board {
  switch (action.type) {
    case 'replaced':
      return replaced(board, action.alerts);
    case 'loaded':
      return loaded(board, action.alerts);
    case 'changed':
      return changed(board, action.alert, action.filter);
    case 'removed':
      return removed(board, action.tenant);
    case 'settle':
      return settle(board, action.filter);
  }
}
