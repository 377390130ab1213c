import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useEffectEvent, useLayoutEffect, useReducer, useRef } from 'react';
import type { Alert } from '../../../server/contract/alert.js';
import { type AlertFilter, getAlerts } from '../../api/alerts.js';
import { useLiveMessages } from '../../live/live-context.js';
import { useSession } from '../../state/session.js';
import { type BoardScope, emptyBoard, reduceBoard } from './board.js';
import { matchesFilter } from './board-filter.js';

/** Changes that come within this time are drawn at once: a hundred a second are no more work than five. */
const batchMs = 200;
/** How often the number of all alerts is asked for anew while they change. */
const countMs = 3000;

interface BoardOptions {
  filter: AlertFilter;
  /** What the person at the keyboard is changing right now; undefined: any of them. */
  own(): ReadonlySet<string> | undefined;
  /** Hears of alerts that have just come into being or under the filter. */
  onNew(alerts: readonly Alert[]): void;
}

/** The alerts of a filter, kept current by the live connection. Rows that another filter keeps stay the same. */
export function useAlertBoard({ filter, own, onNew }: BoardOptions) {
  const { user } = useSession();
  const queries = useQueryClient();
  const [board, dispatch] = useReducer(reduceBoard, emptyBoard);
  const query = useInfiniteQuery({
    queryKey: ['alerts', 'list', filter],
    queryFn: ({ pageParam, signal }) => getAlerts(filter, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    staleTime: 0,
    structuralSharing: false,
  });
  const { data } = query;
  const scope: BoardScope = { filter, me: user?.username ?? '', more: query.hasNextPage };
  const shownFilter = useRef<AlertFilter>(undefined);
  const shownPages = useRef(0);

  // Before anything is drawn: a list that is loaded and not yet on the board would be shown as empty.
  const show = useEffectEvent((pages: readonly { items: Alert[] }[]) => {
    const same = shownFilter.current === filter;
    // What earlier pages hold is on the board; the last one is new, or all are, after a reload of the list.
    const fresh = same && pages.length === shownPages.current + 1 ? pages.slice(-1) : pages;
    shownFilter.current = filter;
    shownPages.current = pages.length;
    dispatch({ type: same ? 'loaded' : 'replaced', alerts: fresh.flatMap((page) => page.items), scope });
  });
  useLayoutEffect(() => {
    if (data !== undefined) show(data.pages);
  }, [data]);

  const waiting = useRef<Alert[]>([]);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const flush = useEffectEvent(() => {
    timer.current = undefined;
    const alerts = waiting.current;
    waiting.current = [];
    const fresh = alerts.filter(
      (alert) => !board.byId.has(alert.id) && matchesFilter(alert, filter, scope.me),
    );
    dispatch({ type: 'changed', alerts, scope, own: own() });
    if (fresh.length > 0) onNew(fresh);
  });
  const counting = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      clearTimeout(counting.current);
    },
    [],
  );
  useLiveMessages((message) => {
    if (message.type === 'removed') dispatch({ type: 'removed', tenant: message.tenant });
    if (message.type !== 'alert') return;
    waiting.current.push(message.alert);
    timer.current ??= setTimeout(() => flush(), batchMs);
    counting.current ??= setTimeout(() => {
      counting.current = undefined;
      void queries.invalidateQueries({ queryKey: ['alerts', 'count'] });
    }, countMs);
  });

  const settleNow = useEffectEvent(() => dispatch({ type: 'settle', scope }));
  const applyNow = useEffectEvent((alerts: readonly Alert[]) =>
    dispatch({ type: 'changed', alerts, scope, own: undefined }),
  );
  return {
    board,
    query,
    /** Whether the list would look otherwise if it settled. */
    unsettled: board.pending.size > 0 || board.stale.size > 0,
    settle: useCallback(() => settleNow(), []),
    apply: useCallback((alerts: readonly Alert[]) => applyNow(alerts), []),
  };
}
