import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Tenant } from '../../../server/contract/tenant.js';
import { getTenants, removeTenant } from '../../api/tenants.js';
import { Button } from '../../components/button.js';
import { type Column, DataTable } from '../../components/data-table.js';
import { Empty, ErrorNotice, Loading } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { Time } from '../../components/time.js';
import { type Messages, useMessages } from '../../i18n/messages.js';
import { useSession } from '../../state/session.js';
import { sizeText } from '../storage/storage-facts.js';
import { MembersDialog } from './members-dialog.js';
import { RemoveTenantDialog } from './remove-tenant-dialog.js';
import { TenantDialog } from './tenant-dialog.js';

const tenantsKey = ['tenants'];
/** The program's own records are in it. */
const indispensable = 'default';

interface Actions {
  /** Undefined: only the provider may. */
  manage: { onRename(tenant: Tenant): void; onRemove(tenant: Tenant): void } | undefined;
  onMembers(tenant: Tenant): void;
}

function columns(messages: Messages, { manage, onMembers }: Actions): Column<Tenant>[] {
  const { t, number } = messages;
  return [
    {
      id: 'title',
      header: t('tenants.column.title'),
      rowHeader: true,
      value: ({ title }) => title,
      cell: ({ title, id }) => (
        <>
          {title} <span className="gw-mono gw-muted gw-block">{id}</span>
        </>
      ),
    },
    {
      id: 'members',
      header: t('tenants.column.members'),
      align: 'end',
      value: ({ members }) => members,
      cell: ({ members }) => number(members),
    },
    {
      id: 'stored',
      header: t('tenants.column.stored'),
      align: 'end',
      value: ({ stored }) => stored,
      cell: ({ stored }) => number(stored),
    },
    {
      id: 'rejected',
      header: t('tenants.column.rejected'),
      align: 'end',
      value: ({ rejected }) => rejected,
      cell: ({ rejected }) => number(rejected),
      minor: true,
    },
    {
      id: 'size',
      header: t('tenants.column.size'),
      align: 'end',
      value: ({ segment_bytes }) => segment_bytes,
      cell: ({ segment_bytes }) => sizeText(segment_bytes, messages),
    },
    {
      id: 'last_received',
      header: t('tenants.column.last_received'),
      value: ({ last_received }) => last_received ?? '',
      cell: ({ last_received }) => (last_received ? <Time at={last_received} full /> : t('tenants.never')),
      minor: true,
    },
    {
      id: 'actions',
      header: t('table.actions'),
      align: 'end',
      cell: (tenant) => (
        <>
          <Button
            small
            variant="tertiary"
            icon="user"
            label={t('tenants.members')}
            aria-label={t('tenants.members_of', { title: tenant.title })}
            onPress={() => onMembers(tenant)}
          />
          {manage ? (
            <Button
              small
              variant="tertiary"
              icon="edit"
              label={t('tenants.rename')}
              aria-label={t('tenants.rename_this', { title: tenant.title })}
              onPress={() => manage.onRename(tenant)}
            />
          ) : null}
          {manage && tenant.id !== indispensable ? (
            <Button
              small
              variant="tertiary"
              icon="remove"
              label={t('tenants.remove')}
              aria-label={t('tenants.remove_this', { title: tenant.title })}
              onPress={() => manage.onRemove(tenant)}
            />
          ) : null}
        </>
      ),
    },
  ];
}

/** The tenants in figures, and who is what in them; for the provider and for administrators. */
export default function TenantListPage() {
  const messages = useMessages();
  const { t } = messages;
  const queries = useQueryClient();
  const isProvider = useSession().user?.roles.includes('provider') === true;
  const [editing, setEditing] = useState<Tenant | 'new'>();
  const [removing, setRemoving] = useState<Tenant>();
  const [members, setMembers] = useState<Tenant>();
  const { data, error, refetch } = useQuery({
    queryKey: tenantsKey,
    queryFn: ({ signal }) => getTenants(signal),
  });
  const reload = () => void queries.invalidateQueries();
  const removal = useMutation({
    mutationFn: (tenant: Tenant) => removeTenant(tenant.id, tenant.id),
    onSuccess: reload,
  });

  return (
    <Page
      title={t('tenants.title')}
      actions={
        isProvider ? (
          <Button
            small
            variant="primary"
            icon="add"
            label={t('tenants.create')}
            onPress={() => setEditing('new')}
          />
        ) : null
      }
    >
      <p className="gw-lead">{t('tenants.lead')}</p>
      {error ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : null}
      {removal.error ? <ErrorNotice error={removal.error} onRetry={removal.reset} /> : null}
      {!data && !error ? <Loading rows={4} /> : null}
      {data && data.items.length > 0 ? (
        <DataTable
          caption={t('tenants.title')}
          columns={columns(messages, {
            onMembers: setMembers,
            manage: isProvider ? { onRename: setEditing, onRemove: setRemoving } : undefined,
          })}
          rows={data.items}
          rowId={({ id }) => id}
          initialSort={{ id: 'title', desc: false }}
        />
      ) : null}
      {data?.items.length === 0 ? (
        <Empty icon="domains" title={t('tenants.empty')}>
          <p>{t('tenants.empty_text')}</p>
        </Empty>
      ) : null}
      <TenantDialog tenant={editing} onClose={() => setEditing(undefined)} onSaved={reload} />
      <MembersDialog tenant={members} onClose={() => setMembers(undefined)} onChanged={reload} />
      <RemoveTenantDialog
        tenant={removing}
        onClose={() => setRemoving(undefined)}
        onConfirm={(tenant) => {
          removal.mutate(tenant);
          setRemoving(undefined);
        }}
      />
    </Page>
  );
}
