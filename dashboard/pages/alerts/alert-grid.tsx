import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { type RefObject, useEffect, useLayoutEffect, useReducer, useRef, useState } from 'react';
import type { Alert } from '../../../server/contract/alert.js';
import { useMessages } from '../../i18n/messages.js';
import { AlertRow } from './alert-row.js';

interface AlertGridProps {
  alerts: readonly Alert[];
  activeId: string | undefined;
  onActivate(id: string): void;
  onAcknowledge(alert: Alert): void;
  onClose(alert: Alert): void;
  /** Called when the last rows come into view. */
  onEnd(): void;
  /** Lets the keyboard move the focus to a row. */
  focusRow: RefObject<((index: number) => void) | undefined>;
}

const columns = ['level', 'rule', 'entity', 'count', 'first', 'last', 'state', 'actions'] as const;
const estimatedRowPx = 48;
/** Height of the bar and the sticky column headers that cover the top of the window. */
const coveredPx = 110;

/** The virtualised list: only the rows in view are in the document. */
export function AlertGrid({ alerts, activeId, onEnd, focusRow, ...actions }: AlertGridProps) {
  const { t } = useMessages();
  const body = useRef<HTMLTableSectionElement>(null);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    const offset = body.current?.offsetTop ?? 0;
    if (offset !== top) setTop(offset);
  });
  const rows = useWindowVirtualizer({
    count: alerts.length,
    estimateSize: () => estimatedRowPx,
    getItemKey: (index) => alerts[index]!.id,
    overscan: 12,
    scrollMargin: top,
    scrollPaddingStart: coveredPx,
  });
  const items = rows.getVirtualItems();
  const lastShown = items.at(-1)?.index ?? -1;
  useEffect(() => {
    if (lastShown >= alerts.length - 5) onEnd();
  }, [lastShown, alerts.length, onEnd]);

  const wanted = useRef<string>(undefined);
  const [, redraw] = useReducer((drawings: number) => drawings + 1, 0);
  focusRow.current = (index) => {
    wanted.current = alerts[index]?.id;
    rows.scrollToIndex(index, { align: 'auto' });
    redraw();
  };
  // A row that scrolling brings into the document is there at a later drawing.
  useLayoutEffect(() => {
    const id = wanted.current;
    if (id === undefined) return;
    const row = body.current?.querySelector<HTMLElement>(`[data-alert="${CSS.escape(id)}"]`);
    if (!row && alerts.some((alert) => alert.id === id)) return;
    wanted.current = undefined;
    row?.focus({ preventScroll: true });
  });
  const activeShown = alerts.some((alert) => alert.id === activeId);

  return (
    <table
      // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: its rows take the focus and are selected
      role="grid"
      aria-label={t('alerts.title')}
      aria-rowcount={alerts.length + 1}
      className="gw-alert-grid"
    >
      <thead className="gw-alert-grid__head">
        <tr aria-rowindex={1} className="gw-alert-head">
          {columns.map((column) => (
            <th key={column} scope="col" className={`gw-alert-head__${column}`}>
              <span className={column === 'actions' ? 'kern-sr-only' : undefined}>
                {t(`alerts.column.${column}`)}
              </span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody ref={body} className="gw-alert-grid__body" style={{ height: rows.getTotalSize() }}>
        {items.map((item) => {
          const alert = alerts[item.index]!;
          return (
            <AlertRow
              key={item.key}
              alert={alert}
              position={item.index + 2}
              active={alert.id === activeId}
              reachable={activeShown ? alert.id === activeId : item.index === 0}
              top={item.start - top}
              measure={rows.measureElement}
              {...actions}
            />
          );
        })}
      </tbody>
    </table>
  );
}
