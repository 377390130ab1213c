import {
  type ColumnDef,
  createSortedRowModel,
  rowSortingFeature,
  tableFeatures,
  useTable,
} from '@tanstack/react-table';
import { type ReactNode, useState } from 'react';
import { useMessages } from '../i18n/messages.js';
import { Button } from './button.js';
import { Icon } from './icon.js';
import { ScrollRegion } from './scroll-region.js';

const features = tableFeatures({ rowSortingFeature, sortedRowModel: createSortedRowModel() });
/** A browser stays fast with a few hundred plain rows. */
const plainRowsAtOnce = 200;
const collator = new Intl.Collator('de', { numeric: true });

const compare = (a: string | number, b: string | number) =>
  typeof a === 'number' && typeof b === 'number' ? a - b : collator.compare(String(a), String(b));

/** One column: what it shows, and by which value it is sorted. */
export interface Column<T> {
  id: string;
  header: string;
  /** The value to sort by; without it the column cannot be sorted. */
  value?: (row: T) => string | number;
  cell: (row: T) => ReactNode;
  align?: 'end';
  /** Hidden on narrow screens. */
  minor?: boolean;
  /** The cell that names the row. */
  rowHeader?: boolean;
}

interface DataTableProps<T> {
  caption: string;
  columns: readonly Column<T>[];
  rows: readonly T[];
  rowId(row: T): string;
  initialSort?: { id: string; desc: boolean };
  /** Rows that are drawn at first, and more on demand; fewer where a row is much to draw. */
  rowsAtOnce?: number;
}

function definitions<T extends object>(
  columns: readonly Column<T>[],
): ColumnDef<typeof features, T, unknown>[] {
  return columns.map((column) => ({
    id: column.id,
    header: column.header,
    accessorFn: (row: T) => column.value?.(row) ?? '',
    enableSorting: column.value !== undefined,
    sortFn: (a, b, id) => compare(a.getValue(id), b.getValue(id)),
  }));
}

/** A real table with caption and sortable column headers. */
export function DataTable<T extends object>({
  caption,
  columns,
  rows,
  rowId,
  initialSort,
  rowsAtOnce = plainRowsAtOnce,
}: DataTableProps<T>) {
  const { t } = useMessages();
  const [shown, setShown] = useState(rowsAtOnce);
  const table = useTable({
    features,
    columns: definitions(columns),
    data: rows as T[],
    getRowId: rowId,
    ...(initialSort ? { initialState: { sorting: [initialSort] } } : {}),
  });
  const sorted = table.getRowModel().rows;
  const byId = new Map(columns.map((column) => [column.id, column]));
  const cellClass = (column: Column<T>) =>
    `gw-table__cell${column.align === 'end' ? ' gw-table__cell--end' : ''}${column.minor ? ' gw-minor' : ''}`;

  return (
    <>
      <ScrollRegion className="gw-table-scroll" label={caption}>
        <table className="kern-table gw-table">
          <caption className="kern-sr-only">{caption}</caption>
          <thead>
            {table.getHeaderGroups().map((group) => (
              <tr key={group.id}>
                {group.headers.map((header) => {
                  const column = byId.get(header.column.id)!;
                  const sorted = header.column.getIsSorted();
                  return (
                    <th
                      key={header.id}
                      scope="col"
                      className={cellClass(column)}
                      {...(sorted ? { 'aria-sort': sorted === 'asc' ? 'ascending' : 'descending' } : {})}
                    >
                      {column.value ? (
                        <button
                          type="button"
                          className={`gw-sort gw-sort--${sorted || 'none'}`}
                          onClick={header.column.getToggleSortingHandler()}
                          title={t('table.sort')}
                        >
                          {column.header}
                          <Icon name="chevron" />
                        </button>
                      ) : (
                        column.header
                      )}
                    </th>
                  );
                })}
              </tr>
            ))}
          </thead>
          <tbody>
            {sorted.slice(0, shown).map((row) => (
              <tr key={row.id} className="gw-table__row">
                {columns.map((column) =>
                  column.rowHeader ? (
                    <th key={column.id} scope="row" className={cellClass(column)}>
                      {column.cell(row.original)}
                    </th>
                  ) : (
                    <td key={column.id} className={cellClass(column)}>
                      {column.cell(row.original)}
                    </td>
                  ),
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
      {sorted.length > shown ? (
        <div className="gw-load-more">
          <Button small label={t('action.load_more')} onPress={() => setShown(shown + rowsAtOnce)} />
        </div>
      ) : null}
    </>
  );
}
