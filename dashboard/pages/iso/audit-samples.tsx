import { useQuery } from '@tanstack/react-query';
import type { AuditSample } from '../../../server/contract/audit-room.js';
import { getAuditSamples } from '../../api/audit-room.js';
import { type Column, DataTable } from '../../components/data-table.js';
import { ErrorNotice, Loading } from '../../components/notice.js';
import { type Messages, useMessages } from '../../i18n/messages.js';
import { recordOf } from '../audit-room/sample-words.js';

/** Samples that auditors drew in an audit, and what they said of them. */
export function AuditSamples({ audit }: { audit: string }) {
  const messages = useMessages();
  const { t } = messages;
  const { data, error, refetch } = useQuery({
    queryKey: ['iso', 'samples', audit],
    queryFn: ({ signal }) => getAuditSamples(audit, signal),
    staleTime: 0,
  });
  if (error) return <ErrorNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading rows={4} />;
  if (data.items.length === 0) return <p className="gw-muted">{t('room.no_sample')}</p>;
  return (
    <DataTable
      caption={t('room.samples')}
      columns={columns(messages)}
      rows={data.items}
      rowId={({ id }) => id}
    />
  );
}

function columns({ t, dateTime, number }: Messages): Column<AuditSample>[] {
  const results = (sample: AuditSample) => sample.items.map((item) => recordOf(sample, item)?.result);
  const done = (sample: AuditSample) => results(sample).filter((result) => result !== undefined).length;
  const found = (sample: AuditSample) => results(sample).filter((result) => result === 'finding').length;
  return [
    {
      id: 'drawn_at',
      header: t('room.drawn_at'),
      rowHeader: true,
      value: ({ drawn_at }) => drawn_at,
      cell: ({ drawn_at, drawn_by }) => (
        <>
          {dateTime(drawn_at)} <span className="gw-muted gw-block">{drawn_by}</span>
        </>
      ),
    },
    {
      id: 'method',
      header: t('room.method'),
      term: 'stichprobe',
      value: ({ method }) => method,
      cell: ({ method }) => t(`room.method.${method}`),
    },
    {
      id: 'seed',
      header: t('room.seed'),
      minor: true,
      value: ({ seed }) => seed,
      cell: ({ seed }) => <span className="gw-mono gw-break">{seed}</span>,
    },
    {
      id: 'population',
      header: t('room.population'),
      align: 'end',
      minor: true,
      value: ({ population }) => population.count,
      cell: ({ population }) => number(population.count),
    },
    {
      id: 'done',
      header: t('room.recorded'),
      align: 'end',
      value: done,
      cell: (sample) => t('room.done_of', { done: done(sample), all: sample.items.length }),
    },
    {
      id: 'findings',
      header: t('room.findings'),
      align: 'end',
      value: found,
      cell: (sample) => number(found(sample)),
    },
  ];
}
