import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import type { Alert } from '../../../server/contract/alert.js';
import type { AlertFilter } from '../../api/alerts.js';
import { Button } from '../../components/button.js';
import { Icon } from '../../components/icon.js';
import { Empty, ErrorNotice, Loading } from '../../components/notice.js';
import { useMessages } from '../../i18n/messages.js';
import { useShortcuts } from '../../state/shortcuts.js';
import { AlertGrid } from './alert-grid.js';
import { CloseDialog } from './close-dialog.js';
import { useAlertBoard } from './use-alert-board.js';
import { useIdle } from './use-idle.js';
import { useTriage } from './use-triage.js';

const settleMs = 250;

interface AlertListProps {
  filter: AlertFilter;
  shortcutsEnabled: boolean;
  onHelp(): void;
}

/** The live list of one filter, with triage by pointer and keyboard. */
export function AlertList({ filter, shortcutsEnabled, onHelp }: AlertListProps) {
  const { t, plural } = useMessages();
  const navigate = useNavigate();
  const board = useAlertBoard(filter);
  const { alerts, pending, stale, query } = board;
  const triage = useTriage(board.apply);
  const [activeId, setActiveId] = useState<string>();
  const [closing, setClosing] = useState<Alert>();
  const area = useRef<HTMLDivElement>(null);
  const focusRow = useRef<(index: number) => void>(undefined);
  const idle = useIdle(area) || alerts.length === 0;

  const { settle } = board;
  useEffect(() => {
    if (!idle || (pending === 0 && !stale)) return;
    const timer = setTimeout(settle, settleMs);
    return () => clearTimeout(timer);
  });

  const acknowledge = useCallback(
    (alert: Alert) => triage.mutate({ alert, change: { state: 'acknowledged' } }),
    [triage.mutate],
  );
  const { fetchNextPage, hasNextPage, isFetchingNextPage } = query;
  const loadMore = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [fetchNextPage, hasNextPage, isFetchingNextPage]);

  const activeIndex = alerts.findIndex((alert) => alert.id === activeId);
  const active = alerts[activeIndex];
  const lastIndex = useRef(-1);
  useEffect(() => {
    if (activeIndex !== -1) lastIndex.current = activeIndex;
  }, [activeIndex]);
  const move = (step: number) => {
    // Where the active alert has left the list, the one that took its place is next.
    const gone = activeIndex === -1 && lastIndex.current !== -1;
    const from = gone ? lastIndex.current - Math.max(step, 0) : activeIndex;
    const next = Math.min(Math.max(from + step, 0), alerts.length - 1);
    if (alerts[next]) {
      setActiveId(alerts[next].id);
      focusRow.current?.(next);
    }
  };
  const showNew = () => {
    settle();
    window.scrollTo(0, 0);
  };
  const open = () => {
    if (!active || !document.activeElement?.hasAttribute('data-alert')) return false;
    return navigate(`/alerts/${active.id}`);
  };
  const gridKeys = new Map<string, () => unknown>([
    ['ArrowDown', () => (active ? move(1) : false)],
    ['ArrowUp', () => (active ? move(-1) : false)],
    ['Enter', open],
  ]);
  const letterKeys = new Map<string, () => unknown>([
    ['j', () => move(1)],
    ['k', () => move(-1)],
    ['a', () => active?.state === 'new' && acknowledge(active)],
    ['c', () => active && active.state !== 'closed' && setClosing(active)],
    ['n', showNew],
    ['/', () => document.getElementById('alert-text-filter')?.focus()],
    ['?', onHelp],
  ]);
  useShortcuts(gridKeys, true);
  useShortcuts(letterKeys, shortcutsEnabled);

  return (
    <div ref={area} className="gw-alert-area">
      {triage.isError ? <ErrorNotice error={triage.error} onRetry={triage.reset} /> : null}
      {pending > 0 && !idle ? (
        <div className="gw-new-bar">
          <button type="button" className="gw-new-bar__button" onClick={showNew}>
            <Icon name="up" />
            {plural('alerts.new', pending)}
          </button>
        </div>
      ) : null}
      <ListBody
        query={query}
        isEmpty={alerts.length === 0}
        filtered={filter.q !== '' || filter.level.length > 0 || filter.entity !== '' || filter.rule !== ''}
      >
        <AlertGrid
          alerts={alerts}
          activeId={activeId}
          onActivate={setActiveId}
          onAcknowledge={acknowledge}
          onClose={setClosing}
          onEnd={loadMore}
          focusRow={focusRow}
        />
      </ListBody>
      {hasNextPage ? (
        <Button small label={t('action.load_more')} isPending={isFetchingNextPage} onPress={loadMore} />
      ) : null}
      <CloseDialog
        alert={closing}
        isPending={triage.isPending}
        onCancel={() => setClosing(undefined)}
        onSubmit={(reason, comment) => {
          if (!closing) return;
          const change = { state: 'closed' as const, reason, ...(comment ? { comment } : {}) };
          triage.mutate({ alert: closing, change }, { onSettled: () => setClosing(undefined) });
        }}
      />
    </div>
  );
}

interface ListBodyProps {
  query: { isPending: boolean; isError: boolean; error: unknown; refetch(): unknown };
  isEmpty: boolean;
  filtered: boolean;
  children: ReactNode;
}

function ListBody({ query, isEmpty, filtered, children }: ListBodyProps) {
  const { t } = useMessages();
  if (!isEmpty) return children;
  if (query.isPending) return <Loading rows={10} />;
  if (query.isError) return <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />;
  return (
    <Empty icon="check" title={t(filtered ? 'alerts.empty_filtered' : 'alerts.empty')}>
      <p>{t(filtered ? 'alerts.empty_filtered_text' : 'alerts.empty_text')}</p>
    </Empty>
  );
}
