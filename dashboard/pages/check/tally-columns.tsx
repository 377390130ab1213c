import type { Tally } from '../../../server/contract/check.js';
import type { Column } from '../../components/data-table.js';
import type { Messages } from '../../i18n/messages.js';
import { doneShare, TallyBar } from './tally-bar.js';

/** Columns that every table of tallies ends with: the bar, the share, what is open and what is missing. */
export function tallyColumns<T extends Tally>({ t, number }: Messages): Column<T>[] {
  return [
    {
      id: 'bar',
      header: t('check.state'),
      term: 'umsetzungsstatus',
      cell: (row) => <TallyBar tally={row} />,
      minor: true,
    },
    {
      id: 'done',
      header: t('check.done'),
      align: 'end',
      value: doneShare,
      cell: (row) => `${number(doneShare(row))} %`,
    },
    {
      id: 'gaps',
      header: t('check.gaps'),
      align: 'end',
      value: ({ partial, no }) => partial + no,
      cell: ({ partial, no }) => number(partial + no),
    },
    {
      id: 'open',
      header: t('check.open'),
      align: 'end',
      value: ({ open }) => open,
      cell: ({ open }) => number(open),
    },
    {
      id: 'total',
      header: t('check.total'),
      align: 'end',
      value: ({ total }) => total,
      cell: ({ total }) => number(total),
      minor: true,
    },
  ];
}
