import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import type { TenantRole } from '../../../server/contract/identity.js';
import type { Member } from '../../../server/contract/tenant.js';
import { addMember, changeMember } from '../../api/tenants.js';
import { Button } from '../../components/button.js';
import { CheckList } from '../../components/check-list.js';
import { TextField } from '../../components/fields.js';
import { ErrorNotice, Notice } from '../../components/notice.js';
import { useMessages } from '../../i18n/messages.js';
import { tenantRoles } from '../../state/roles.js';

interface MemberFormProps {
  tenant: string;
  /** Undefined: somebody is added. */
  member: Member | undefined;
  onSaved(): void;
  onClose(): void;
}

/** Says what somebody is in a tenant; a user name that nobody has becomes an account. */
export function MemberForm({ tenant, member, onSaved, onClose }: MemberFormProps) {
  const { t } = useMessages();
  const [username, setUsername] = useState(member?.username ?? '');
  const [roles, setRoles] = useState<ReadonlySet<string>>(new Set(member?.roles));
  const [checked, setChecked] = useState(false);
  const chosen = tenantRoles.filter((role) => roles.has(role));
  const save = useMutation({
    mutationFn: () => saveMember(tenant, member, { username: username.trim(), roles: chosen }),
    onSuccess(password) {
      onSaved();
      if (password === undefined) onClose();
    },
  });
  if (save.data !== undefined) return <PasswordNote password={save.data} onClose={onClose} />;
  const noName = username.trim() === '' ? t('tenants.member.name_missing') : undefined;
  return (
    <Form
      className="gw-form"
      validationBehavior="aria"
      onSubmit={(event) => {
        event.preventDefault();
        setChecked(true);
        if (!noName && chosen.length > 0) save.mutate();
      }}
    >
      {save.error ? <ErrorNotice error={save.error} /> : null}
      <TextField
        label={t('tenants.member.name')}
        hint={member ? undefined : t('tenants.member.name_hint')}
        isRequired
        isReadOnly={member !== undefined}
        value={username}
        onChange={setUsername}
        error={checked ? noName : undefined}
      />
      <CheckList
        label={t('tenants.member.roles')}
        options={tenantRoles.map((value) => ({ value, label: t(`role.${value}`) }))}
        selected={roles}
        onChange={setRoles}
      />
      {checked && chosen.length === 0 ? (
        <p className="gw-field__error" role="alert">
          {t('tenants.member.roles_missing')}
        </p>
      ) : null}
      <div className="gw-form__actions">
        <Button type="submit" variant="primary" label={t('action.save')} isPending={save.isPending} />
        <Button variant="tertiary" label={t('action.cancel')} onPress={onClose} />
      </div>
    </Form>
  );
}

/** @returns the one-time password of an account that was made for it */
async function saveMember(
  tenant: string,
  member: Member | undefined,
  input: { username: string; roles: TenantRole[] },
): Promise<string | undefined> {
  if (member === undefined) return (await addMember(tenant, input)).password;
  await changeMember(tenant, member.account, input.roles);
  return undefined;
}

function PasswordNote({ password, onClose }: { password: string; onClose(): void }) {
  const { t } = useMessages();
  return (
    <div className="gw-form">
      <Notice tone="success" title={t('tenants.member.created')}>
        <p>{t('tenants.member.password_once')}</p>
      </Notice>
      <pre className="gw-code gw-code--token">{password}</pre>
      <div className="gw-form__actions">
        <Button variant="primary" label={t('action.done')} onPress={onClose} />
      </div>
    </div>
  );
}
