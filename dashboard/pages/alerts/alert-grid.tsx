import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
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

const estimatedRowPx = 44;
/** Height of the bar and the sticky column headers that cover the top of the window. */
const coveredPx = 110;

/** The virtualised list: only the rows in view are in the document. */
export function AlertGrid({ alerts, activeId, onEnd, focusRow, ...actions }: AlertGridProps) {
  const { t } = useMessages();
  const body = useRef<HTMLDivElement>(null);
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

  focusRow.current = (index) => {
    const id = alerts[index]?.id;
    if (id === undefined) return;
    rows.scrollToIndex(index, { align: 'auto' });
    const focus = () =>
      body.current
        ?.querySelector<HTMLElement>(`[data-alert="${CSS.escape(id)}"]`)
        ?.focus({ preventScroll: true });
    requestAnimationFrame(() => requestAnimationFrame(focus));
  };
  const activeShown = alerts.some((alert) => alert.id === activeId);

  return (
    // biome-ignore lint/a11y/useSemanticElements: a virtualised grid cannot be a table element
    <div
      role="grid"
      aria-label={t('alerts.title')}
      aria-rowcount={alerts.length + 1}
      className="gw-alert-grid"
    >
      <div role="rowgroup" className="gw-alert-grid__head">
        {/* biome-ignore lint/a11y/useSemanticElements: as above */}
        {/* biome-ignore lint/a11y/useFocusableInteractive: the header row takes no focus */}
        <div role="row" aria-rowindex={1} className="gw-alert-head">
          {(['level', 'rule', 'entity', 'count', 'first', 'last', 'state', 'actions'] as const).map(
            (column) => (
              // biome-ignore lint/a11y/useSemanticElements: as above
              // biome-ignore lint/a11y/useFocusableInteractive: not sortable
              <span key={column} role="columnheader" className={`gw-alert-head__${column}`}>
                {column === 'actions' ? (
                  <span className="kern-sr-only">{t('alerts.column.actions')}</span>
                ) : (
                  t(`alerts.column.${column}`)
                )}
              </span>
            ),
          )}
        </div>
      </div>
      <div role="rowgroup" ref={body} className="gw-alert-grid__body" style={{ height: rows.getTotalSize() }}>
        {items.map((item) => {
          const alert = alerts[item.index]!;
          return (
            <div
              key={item.key}
              role="presentation"
              data-index={item.index}
              ref={rows.measureElement}
              className="gw-virtual-row"
              style={{ transform: `translateY(${item.start - top}px)` }}
            >
              <AlertRow
                alert={alert}
                position={item.index + 2}
                active={activeShown ? alert.id === activeId : item.index === 0}
                {...actions}
              />
            </div>
          );
        })}
      </div>
    </div>
  );
}
