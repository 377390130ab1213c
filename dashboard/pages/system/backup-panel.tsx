import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { BackupView, SystemHealth } from '../../../server/contract/system.js';
import { makeBackup } from '../../api/system.js';
import { Button } from '../../components/button.js';
import { type Column, DataTable } from '../../components/data-table.js';
import { ErrorNotice, Notice } from '../../components/notice.js';
import { Time } from '../../components/time.js';
import { type Messages, useMessages } from '../../i18n/messages.js';
import { sizeText } from '../storage/storage-facts.js';

function Outcome({ run }: { run: BackupView }) {
  const { t, plural } = useMessages();
  if (run.error !== null)
    return (
      <>
        <span className="gw-figure--warning">{t('system.backup.failed')}</span>
        <span className="gw-muted gw-block" lang="en">
          {run.error}
        </span>
      </>
    );
  if (run.faults.length > 0)
    return (
      <>
        <span className="gw-figure--warning">{plural('system.backup.faults', run.faults.length)}</span>
        <span className="gw-muted gw-block" lang="en">
          {run.faults[0]}
        </span>
      </>
    );
  return t('system.backup.good');
}

function columns(messages: Messages): Column<BackupView>[] {
  const { t } = messages;
  return [
    {
      id: 'at',
      header: t('system.backup.at'),
      rowHeader: true,
      value: ({ started_at }) => started_at,
      cell: ({ started_at }) => <Time at={started_at} full />,
    },
    {
      id: 'outcome',
      header: t('system.backup.outcome'),
      value: ({ error, faults }) => (error !== null ? 2 : faults.length > 0 ? 1 : 0),
      cell: (run) => <Outcome run={run} />,
    },
    {
      id: 'size',
      header: t('system.backup.size'),
      align: 'end',
      value: ({ bytes }) => bytes,
      cell: ({ bytes, error }) => (error === null ? sizeText(bytes, messages) : '–'),
    },
    {
      id: 'new',
      header: t('system.backup.new'),
      align: 'end',
      value: ({ new_bytes }) => new_bytes,
      cell: ({ new_bytes, error }) => (error === null ? sizeText(new_bytes, messages) : '–'),
      minor: true,
    },
    {
      id: 'keys',
      header: t('system.backup.protection'),
      value: ({ encrypted, keys }) => (encrypted ? 2 : keys ? 1 : 0),
      cell: ({ encrypted, keys }) =>
        encrypted
          ? t('system.backup.encrypted')
          : keys
            ? t('system.backup.open_keys')
            : t('system.backup.no_keys'),
      minor: true,
    },
  ];
}

/** Backups that were made, and the next. */
export function BackupPanel({ backup }: { backup: SystemHealth['backup'] }) {
  const messages = useMessages();
  const { t } = messages;
  const queries = useQueryClient();
  const make = useMutation({
    mutationFn: makeBackup,
    onSettled: () => queries.invalidateQueries({ queryKey: ['system'] }),
  });
  return (
    <section className="gw-stack" aria-labelledby="system-backups">
      <div className="gw-panel__head">
        <h2 id="system-backups" className="gw-panel__title">
          {t('system.backups')}
        </h2>
        {backup.target !== null ? (
          <Button
            small
            icon="archive"
            label={t('system.backup.make')}
            isPending={make.isPending}
            onPress={() => make.mutate()}
          />
        ) : null}
      </div>
      {backup.target === null ? (
        <Notice tone="warning" title={t('system.backup.none')}>
          <p className="gw-notice__detail">{t('system.backup.none_help')}</p>
        </Notice>
      ) : (
        <p className="gw-muted">
          {t('system.backup.into', { folder: backup.target })}{' '}
          {backup.next === null ? null : (
            <>
              {t('system.backup.next')} <Time at={backup.next} full />
            </>
          )}
        </p>
      )}
      {make.error ? <ErrorNotice error={make.error} /> : null}
      {backup.runs.length > 0 ? (
        <DataTable
          caption={t('system.backups')}
          columns={columns(messages)}
          rows={backup.runs}
          rowId={({ started_at }) => started_at}
          initialSort={{ id: 'at', desc: true }}
        />
      ) : null}
    </section>
  );
}
