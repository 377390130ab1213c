import { useInfiniteQuery } from '@tanstack/react-query';
import { useLayoutEffect, useReducer, useRef } from 'react';
import type { Alert } from '../../../server/contract/alert.js';
import { type AlertFilter, getAlerts } from '../../api/alerts.js';
import { useAnnounce } from '../../components/announcer.js';
import { useMessages } from '../../i18n/messages.js';
import { useLiveMessages } from '../../live/live-context.js';
import { emptyBoard, matchesFilter, reduceBoard } from './board.js';
import { ruleTitle } from './rule-title.js';

/** The alerts of a filter, kept current by the live connection. Rows that another filter keeps stay the same. */
export function useAlertBoard(filter: AlertFilter) {
  const messages = useMessages();
  const announce = useAnnounce();
  const [board, dispatch] = useReducer(reduceBoard, emptyBoard);
  const query = useInfiniteQuery({
    queryKey: ['alerts', 'list', filter],
    queryFn: ({ pageParam, signal }) => getAlerts(filter, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    staleTime: 0,
  });
  const { data } = query;
  const shown = useRef<AlertFilter>(undefined);

  // Before anything is drawn: a list that is loaded and not yet on the board would be shown as empty.
  useLayoutEffect(() => {
    if (data === undefined) return;
    const type = shown.current === filter ? 'loaded' : 'replaced';
    shown.current = filter;
    dispatch({ type, alerts: data.pages.flatMap((page) => page.items) });
  }, [data, filter]);

  useLiveMessages((message) => {
    if (message.type === 'removed') dispatch({ type: 'removed', tenant: message.tenant });
    if (message.type !== 'alert') return;
    const { alert } = message;
    const isNew = !board.byId.has(alert.id) && matchesFilter(alert, filter);
    dispatch({ type: 'changed', alert, filter });
    if (isNew) {
      const title = ruleTitle(alert.rule, messages.language);
      announce(messages.t('alerts.announce', { level: messages.t(`level.${alert.rule.level}`), title }));
    }
  });

  return {
    query,
    alerts: board.order.map((id) => board.byId.get(id)!),
    pending: board.pending.size,
    /** Whether rows stand in the list that its filter no longer matches. */
    stale: board.order.some((id) => !matchesFilter(board.byId.get(id)!, filter)),
    settle: () => dispatch({ type: 'settle', filter }),
    apply: (alert: Alert) => dispatch({ type: 'changed', alert, filter }),
  };
}
