import { defaultRangeExtractor, useWindowVirtualizer } from '@tanstack/react-virtual';
import { type ComponentProps, Fragment, memo, useLayoutEffect, useRef, useState } from 'react';
import { type Column, cellClass } from './data-table.js';

interface BodyProps<T> {
  columns: readonly Column<T>[];
  rows: readonly T[];
  rowId(row: T): string;
}

interface RowProps<T> extends ComponentProps<'tr'> {
  columns: readonly Column<T>[];
  row: T;
}

function RowOf<T>({ columns, row, ...attributes }: RowProps<T>) {
  return (
    <tr className="gw-table__row" {...attributes}>
      {columns.map((column) => {
        const Cell = column.rowHeader ? 'th' : 'td';
        return (
          <Cell key={column.id} className={cellClass(column)} {...(column.rowHeader ? { scope: 'row' } : {})}>
            {column.cell(row)}
          </Cell>
        );
      })}
    </tr>
  );
}

/** Drawn anew where the page is, not where others have come into view. */
const Row = memo(RowOf) as typeof RowOf;

/** All rows of a table. */
export function PlainBody<T>({ columns, rows, rowId }: BodyProps<T>) {
  return (
    <tbody>
      {rows.map((row) => (
        <Row key={rowId(row)} columns={columns} row={row} />
      ))}
    </tbody>
  );
}

/** Height of a typical row until it is measured, pixels. */
const rowPx = 45;
/** Rows beyond the screen: Tab always finds the next one. */
const overscan = 12;

/** The rows of a long table that are near the screen, and the one that has the focus: what is typed there stays. */
export function RowsInView<T>({ columns, rows, rowId }: BodyProps<T>) {
  const body = useRef<HTMLTableSectionElement>(null);
  const [top, setTop] = useState(0);
  const [focused, setFocused] = useState<string>();
  useLayoutEffect(() => {
    const next = Math.round((body.current?.getBoundingClientRect().top ?? 0) + window.scrollY);
    if (next !== top) setTop(next);
  });
  const kept = focused === undefined ? -1 : rows.findIndex((row) => rowId(row) === focused);
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => rowPx,
    getItemKey: (index) => rowId(rows[index]!),
    overscan,
    scrollMargin: top,
    rangeExtractor: (range) => {
      const inView = defaultRangeExtractor(range);
      return kept === -1 || inView.includes(kept) ? inView : [...inView, kept].sort((a, b) => a - b);
    },
  });
  const items = virtual.getVirtualItems();
  const end = items.at(-1)?.end ?? top;
  return (
    <tbody
      ref={body}
      onFocus={({ target }) => setFocused(target.closest<HTMLElement>('[data-row]')?.dataset['row'])}
      onBlur={({ currentTarget, relatedTarget }) => {
        if (!currentTarget.contains(relatedTarget)) setFocused(undefined);
      }}
    >
      {items.map((item, at) => {
        const row = rows[item.index]!;
        return (
          <Fragment key={item.key}>
            <Gap px={item.start - (items[at - 1]?.end ?? top)} columns={columns.length} />
            <Row
              columns={columns}
              row={row}
              ref={virtual.measureElement}
              data-index={item.index}
              data-row={rowId(row)}
              aria-rowindex={item.index + 2}
            />
          </Fragment>
        );
      })}
      <Gap px={top + virtual.getTotalSize() - end} columns={columns.length} />
    </tbody>
  );
}

/** The place of rows that are not in the document. */
function Gap({ px, columns }: { px: number; columns: number }) {
  if (px <= 0) return null;
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a row without contents takes no focus
    <tr aria-hidden="true">
      <td colSpan={columns} className="gw-table__spacer" style={{ height: px }} />
    </tr>
  );
}
