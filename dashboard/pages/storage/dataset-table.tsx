import type { RetentionOverview } from '../../../server/contract/retention.js';
import { type Column, DataTable } from '../../components/data-table.js';
import { Time } from '../../components/time.js';
import { type Messages, useMessages } from '../../i18n/messages.js';

type Dataset = RetentionOverview['datasets'][number];

function columns({ t, number, plural }: Messages): Column<Dataset>[] {
  return [
    {
      id: 'dataset',
      header: t('sources.column.dataset'),
      term: 'datensatz',
      rowHeader: true,
      value: ({ dataset }) => dataset,
      cell: ({ dataset }) => <span className="gw-mono">{dataset || '–'}</span>,
    },
    {
      id: 'events',
      header: t('storage.events'),
      align: 'end',
      value: ({ events }) => events,
      cell: ({ events }) => number(events),
    },
    {
      id: 'oldest',
      header: t('storage.oldest'),
      value: ({ received_from }) => received_from,
      cell: ({ received_from }) => <Time at={received_from} full />,
      minor: true,
    },
    {
      id: 'days',
      header: t('storage.stays'),
      align: 'end',
      value: ({ days }) => days,
      cell: ({ days }) => plural('storage.days', days),
    },
  ];
}

/** What is stored of each dataset, and how long it stays. */
export function DatasetTable({ datasets }: { datasets: RetentionOverview['datasets'] }) {
  const messages = useMessages();
  const { t } = messages;
  if (datasets.length === 0) return <p className="gw-muted">{t('storage.nothing_sealed')}</p>;
  return (
    <DataTable
      caption={t('storage.datasets')}
      columns={columns(messages)}
      rows={datasets}
      rowId={({ dataset }) => dataset}
      initialSort={{ id: 'events', desc: true }}
    />
  );
}
