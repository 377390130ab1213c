import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import { getTenants } from '../../api/tenants.js';
import { createUser } from '../../api/users.js';
import { Button } from '../../components/button.js';
import { CheckList } from '../../components/check-list.js';
import { Dialog } from '../../components/dialog.js';
import { SelectField, TextField } from '../../components/fields.js';
import { ErrorNotice } from '../../components/notice.js';
import { Switch } from '../../components/switch.js';
import { useMessages } from '../../i18n/messages.js';
import { tenantRoles } from '../../state/roles.js';
import { OneTimePassword } from './one-time-password.js';

interface CreateProps {
  isOpen: boolean;
  onClose(): void;
  onCreated(): void;
}

function CreateForm({ onClose, onCreated }: Omit<CreateProps, 'isOpen'>) {
  const { t } = useMessages();
  const [username, setUsername] = useState('');
  const [provider, setProvider] = useState(false);
  const [chosen, setChosen] = useState('');
  const [roles, setRoles] = useState<ReadonlySet<string>>(new Set());
  const tenants = useQuery({ queryKey: ['tenants'], queryFn: ({ signal }) => getTenants(signal) });
  const options = tenants.data?.items.map(({ id, title }) => ({ value: id, label: title })) ?? [];
  const tenant = chosen || (options[0]?.value ?? '');
  const held = tenantRoles.filter((role) => roles.has(role));
  const create = useMutation({
    mutationFn: () =>
      createUser({
        username: username.trim(),
        provider,
        memberships: held.length > 0 ? [{ tenant, roles: held }] : [],
      }),
    onSuccess: onCreated,
  });
  if (create.data) {
    return (
      <OneTimePassword
        username={create.data.user.username}
        password={create.data.password}
        onClose={onClose}
      />
    );
  }
  return (
    <Form
      className="gw-form"
      onSubmit={(event) => {
        event.preventDefault();
        create.mutate();
      }}
    >
      {create.isError ? <ErrorNotice error={create.error} /> : null}
      {tenants.isError ? <ErrorNotice error={tenants.error} onRetry={() => void tenants.refetch()} /> : null}
      <TextField
        label={t('login.username')}
        hint={t('accounts.name_hint')}
        autoComplete="off"
        autoFocus
        isRequired
        maxLength={200}
        value={username}
        onChange={setUsername}
      />
      {options.length > 0 ? (
        <>
          <SelectField label={t('tenant.label')} value={tenant} options={options} onChange={setChosen} />
          <CheckList
            label={t('tenants.member.roles')}
            options={tenantRoles.map((value) => ({ value, label: t(`role.${value}`) }))}
            selected={roles}
            onChange={setRoles}
          />
        </>
      ) : null}
      <Switch label={t('accounts.provider')} isSelected={provider} onChange={setProvider} />
      <div className="gw-form__actions">
        <Button type="submit" variant="primary" label={t('accounts.create')} isPending={create.isPending} />
        <Button variant="tertiary" label={t('action.cancel')} onPress={onClose} />
      </div>
    </Form>
  );
}

/** Creates an account and shows its one-time password, this once. */
export function CreateAccountDialog({ isOpen, ...rest }: CreateProps) {
  const { t } = useMessages();
  return (
    <Dialog title={t('accounts.create')} isOpen={isOpen} onClose={rest.onClose}>
      <CreateForm {...rest} />
    </Dialog>
  );
}
