import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ExportJob, ExportKind, ExportList } from '../../../server/contract/report.js';
import { cancelExport, removeExport } from '../../api/reports.js';
import { ConfirmDialog } from '../../components/confirm-dialog.js';
import { type Column, DataTable } from '../../components/data-table.js';
import { Empty, ErrorNotice } from '../../components/notice.js';
import { Time } from '../../components/time.js';
import { type Messages, useMessages } from '../../i18n/messages.js';
import { useSession } from '../../state/session.js';
import { sizeText } from '../storage/storage-facts.js';
import { useMayChange } from '../structure/use-may-change.js';
import { ExportActions, ExportState } from './export-cells.js';
import { titleOf } from './order-form.js';

interface ExportTableProps {
  list: ExportList;
  kinds: readonly ExportKind[];
}

/** What was ordered: how far it is, its file, and what can be done with it. */
export function ExportTable({ list, kinds }: ExportTableProps) {
  const messages = useMessages();
  const { t, plural } = messages;
  const queries = useQueryClient();
  const mayChange = useMayChange();
  const username = useSession().user?.username;
  const [removing, setRemoving] = useState<ExportJob>();
  const onSettled = () => queries.invalidateQueries({ queryKey: ['reports', 'exports'] });
  const cancel = useMutation({ mutationFn: cancelExport, onSettled });
  const remove = useMutation({ mutationFn: removeExport, onSettled });
  const nameOf = (job: ExportJob): string => {
    const kind = kinds.find(({ name }) => name === job.name);
    return kind ? titleOf(kind, messages.language) : job.name;
  };
  const failure = cancel.error ?? remove.error;
  const actions: Column<ExportJob> = {
    id: 'actions',
    header: '',
    cell: (job) => (
      <ExportActions
        job={job}
        name={nameOf(job)}
        mayEnd={mayChange || job.by === username}
        onCancel={() => cancel.mutate(job.id)}
        onRemove={() => setRemoving(job)}
      />
    ),
  };
  return (
    <section className="gw-stack" aria-labelledby="report-list">
      <div className="gw-panel__head">
        <h2 id="report-list" className="gw-panel__title">
          {t('report.list')}
        </h2>
        <span className="gw-muted">
          {plural('report.files', list.files, { bytes: sizeText(list.bytes, messages) })}
        </span>
      </div>
      {failure ? <ErrorNotice error={failure} /> : null}
      {list.items.length > 0 ? (
        <DataTable
          caption={t('report.list')}
          columns={[...columns(messages, nameOf), actions]}
          rows={list.items}
          rowId={({ id }) => id}
        />
      ) : (
        <Empty icon="reports" title={t('report.empty')}>
          <p>{t('report.empty_text')}</p>
        </Empty>
      )}
      <ConfirmDialog
        title={t('report.remove')}
        text={t('report.remove_text')}
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

function columns(messages: Messages, nameOf: (job: ExportJob) => string): Column<ExportJob>[] {
  const { t } = messages;
  return [
    { id: 'name', header: t('report.name'), rowHeader: true, value: nameOf, cell: nameOf },
    {
      id: 'format',
      header: t('report.format'),
      value: ({ format }) => format,
      cell: ({ format, language }) => `${format.toUpperCase()}, ${t(`report.languages.${language}`)}`,
      minor: true,
    },
    {
      id: 'state',
      header: t('report.state'),
      value: ({ state }) => state,
      cell: (job) => <ExportState job={job} />,
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
