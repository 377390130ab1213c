import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Collector } from '../../../server/contract/identity.js';
import { getCollectors, revokeCollector } from '../../api/collectors.js';
import { Button } from '../../components/button.js';
import { ConfirmDialog } from '../../components/confirm-dialog.js';
import { type Column, DataTable } from '../../components/data-table.js';
import { Empty, ErrorNotice, Loading } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { Time } from '../../components/time.js';
import { type Messages, useMessages } from '../../i18n/messages.js';
import { CollectorAccess } from './collector-access.js';
import { CollectorHealth } from './collector-health.js';
import { CreateCollectorDialog } from './create-collector-dialog.js';
import { CredentialsDialog } from './credentials-dialog.js';
import { InputsDialog } from './inputs-dialog.js';

const collectorsKey = ['collectors'];

interface Actions {
  onRevoke(collector: Collector): void;
  onInputs(collector: Collector): void;
  onAccess(collector: Collector): void;
}

function columns({ t }: Messages, { onRevoke, onInputs, onAccess }: Actions): Column<Collector>[] {
  return [
    {
      id: 'id',
      header: t('collectors.column.id'),
      rowHeader: true,
      value: (collector) => collector.id,
      cell: (collector) => <span className="gw-mono gw-nowrap">{collector.id}</span>,
    },
    {
      id: 'state',
      header: t('collectors.column.state'),
      value: (collector) => Number(collector.revoked),
      cell: ({ revoked }) => (
        <span className={revoked ? 'gw-state gw-state--closed' : 'gw-state gw-state--active'}>
          {t(revoked ? 'collectors.revoked' : 'collectors.active')}
        </span>
      ),
    },
    {
      id: 'tenant',
      header: t('alert.tenant'),
      value: (collector) => collector.tenant,
      cell: (collector) => collector.tenant,
      minor: true,
    },
    {
      id: 'created_at',
      header: t('collectors.column.created'),
      value: (collector) => collector.created_at,
      cell: (collector) => <Time at={collector.created_at} full />,
      minor: true,
    },
    {
      id: 'last_seen',
      header: t('collectors.column.last_seen'),
      value: (collector) => collector.last_seen ?? '',
      cell: (collector) =>
        collector.last_seen ? <Time at={collector.last_seen} full /> : t('collectors.never'),
    },
    {
      id: 'health',
      header: t('collectors.column.health'),
      value: (collector) => collector.health_at ?? '',
      cell: (collector) => <CollectorHealth collector={collector} />,
    },
    {
      id: 'access',
      header: t('collectors.column.access'),
      cell: (collector) => <CollectorAccess collector={collector} />,
    },
    {
      id: 'actions',
      header: t('table.actions'),
      align: 'end',
      cell: (collector) =>
        collector.revoked ? null : (
          <>
            <Button
              small
              variant="tertiary"
              label={t('collectors.inputs')}
              aria-label={t('collectors.inputs.title', { id: collector.id })}
              onPress={() => onInputs(collector)}
            />
            <Button
              small
              variant="tertiary"
              label={t('collectors.column.access')}
              aria-label={t('collectors.access_of', { id: collector.id })}
              onPress={() => onAccess(collector)}
            />
            <Button
              small
              variant="tertiary"
              icon="remove"
              label={t('collectors.revoke')}
              aria-label={t('collectors.revoke_this', { id: collector.id })}
              onPress={() => onRevoke(collector)}
            />
          </>
        ),
    },
  ];
}

/** The collectors that may ship records; for administrators. */
export default function CollectorListPage() {
  const messages = useMessages();
  const { t } = messages;
  const queries = useQueryClient();
  const [creating, setCreating] = useState(false);
  const [changing, setChanging] = useState<string>();
  const [opening, setOpening] = useState<string>();
  const [revoking, setRevoking] = useState<Collector>();
  const { data, error, refetch } = useQuery({
    queryKey: collectorsKey,
    queryFn: ({ signal }) => getCollectors(signal),
  });
  const reload = () => void queries.invalidateQueries({ queryKey: collectorsKey });
  const revoke = useMutation({ mutationFn: (id: string) => revokeCollector(id), onSuccess: reload });

  return (
    <Page
      title={t('collectors.title')}
      term="kollektor"
      actions={
        <Button
          small
          variant="primary"
          icon="add"
          label={t('collectors.create')}
          onPress={() => setCreating(true)}
        />
      }
    >
      <p className="gw-lead">{t('collectors.lead')}</p>
      {error ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : null}
      {revoke.error ? <ErrorNotice error={revoke.error} onRetry={revoke.reset} /> : null}
      {!data && !error ? <Loading rows={4} /> : null}
      {data && data.items.length > 0 ? (
        <DataTable
          caption={t('collectors.title')}
          columns={columns(messages, {
            onRevoke: setRevoking,
            onInputs: ({ id }) => setChanging(id),
            onAccess: ({ id }) => setOpening(id),
          })}
          rows={data.items}
          rowId={(collector) => collector.id}
          initialSort={{ id: 'id', desc: false }}
        />
      ) : null}
      {data?.items.length === 0 ? (
        <Empty icon="collectors" title={t('collectors.empty')}>
          <p>{t('collectors.empty_text')}</p>
        </Empty>
      ) : null}
      <CreateCollectorDialog isOpen={creating} onClose={() => setCreating(false)} onCreated={reload} />
      <InputsDialog id={changing} onClose={() => setChanging(undefined)} onSaved={reload} />
      <CredentialsDialog
        collector={data?.items.find(({ id }) => id === opening)}
        onClose={() => setOpening(undefined)}
        onChanged={reload}
      />
      <ConfirmDialog
        title={t('collectors.revoke_title')}
        text={t('collectors.revoke_text', { id: revoking?.id ?? '' })}
        action={t('collectors.revoke')}
        isOpen={revoking !== undefined}
        onCancel={() => setRevoking(undefined)}
        onConfirm={() => {
          if (revoking) revoke.mutate(revoking.id);
          setRevoking(undefined);
        }}
      />
    </Page>
  );
}
