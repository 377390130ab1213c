import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { type RefObject, useEffect, useLayoutEffect, useReducer, useRef, useState } from 'react';
import { useMessages } from '../../i18n/messages.js';
import { AlertRow, type RowActions } from './alert-row.js';
import type { Board } from './board.js';
import { isSelected, type Selection } from './selection.js';
import { useNow } from './use-now.js';
import { useRowHeight } from './use-row-height.js';

interface AlertGridProps {
  board: Board;
  activeId: string | undefined;
  selection: Selection;
  /** undefined: nobody may change alerts who only reads them. */
  onSelectAll: (() => void) | undefined;
  actions: RowActions;
  /** Called when so few rows are left that the next ones are wanted. */
  onEnd(): void;
  /** Lets the keyboard move the focus to a row. */
  focusRow: RefObject<((index: number) => void) | undefined>;
}

const columns = ['level', 'rule', 'technique', 'entity', 'count', 'age', 'state', 'actions'] as const;
/** Height of the bar and the sticky column headers that cover the top of the window, and of what covers its end. */
const coveredPx = { top: 110, end: 90 };
/** Rows that are left when the next page is asked for: who scrolls fast is not to wait for it. */
const aheadRows = 300;

/** The virtualised list: only the rows in view are in the document. */
export function AlertGrid({ board, activeId, selection, onEnd, focusRow, ...rest }: AlertGridProps) {
  const { t } = useMessages();
  const { order, byId } = board;
  const now = useNow();
  const height = useRowHeight();
  const body = useRef<HTMLTableSectionElement>(null);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    const offset = body.current?.offsetTop ?? 0;
    if (offset !== top) setTop(offset);
  });
  const rows = useWindowVirtualizer({
    count: order.length,
    estimateSize: () => height.px,
    getItemKey: (index) => order[index]!,
    overscan: 8,
    scrollMargin: top,
    scrollPaddingStart: coveredPx.top,
    scrollPaddingEnd: coveredPx.end,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was measured no longer counts
  useLayoutEffect(() => rows.measure(), [height.px]);
  const items = rows.getVirtualItems();
  const lastShown = items.at(-1)?.index ?? -1;
  useEffect(() => {
    if (lastShown >= order.length - aheadRows) onEnd();
  }, [lastShown, order.length, onEnd]);

  const wanted = useRef<string>(undefined);
  const [, redraw] = useReducer((drawings: number) => drawings + 1, 0);
  focusRow.current = (index) => {
    wanted.current = order[index];
    rows.scrollToIndex(index, { align: 'auto' });
    redraw();
  };
  // A row that scrolling brings into the document is there at a later drawing.
  useLayoutEffect(() => {
    const id = wanted.current;
    if (id === undefined) return;
    const row = body.current?.querySelector<HTMLElement>(`[data-alert="${CSS.escape(id)}"]`);
    if (!row && board.shown.has(id)) return;
    wanted.current = undefined;
    row?.focus({ preventScroll: true });
  });
  const activeShown = activeId !== undefined && board.shown.has(activeId);

  return (
    <table
      // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: its rows take the focus and are selected
      role="grid"
      aria-label={t('alerts.title')}
      aria-rowcount={order.length + 1}
      aria-multiselectable="true"
      className="gw-alert-grid"
    >
      <thead className="gw-alert-grid__head">
        <tr aria-rowindex={1} className="gw-alert-head">
          <SelectAll selection={selection} onSelectAll={rest.onSelectAll} />
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
          const id = order[item.index]!;
          return (
            <AlertRow
              key={item.key}
              alert={byId.get(id)!}
              position={item.index + 2}
              active={id === activeId}
              selected={isSelected(selection, id)}
              foreign={board.foreign.has(id)}
              readOnly={rest.onSelectAll === undefined}
              reachable={activeShown ? id === activeId : item.index === 0}
              top={item.start - top}
              now={now}
              measure={height.fixed ? undefined : rows.measureElement}
              actions={rest.actions}
            />
          );
        })}
      </tbody>
    </table>
  );
}

function SelectAll({ selection, onSelectAll }: Pick<AlertGridProps, 'selection' | 'onSelectAll'>) {
  const { t } = useMessages();
  const all = selection.kind === 'all';
  return (
    <th scope="col" className="gw-alert-head__pick">
      {onSelectAll === undefined ? null : (
        <label className="gw-pick">
          <input
            type="checkbox"
            aria-label={t('alerts.select_all')}
            title={t('alerts.select_all')}
            checked={all}
            ref={(box) => {
              if (box) box.indeterminate = !all && selection.ids.size > 0;
            }}
            onChange={onSelectAll}
          />
        </label>
      )}
    </th>
  );
}
