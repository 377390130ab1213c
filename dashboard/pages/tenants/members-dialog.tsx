import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Member, Tenant } from '../../../server/contract/tenant.js';
import { getMembers, removeMember } from '../../api/tenants.js';
import { Button } from '../../components/button.js';
import { type Column, DataTable } from '../../components/data-table.js';
import { Dialog } from '../../components/dialog.js';
import { ErrorNotice, Loading } from '../../components/notice.js';
import { type Messages, useMessages } from '../../i18n/messages.js';
import { MemberForm } from './member-form.js';

interface MembersDialogProps {
  tenant: Tenant | undefined;
  onClose(): void;
  onChanged(): void;
}

/** Who is what in a tenant. */
export function MembersDialog({ tenant, onClose, onChanged }: MembersDialogProps) {
  const { t } = useMessages();
  return (
    <Dialog
      wide
      title={t('tenants.members_of', { title: tenant?.title ?? '' })}
      isOpen={tenant !== undefined}
      onClose={onClose}
    >
      {tenant === undefined ? null : <Members tenant={tenant.id} onChanged={onChanged} />}
    </Dialog>
  );
}

interface Actions {
  onEdit(member: Member): void;
  onRemove(member: Member): void;
}

function columns({ t }: Messages, { onEdit, onRemove }: Actions): Column<Member>[] {
  return [
    {
      id: 'username',
      header: t('tenants.member.name'),
      rowHeader: true,
      value: ({ username }) => username,
      cell: ({ username, disabled }) => (
        <>
          {username}
          {disabled ? <span className="gw-muted"> ({t('tenants.member.disabled')})</span> : null}
        </>
      ),
    },
    {
      id: 'roles',
      header: t('tenants.member.roles'),
      value: ({ roles }) => roles.join(),
      cell: ({ roles }) => roles.map((role) => t(`role.${role}`)).join(', '),
    },
    {
      id: 'actions',
      header: t('table.actions'),
      align: 'end',
      cell: (member) => (
        <>
          <Button
            small
            variant="tertiary"
            icon="edit"
            label={t('tenants.member.edit')}
            aria-label={t('tenants.member.edit_this', { name: member.username })}
            onPress={() => onEdit(member)}
          />
          <Button
            small
            variant="tertiary"
            icon="remove"
            label={t('tenants.member.remove')}
            aria-label={t('tenants.member.remove_this', { name: member.username })}
            onPress={() => onRemove(member)}
          />
        </>
      ),
    },
  ];
}

function Members({ tenant, onChanged }: { tenant: string; onChanged(): void }) {
  const messages = useMessages();
  const { t } = messages;
  const queries = useQueryClient();
  const [editing, setEditing] = useState<Member | 'new'>();
  const queryKey = ['tenants', tenant, 'members'];
  const { data, error, refetch } = useQuery({
    queryKey,
    queryFn: ({ signal }) => getMembers(tenant, signal),
  });
  const changed = () => {
    void queries.invalidateQueries({ queryKey });
    onChanged();
  };
  const removal = useMutation({
    mutationFn: (member: Member) => removeMember(tenant, member.account),
    onSuccess: changed,
  });
  if (editing !== undefined) {
    return (
      <MemberForm
        tenant={tenant}
        member={editing === 'new' ? undefined : editing}
        onSaved={changed}
        onClose={() => setEditing(undefined)}
      />
    );
  }
  return (
    <div className="gw-form">
      {error ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : null}
      {removal.error ? <ErrorNotice error={removal.error} onRetry={removal.reset} /> : null}
      {!data && !error ? <Loading rows={3} /> : null}
      {data && data.items.length > 0 ? (
        <DataTable
          caption={t('tenants.members')}
          columns={columns(messages, { onEdit: setEditing, onRemove: (member) => removal.mutate(member) })}
          rows={data.items}
          rowId={({ account }) => account}
          initialSort={{ id: 'username', desc: false }}
        />
      ) : null}
      {data?.items.length === 0 ? <p>{t('tenants.member.none')}</p> : null}
      <div className="gw-form__actions">
        <Button
          variant="primary"
          icon="add"
          label={t('tenants.member.add')}
          onPress={() => setEditing('new')}
        />
      </div>
    </div>
  );
}
