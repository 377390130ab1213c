import { type ReactNode, useRef, useState } from 'react';
import type { TermId } from '../glossary/glossary.js';
import { useMessages } from '../i18n/messages.js';
import { Icon } from './icon.js';
import { ScrollRegion } from './scroll-region.js';
import { nextSort, type Sort, useSorted } from './sorted-rows.js';
import { PlainBody, RowsInView } from './table-rows.js';
import { TermMark } from './term.js';
import { useColumnWidths } from './use-column-widths.js';
import { usePrinting } from './use-printing.js';

/** A browser stays fast with a few hundred plain rows. */
const plainRowsAtMost = 200;

/** One column: what it shows, and by which value it is sorted. */
export interface Column<T> {
  id: string;
  header: string;
  /** The term that the header is, where it wants explaining. */
  term?: TermId;
  /** The value to sort by; without it the column cannot be sorted. */
  value?: (row: T) => string | number;
  cell: (row: T) => ReactNode;
  align?: 'end';
  /** Hidden on narrow screens. */
  minor?: boolean;
  /** The cell that names the row. */
  rowHeader?: boolean;
  /** CSS width, of all columns or of none: otherwise the contents say how wide they are. */
  width?: string;
}

/** @returns the class of a column's cells */
export const cellClass = ({ align, minor, id }: Pick<Column<never>, 'align' | 'minor' | 'id'>) =>
  `gw-table__cell${align === 'end' ? ' gw-table__cell--end' : ''}${minor ? ' gw-minor' : ''}${id === 'actions' ? ' gw-table__cell--actions' : ''}`;

interface DataTableProps<T> {
  caption: string;
  columns: readonly Column<T>[];
  rows: readonly T[];
  rowId(row: T): string;
  initialSort?: Sort;
  /** With more rows than this, only those near the screen are in the document; fewer where a row is much to draw. */
  rowsAtOnce?: number;
}

/**
 * A real table with caption and sortable column headers. Of a long one only the rows near the screen are in the document,
 * and the one that has the focus; assistive technology is told how many there are, and paper gets all of them.
 */
export function DataTable<T>({
  caption,
  columns,
  rows,
  rowId,
  initialSort,
  rowsAtOnce = plainRowsAtMost,
}: DataTableProps<T>) {
  const [sort, setSort] = useState(initialSort);
  const sorted = useSorted(rows, columns.find(({ id }) => id === sort?.id)?.value, sort?.desc ?? false);
  const table = useRef<HTMLTableElement>(null);
  const printing = usePrinting();
  const isLong = rows.length > rowsAtOnce && !printing;
  const isTold = columns.some(({ width }) => width !== undefined);
  const measured = useColumnWidths(table, isLong && !isTold);
  const isFixed = isTold || measured !== undefined;
  const Body = isLong ? RowsInView : PlainBody;
  return (
    <ScrollRegion className="gw-table-scroll" label={caption}>
      <table
        ref={table}
        className={`kern-table gw-table${isTold ? ' gw-table--told' : ''}${isFixed ? ' gw-table--fixed' : ''}`}
        style={{ minWidth: measured?.least }}
        {...(isLong ? { 'aria-rowcount': rows.length + 1 } : {})}
      >
        <caption className="kern-sr-only">{caption}</caption>
        <thead>
          <tr {...(isLong ? { 'aria-rowindex': 1 } : {})}>
            {columns.map((column, at) => (
              <Header
                key={column.id}
                column={column}
                width={column.width ?? measured?.widths[at]}
                sort={sort}
                onSort={() =>
                  setSort(
                    nextSort(sort, column.id, rows[0] === undefined ? undefined : column.value?.(rows[0])),
                  )
                }
              />
            ))}
          </tr>
        </thead>
        <Body columns={columns} rows={sorted} rowId={rowId} />
      </table>
    </ScrollRegion>
  );
}

interface HeaderProps<T> {
  column: Column<T>;
  width: string | undefined;
  sort: Sort | undefined;
  onSort(): void;
}

function Header<T>({ column, width, sort, onSort }: HeaderProps<T>) {
  const { t } = useMessages();
  const order = sort?.id === column.id ? (sort.desc ? 'desc' : 'asc') : undefined;
  return (
    <th
      scope="col"
      className={cellClass(column)}
      style={{ width }}
      {...(order ? { 'aria-sort': order === 'asc' ? 'ascending' : 'descending' } : {})}
    >
      {column.value ? (
        <button
          type="button"
          className={`gw-sort gw-sort--${order ?? 'none'}`}
          onClick={onSort}
          title={t('table.sort')}
        >
          {column.header}
          <Icon name="chevron" />
        </button>
      ) : (
        column.header
      )}
      {column.term ? <TermMark id={column.term} name={column.header} /> : null}
    </th>
  );
}
