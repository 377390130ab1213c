import type { Column } from '../../components/data-table.js';
import type { Messages } from '../../i18n/messages.js';
import { controlStatuses, doneShare, statuses } from '../check/tally-bar.js';
import type { Grid } from './heat-grids.js';

/** A cell of a grid as a row of a table. */
export interface TableRow {
  id: string;
  row: string;
  column: string;
  total: number;
  open: number;
  yes: number;
  partial: number;
  no: number;
  dispensable: number;
}

/** Each cell with its counts, those in which nothing is asked left out. */
export const tableRows = ({ columns, rows }: Grid): TableRow[] =>
  rows.flatMap(({ id, label, cells }) =>
    cells.flatMap(({ tally }, at) =>
      tally === undefined || tally.total === 0
        ? []
        : [
            {
              id: `${id} ${columns[at]!.id}`,
              row: label,
              column: columns[at]!.title ?? columns[at]!.label,
              total: tally.total,
              open: tally.open,
              yes: tally.yes,
              partial: tally.partial,
              no: tally.no,
              dispensable: tally.dispensable,
            },
          ],
    ),
  );

/** @returns columns of the table: where, the share, and how many are in which state */
export function tableColumns(
  { t, number }: Messages,
  columns: Grid['columns'],
  corner: string,
  isControls: boolean,
): Column<TableRow>[] {
  const order = columns.map(({ title, label }) => title ?? label);
  return [
    { id: 'row', header: corner, rowHeader: true, value: ({ row }) => row, cell: ({ row }) => row },
    {
      id: 'column',
      header: t('overview.column'),
      value: ({ column }) => order.indexOf(column),
      cell: ({ column }) => column,
    },
    {
      id: 'done',
      header: t('check.done'),
      align: 'end',
      value: doneShare,
      cell: (row) => `${number(doneShare(row))} %`,
    },
    ...(isControls ? controlStatuses : statuses).map(
      (status): Column<TableRow> => ({
        id: status,
        header: t(`check.status.${status}`),
        align: 'end',
        value: (row) => row[status],
        cell: (row) => number(row[status]),
      }),
    ),
  ];
}
