import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Link } from 'react-router';
import type { Source } from '../../../server/contract/identity.js';
import { getSources } from '../../api/sources.js';
import { type Column, DataTable } from '../../components/data-table.js';
import { Empty, ErrorNotice, Loading } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { TableSearch } from '../../components/table-search.js';
import { type Messages, useMessages } from '../../i18n/messages.js';

const refreshMs = 5_000;

const counter = (
  id: 'received' | 'stored' | 'rejected' | 'unparsed',
  { t, number }: Messages,
): Column<Source> => ({
  id,
  header: t(`sources.column.${id}`),
  align: 'end',
  value: (source) => source[id],
  cell: (source) => (
    <span
      className={
        source[id] > 0 && (id === 'rejected' || id === 'unparsed') ? 'gw-figure--warning' : undefined
      }
    >
      {number(source[id])}
    </span>
  ),
  minor: id !== 'received',
});

function columns(messages: Messages, now: number): Column<Source>[] {
  const { t, ago, dateTime } = messages;
  return [
    {
      id: 'source',
      header: t('sources.column.source'),
      rowHeader: true,
      value: (source) => source.host ?? source.source,
      cell: (source) => (
        <>
          <Link
            className="gw-table__link"
            to={`/events?${new URLSearchParams({ f: `log.source:${source.source}` })}`}
          >
            {source.host ?? source.source}
          </Link>
          {source.host ? <span className="gw-muted gw-block">{source.source}</span> : null}
        </>
      ),
    },
    {
      id: 'dataset',
      header: t('sources.column.dataset'),
      value: (source) => source.dataset,
      cell: (source) => <span className="gw-mono">{source.dataset}</span>,
    },
    {
      id: 'transport',
      header: t('sources.column.transport'),
      value: (source) => source.transport,
      cell: (source) => source.transport.toUpperCase(),
      minor: true,
    },
    {
      id: 'collector',
      header: t('sources.column.collector'),
      value: (source) => source.collector,
      cell: (source) => source.collector,
      minor: true,
    },
    counter('received', messages),
    counter('stored', messages),
    counter('rejected', messages),
    counter('unparsed', messages),
    {
      id: 'last_seen',
      header: t('sources.column.last_seen'),
      align: 'end',
      value: (source) => Date.parse(source.last_seen),
      cell: (source) => (
        <time dateTime={source.last_seen} title={dateTime(source.last_seen)} className="gw-nowrap">
          {ago(source.last_seen, now)}
        </time>
      ),
    },
  ];
}

/** Every device and program whose records arrive, with its counts: received = stored + rejected. */
export default function SourceListPage() {
  const messages = useMessages();
  const { t, plural } = messages;
  const [now, setNow] = useState(Date.now);
  const [text, setText] = useState('');
  const { data, error, refetch, dataUpdatedAt } = useQuery({
    queryKey: ['sources'],
    queryFn: ({ signal }) => getSources(signal),
    refetchInterval: refreshMs,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: ages are told anew with every answer
  useEffect(() => setNow(Date.now()), [dataUpdatedAt]);
  const wanted = text.trim().toLowerCase();
  const rows = data?.items.filter(({ host, source, dataset, collector }) =>
    [host ?? '', source, dataset, collector].some((each) => each.toLowerCase().includes(wanted)),
  );
  return (
    <Page
      title={t('sources.title')}
      meta={data ? <span className="gw-muted">{plural('sources.count', rows?.length ?? 0)}</span> : null}
    >
      {error && !data ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : null}
      {!data && !error ? <Loading rows={8} /> : null}
      {data && data.items.length > 0 ? (
        <>
          <TableSearch label={t('sources.search')} value={text} onChange={setText} />
          <DataTable
            caption={t('sources.title')}
            columns={columns(messages, now)}
            rows={rows ?? []}
            rowId={(source) =>
              [
                source.tenant,
                source.collector,
                source.source,
                source.host,
                source.dataset,
                source.transport,
              ].join(' ')
            }
            initialSort={{ id: 'last_seen', desc: true }}
          />
          <p className="gw-table-note gw-muted">{t('sources.equation')}</p>
        </>
      ) : null}
      {data?.items.length === 0 ? (
        <Empty icon="sources" title={t('sources.empty')}>
          <p>{t('sources.empty_text')}</p>
          <pre className="gw-code">
            {'*.* action(type="omfwd" target="grundwacht" port="5514" protocol="tcp")'}
          </pre>
        </Empty>
      ) : null}
    </Page>
  );
}
