import type { Alert } from '../../../server/contract/alert.js';
import type { AlertFilter } from '../../api/alerts.js';
import { compareBy, matchesFilter } from './board-filter.js';

/** What the live list shows. The order changes only when it settles: rows never move under the pointer. */
export interface Board {
  byId: ReadonlyMap<string, Alert>;
  /** Ids of the rows that are shown, top first. */
  order: readonly string[];
  /** The same as a set. */
  shown: ReadonlySet<string>;
  /** Ids that wait until the list may settle. */
  pending: ReadonlySet<string>;
  /** Rows that stand in the list though its filter no longer matches them. */
  stale: ReadonlySet<string>;
  /** Rows that somebody else has changed since the list settled. */
  foreign: ReadonlySet<string>;
}

/** By what the list is made. */
export interface BoardScope {
  filter: AlertFilter;
  /** User name of who looks at it. */
  me: string;
  /** Whether there are rows behind the last one that were not loaded. */
  more: boolean;
}

export type BoardAction =
  /** The first page under another filter. */
  | { type: 'replaced'; alerts: readonly Alert[]; scope: BoardScope }
  | { type: 'loaded'; alerts: readonly Alert[]; scope: BoardScope }
  /** own: what the person at the keyboard is changing, or undefined when that may be any of them. */
  | {
      type: 'changed';
      alerts: readonly Alert[];
      scope: BoardScope;
      own: ReadonlySet<string> | undefined;
    }
  | { type: 'removed'; tenant: string }
  | { type: 'settle'; scope: BoardScope };

const none: ReadonlySet<string> = new Set();
export const emptyBoard: Board = {
  byId: new Map(),
  order: [],
  shown: none,
  pending: none,
  stale: none,
  foreign: none,
};

function loaded(board: Board, alerts: readonly Alert[], { filter }: BoardScope): Board {
  const byId = new Map(board.byId);
  const order = [...board.order];
  const pending = new Set(board.pending);
  const last = byId.get(order.at(-1) ?? '');
  const compare = compareBy(filter.order);
  for (const alert of alerts) {
    const before = byId.get(alert.id);
    if (before === undefined || before.revision < alert.revision) byId.set(alert.id, alert);
    if (board.shown.has(alert.id) || board.pending.has(alert.id)) continue;
    if (last === undefined || compare(last, alert) < 0) order.push(alert.id);
    else pending.add(alert.id);
  }
  return { ...board, byId, order, shown: new Set(order), pending };
}

function changed(
  board: Board,
  alerts: readonly Alert[],
  { filter, me, more }: BoardScope,
  own: ReadonlySet<string> | undefined,
): Board {
  const fresh = alerts.filter(({ id, revision }) => (board.byId.get(id)?.revision ?? -1) < revision);
  if (fresh.length === 0) return board;
  const byId = new Map(board.byId);
  const pending = new Set(board.pending);
  const stale = new Set(board.stale);
  const foreign = new Set(board.foreign);
  const last = byId.get(board.order.at(-1) ?? '');
  const compare = compareBy(filter.order);
  for (const alert of fresh) {
    const { id } = alert;
    const before = byId.get(id);
    byId.set(id, alert);
    const matches = matchesFilter(alert, filter, me);
    if (board.shown.has(id)) {
      if (matches) stale.delete(id);
      else stale.add(id);
      if (own !== undefined && !own.has(id) && before && decidedAnew(before, alert)) foreign.add(id);
    } else if (!matches) pending.delete(id);
    // What lies behind the last row comes with a later page.
    else if (!more || last === undefined || compare(alert, last) < 0) pending.add(id);
  }
  return { ...board, byId, pending, stale, foreign };
}

const decidedAnew = (before: Alert, after: Alert): boolean =>
  before.state !== after.state || before.assignee !== after.assignee;

function removed(board: Board, tenant: string): Board {
  const stays = (id: string) => board.byId.get(id)?.tenant !== tenant;
  const order = board.order.filter(stays);
  const those = (ids: ReadonlySet<string>) => new Set([...ids].filter(stays));
  return {
    byId: new Map([...board.byId].filter(([id]) => stays(id))),
    order,
    shown: new Set(order),
    pending: those(board.pending),
    stale: those(board.stale),
    foreign: those(board.foreign),
  };
}

function settle(board: Board, { filter, me }: BoardScope): Board {
  const alerts = [...board.order, ...board.pending]
    .map((id) => board.byId.get(id)!)
    .filter((alert) => matchesFilter(alert, filter, me))
    .sort(compareBy(filter.order));
  const order = alerts.map((alert) => alert.id);
  const same = order.length === board.order.length && order.every((id, at) => id === board.order[at]);
  const quiet = board.pending.size === 0 && board.stale.size === 0 && board.foreign.size === 0;
  if (same && quiet) return board;
  const shown = same ? board.shown : new Set(order);
  return { ...board, order: same ? board.order : order, shown, pending: none, stale: none, foreign: none };
}

/** The live list's state machine; pure. */
export function reduceBoard(board: Board, action: BoardAction): Board {
  switch (action.type) {
    case 'replaced':
      return loaded({ ...emptyBoard, byId: board.byId }, action.alerts, action.scope);
    case 'loaded':
      return loaded(board, action.alerts, action.scope);
    case 'changed':
      return changed(board, action.alerts, action.scope, action.own);
    case 'removed':
      return removed(board, action.tenant);
    case 'settle':
      return settle(board, action.scope);
  }
}
