import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { AuditPackage } from '../../../server/contract/audit-package.js';
import { getAuditPackages } from '../../api/evidence.js';
import { cancelExport, removeExport } from '../../api/reports.js';
import type { DomainRef } from '../../api/structure.js';
import { ConfirmDialog } from '../../components/confirm-dialog.js';
import { type Column, DataTable } from '../../components/data-table.js';
import { ErrorNotice } from '../../components/notice.js';
import { Term } from '../../components/term.js';
import { Time } from '../../components/time.js';
import { type Messages, useMessages } from '../../i18n/messages.js';
import { ExportActions, ExportState } from '../reports/export-cells.js';
import { sizeText } from '../storage/storage-facts.js';
import { useEvidenceChanged } from './use-evidence-changed.js';

const idleMs = 60_000;
const busyMs = 1000;

/** Audit packages of a domain: how far they are, and their files. */
export function PackagePanel({ domain }: { domain: DomainRef }) {
  const messages = useMessages();
  const { t, date } = messages;
  const onSettled = useEvidenceChanged();
  const [removing, setRemoving] = useState<AuditPackage>();
  const { data, error, refetch } = useQuery({
    queryKey: ['evidence', 'packages', domain.domain],
    queryFn: ({ signal }) => getAuditPackages(domain, signal),
    refetchInterval: ({ state }) =>
      state.data?.items.some(({ ended_at }) => ended_at === null) ? busyMs : idleMs,
  });
  const cancel = useMutation({ mutationFn: cancelExport, onSettled });
  const remove = useMutation({ mutationFn: removeExport, onSettled });
  if (error) return <ErrorNotice error={error} onRetry={() => void refetch()} />;
  if (!data || data.items.length === 0) return null;
  const failure = cancel.error ?? remove.error;
  const actions: Column<AuditPackage> = {
    id: 'actions',
    header: '',
    cell: (job) => (
      <ExportActions
        job={job}
        name={`${t('evidence.packages_one')} ${date(job.order.from)} – ${date(job.order.to)}`}
        mayEnd
        onCancel={() => cancel.mutate(job.id)}
        onRemove={() => setRemoving(job)}
      />
    ),
  };
  return (
    <section className="gw-panel gw-stack" aria-labelledby="packages">
      <h2 id="packages" className="gw-panel__title">
        <Term id="pruefpaket">{t('evidence.packages')}</Term>
      </h2>
      {failure ? <ErrorNotice error={failure} /> : null}
      <DataTable
        caption={t('evidence.packages')}
        columns={[...columns(messages), actions]}
        rows={data.items}
        rowId={({ id }) => id}
      />
      <ConfirmDialog
        title={t('report.remove')}
        text={t('evidence.packages_remove_text')}
        action={t('report.remove')}
        isOpen={removing !== undefined}
        onConfirm={() => {
          if (removing) remove.mutate(removing.id);
          setRemoving(undefined);
        }}
        onCancel={() => setRemoving(undefined)}
      />
    </section>
  );
}

function columns(messages: Messages): Column<AuditPackage>[] {
  const { t, date } = messages;
  return [
    {
      id: 'period',
      header: t('evidence.packages_period'),
      rowHeader: true,
      value: ({ order }) => order.from,
      cell: ({ order }) => `${date(order.from)} – ${date(order.to)}`,
    },
    {
      id: 'state',
      header: t('report.state'),
      value: ({ state }) => state,
      cell: (job) => <ExportState job={job} steps />,
    },
    {
      id: 'ordered',
      header: t('report.ordered'),
      value: ({ created_at }) => created_at,
      cell: ({ created_at }) => <Time at={created_at} full />,
    },
    { id: 'by', header: t('report.by'), value: ({ by }) => by, cell: ({ by }) => by, minor: true },
    {
      id: 'size',
      header: t('report.size'),
      align: 'end',
      minor: true,
      value: ({ bytes }) => bytes ?? 0,
      cell: ({ bytes }) => (bytes === null ? '–' : sizeText(bytes, messages)),
    },
  ];
}
