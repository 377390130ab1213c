import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import type { Alert } from '../../../server/contract/alert.js';
import { countAlerts } from '../../api/alerts.js';
import { Icon } from '../../components/icon.js';
import { ErrorNotice } from '../../components/notice.js';
import { useMessages } from '../../i18n/messages.js';
import { useRoles } from '../../state/roles.js';
import { useSession } from '../../state/session.js';
import { useShortcuts } from '../../state/shortcuts.js';
import { ActBar } from './act-bar.js';
import { ActDialogs, type OpenDialog } from './act-dialogs.js';
import { AlertGrid } from './alert-grid.js';
import { type FilterControl, noFilter } from './filter.js';
import { ListBody } from './list-body.js';
import { nothingSelected, type Selection, selectedCount, type Target, toggled } from './selection.js';
import { type ActOutcome, useActs } from './use-acts.js';
import { useAlertBoard } from './use-alert-board.js';
import { useArrivals } from './use-arrivals.js';
import { useIdle } from './use-idle.js';
import { useOutcome } from './use-outcome.js';

const settleMs = 250;

interface AlertListProps {
  control: FilterControl;
  shortcutsEnabled: boolean;
  onHelp(): void;
}

/** The live list of one filter, with triage by pointer and keyboard. */
export function AlertList({ control: { filter, change }, shortcutsEnabled, onHelp }: AlertListProps) {
  const { plural } = useMessages();
  const navigate = useNavigate();
  const me = useSession().user?.username ?? '';
  const roles = useRoles();
  const readOnly = !roles.has('admin') && !roles.has('analyst');
  const [selection, setSelection] = useState<Selection>(nothingSelected);
  const [dialog, setDialog] = useState<OpenDialog>();
  const [outcome, setOutcome] = useState<ActOutcome>();
  const [fault, setFault] = useState<unknown>();
  const onNew = useArrivals();
  const applyTo = useRef<(alerts: readonly Alert[]) => void>(undefined);
  const acts = useActs({
    apply: (alerts) => applyTo.current?.(alerts),
    onDone(done) {
      setOutcome(done);
      setDialog(undefined);
      setSelection(nothingSelected);
    },
  });
  const { board, query, unsettled, settle, apply } = useAlertBoard({ filter, own: acts.own, onNew });
  applyTo.current = apply;
  const { order, byId } = board;
  const outcomeText = useOutcome(outcome);

  // Another filter is another list.
  const shownFilter = useRef(filter);
  useEffect(() => {
    if (shownFilter.current === filter) return;
    shownFilter.current = filter;
    setSelection(nothingSelected);
    setOutcome(undefined);
  }, [filter]);

  const area = useRef<HTMLDivElement>(null);
  const busy = dialog !== undefined || selectedCount(selection) > 0;
  const idle = (useIdle(area) && !busy) || order.length === 0;
  useEffect(() => {
    if (!idle || !unsettled) return;
    const timer = setTimeout(settle, settleMs);
    return () => clearTimeout(timer);
  });

  const { fetchNextPage, hasNextPage, isFetchingNextPage } = query;
  const loadMore = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [fetchNextPage, hasNextPage, isFetchingNextPage]);

  const { active, setActiveId, activeId, move, focusRow } = useActiveRow(order, byId);
  /** What an act is about: the selection, or the row in use. */
  const target = (): Target | undefined => {
    if (selection.kind === 'all') return selectedCount(selection) > 0 ? selection : undefined;
    if (selection.ids.size > 0)
      return { kind: 'some', alerts: [...selection.ids].map((id) => byId.get(id)!) };
    return active && { kind: 'some', alerts: [active] };
  };
  const selected = selectedCount(selection) > 0 ? target() : undefined;
  const onTarget = (act: (target: Target) => void) => () => {
    const about = readOnly ? undefined : target();
    if (about === undefined) return false;
    act(about);
    return true;
  };
  const acknowledge = (about: Target) => {
    if (about.kind === 'some' && about.alerts.every(({ state }) => state !== 'new')) return;
    void acts.change(about, { state: 'acknowledged' });
  };
  const open = (kind: OpenDialog['kind']) => (about: Target) => setDialog({ kind, target: about });
  const toggle = useCallback((id: string) => setSelection((before) => toggled(before, id)), []);
  const selectAll = async () => {
    if (selectedCount(selection) > 0) return setSelection(nothingSelected);
    settle();
    try {
      const counted = await countAlerts(filter);
      setSelection({ kind: 'all', filter, except: new Set(), ...counted });
    } catch (error) {
      setFault(error);
    }
  };

  const showNew = () => {
    settle();
    if (selection.kind === 'all') setSelection(nothingSelected);
    window.scrollTo(0, 0);
  };
  const openActive = () => {
    if (!active || !document.activeElement?.hasAttribute('data-alert')) return false;
    return navigate(`/alerts/${active.id}`);
  };
  const gridKeys = new Map<string, () => unknown>([
    ['ArrowDown', () => (active ? move(1) : false)],
    ['ArrowUp', () => (active ? move(-1) : false)],
    ['Enter', openActive],
    ['Escape', () => (selectedCount(selection) > 0 ? setSelection(nothingSelected) : false)],
  ]);
  const letterKeys = new Map<string, () => unknown>([
    ['j', () => move(1)],
    ['k', () => move(-1)],
    ['a', onTarget(acknowledge)],
    ['c', onTarget(open('close'))],
    ['e', onTarget(open('escalate'))],
    ['m', onTarget((about) => void acts.change(about, { assignee: me }))],
    ['p', onTarget(open('assign'))],
    ['t', () => active && setDialog({ kind: 'comment', target: { kind: 'some', alerts: [active] } })],
    ['x', () => (active && !readOnly ? toggle(active.id) : false)],
    ['u', () => (acts.canUndo ? acts.undo() : false)],
    ['n', showNew],
    ['/', () => document.getElementById('alert-text-filter')?.focus()],
    ['?', onHelp],
  ]);
  useShortcuts(gridKeys, true);
  useShortcuts(letterKeys, shortcutsEnabled);

  const latest = useRef({ acknowledge, setDialog });
  latest.current = { acknowledge, setDialog };
  const rowActions = useMemo(
    () => ({
      onActivate: setActiveId,
      onSelect: toggle,
      onAcknowledge: (alert: Alert) => latest.current.acknowledge({ kind: 'some', alerts: [alert] }),
      onClose: (alert: Alert) =>
        latest.current.setDialog({ kind: 'close', target: { kind: 'some', alerts: [alert] } }),
    }),
    [setActiveId, toggle],
  );
  const error = acts.error ?? fault;
  const dismiss = () => {
    acts.dismissError();
    setFault(undefined);
  };

  return (
    <div ref={area} className="gw-alert-area">
      {error && dialog === undefined ? <ErrorNotice error={error} onRetry={dismiss} /> : null}
      {board.pending.size > 0 && !idle ? (
        <div className="gw-new-bar">
          <button type="button" className="gw-new-bar__button" onClick={showNew}>
            <Icon name="up" />
            {plural('alerts.new', board.pending.size)}
          </button>
        </div>
      ) : null}
      <ListBody query={query} isEmpty={order.length === 0} filter={filter} onReset={() => change(noFilter)}>
        <AlertGrid
          board={board}
          activeId={activeId}
          selection={selection}
          onSelectAll={readOnly ? undefined : () => void selectAll()}
          actions={rowActions}
          onEnd={loadMore}
          focusRow={focusRow}
        />
      </ListBody>
      <ActBar
        selection={selection}
        total={order.length}
        outcome={outcomeText}
        canUndo={acts.canUndo && outcome?.kind !== 'undone'}
        pending={acts.pending}
        onUndo={() => void acts.undo()}
        onDismiss={() => setOutcome(undefined)}
        onClear={() => setSelection(nothingSelected)}
        onSelectAll={() => void selectAll()}
        onAcknowledge={() => selected && acknowledge(selected)}
        onAssignMe={() => selected && void acts.change(selected, { assignee: me })}
        onOpen={(kind) => selected && open(kind)(selected)}
      />
      <ActDialogs
        open={dialog}
        pending={acts.pending}
        error={acts.error}
        current={byId}
        onClose={() => {
          acts.dismissError();
          setDialog(undefined);
        }}
        onChange={(about, change) => void acts.change(about, change)}
        onCommented={(alert) => apply([alert])}
        onEscalated={() => setSelection(nothingSelected)}
      />
    </div>
  );
}

/** The row that the keyboard is at. */
function useActiveRow(order: readonly string[], byId: ReadonlyMap<string, Alert>) {
  const [activeId, setActiveId] = useState<string>();
  const focusRow = useRef<(index: number) => void>(undefined);
  const activeIndex = activeId === undefined ? -1 : order.indexOf(activeId);
  const lastIndex = useRef(-1);
  useEffect(() => {
    if (activeIndex !== -1) lastIndex.current = activeIndex;
  }, [activeIndex]);
  const move = (step: number) => {
    // Where the active alert has left the list, the one that took its place is next.
    const gone = activeIndex === -1 && lastIndex.current !== -1;
    const from = gone ? lastIndex.current - Math.max(step, 0) : activeIndex;
    const next = Math.min(Math.max(from + step, 0), order.length - 1);
    const id = order[next];
    if (id === undefined) return;
    setActiveId(id);
    focusRow.current?.(next);
  };
  const active = activeIndex === -1 ? undefined : byId.get(activeId!);
  return { active, activeId, setActiveId, move, focusRow };
}
