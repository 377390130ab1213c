import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ScanKey } from '../../../server/contract/scan.js';
import { getScanKeys, revokeScanKey } from '../../api/scans.js';
import { Button } from '../../components/button.js';
import { ConfirmDialog } from '../../components/confirm-dialog.js';
import { type Column, DataTable } from '../../components/data-table.js';
import { Dialog } from '../../components/dialog.js';
import { Empty, ErrorNotice, Loading } from '../../components/notice.js';
import { Time } from '../../components/time.js';
import { type Messages, useMessages } from '../../i18n/messages.js';
import { useMayChange } from '../structure/use-may-change.js';
import { KeyForm } from './key-form.js';

/** Public keys by which hosts sign the results of the audit scripts. */
export function KeyTab({ tenant }: { tenant: string }) {
  const messages = useMessages();
  const { t } = messages;
  const mayChange = useMayChange();
  const queries = useQueryClient();
  const { data, error, refetch } = useQuery({
    queryKey: ['scan-keys', tenant],
    queryFn: ({ signal }) => getScanKeys(tenant, signal),
  });
  const [adding, setAdding] = useState(false);
  const [revoking, setRevoking] = useState<ScanKey>();
  const onSettled = () => queries.invalidateQueries({ queryKey: ['scan-keys'] });
  const revoke = useMutation({ mutationFn: (id: string) => revokeScanKey(tenant, id), onSettled });
  const actions: Column<ScanKey> = {
    id: 'actions',
    header: '',
    cell: (key) =>
      key.revoked_at === null ? (
        <Button
          small
          iconOnly
          variant="tertiary"
          icon="remove"
          label={t('scans.key_revoke_of', { name: key.host })}
          onPress={() => setRevoking(key)}
        />
      ) : null,
  };
  return (
    <div className="gw-stack">
      <p className="gw-lead">{t('scans.keys_lead')}</p>
      {mayChange ? (
        <div className="gw-toolbar">
          <Button small icon="add" label={t('scans.key_add')} onPress={() => setAdding(true)} />
        </div>
      ) : null}
      {error ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : null}
      {revoke.error ? <ErrorNotice error={revoke.error} /> : null}
      {!data && !error ? <Loading rows={3} /> : null}
      {data && data.items.length > 0 ? (
        <DataTable
          caption={t('scans.keys')}
          columns={[...columns(messages), ...(mayChange ? [actions] : [])]}
          rows={data.items}
          rowId={({ id }) => id}
        />
      ) : null}
      {data?.items.length === 0 ? (
        <Empty icon="scans" title={t('scans.keys_none')}>
          <p>{t('scans.keys_none_text')}</p>
        </Empty>
      ) : null}
      <Dialog title={t('scans.key_add')} isOpen={adding} onClose={() => setAdding(false)}>
        <KeyForm tenant={tenant} onSaved={onSettled} onClose={() => setAdding(false)} />
      </Dialog>
      <ConfirmDialog
        title={t('scans.key_revoke')}
        text={t('scans.key_revoke_text', { name: revoking?.host ?? '' })}
        action={t('scans.key_revoke')}
        isOpen={revoking !== undefined}
        onConfirm={() => {
          if (revoking) revoke.mutate(revoking.id);
          setRevoking(undefined);
        }}
        onCancel={() => setRevoking(undefined)}
      />
    </div>
  );
}

function columns({ t, dateTime }: Messages): Column<ScanKey>[] {
  return [
    {
      id: 'host',
      header: t('scans.host'),
      rowHeader: true,
      value: ({ host }) => host,
      cell: ({ host }) => host,
    },
    {
      id: 'fingerprint',
      header: t('scans.key_fingerprint'),
      value: ({ fingerprint }) => fingerprint,
      cell: ({ fingerprint }) => <span className="gw-mono gw-break">{fingerprint}</span>,
    },
    {
      id: 'created',
      header: t('scans.key_added'),
      minor: true,
      value: ({ created_at }) => created_at,
      cell: ({ created_at, created_by }) => (
        <>
          <Time at={created_at} full /> {created_by}
        </>
      ),
    },
    {
      id: 'state',
      header: t('report.state'),
      value: ({ revoked_at }) => revoked_at ?? '',
      cell: ({ revoked_at, revoked_by }) =>
        revoked_at === null
          ? t('scans.key_valid')
          : t('scans.key_revoked', { at: dateTime(revoked_at), name: revoked_by ?? '' }),
    },
  ];
}
