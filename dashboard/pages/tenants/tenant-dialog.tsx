import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import type { Tenant } from '../../../server/contract/tenant.js';
import { createTenant, renameTenant } from '../../api/tenants.js';
import { Button } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { TextField } from '../../components/fields.js';
import { ErrorNotice } from '../../components/notice.js';
import { useMessages } from '../../i18n/messages.js';

const idPattern = /^[a-z0-9][a-z0-9-]{0,62}$/;

interface TenantDialogProps {
  /** Which one is renamed; undefined: the dialog is closed. */
  tenant: Tenant | 'new' | undefined;
  onClose(): void;
  onSaved(): void;
}

/** Creates a tenant or renames one. */
export function TenantDialog({ tenant, ...rest }: TenantDialogProps) {
  const { t } = useMessages();
  return (
    <Dialog
      title={t(tenant === 'new' ? 'tenants.create' : 'tenants.rename')}
      isOpen={tenant !== undefined}
      onClose={rest.onClose}
    >
      {tenant === undefined ? null : <TenantForm tenant={tenant} {...rest} />}
    </Dialog>
  );
}

function TenantForm({
  tenant,
  onClose,
  onSaved,
}: Omit<TenantDialogProps, 'tenant'> & { tenant: Tenant | 'new' }) {
  const { t } = useMessages();
  const isNew = tenant === 'new';
  const [id, setId] = useState('');
  const [title, setTitle] = useState(isNew ? '' : tenant.title);
  const [checked, setChecked] = useState(false);
  const save = useMutation({
    mutationFn: () =>
      isNew ? createTenant({ id, title: title.trim() }) : renameTenant(tenant.id, title.trim()),
    onSuccess() {
      onSaved();
      onClose();
    },
  });
  const wrongId = isNew && !idPattern.test(id) ? t('tenants.id_wrong') : undefined;
  const noTitle = title.trim() === '' ? t('tenants.title_missing') : undefined;
  return (
    <Form
      className="gw-form"
      validationBehavior="aria"
      onSubmit={(event) => {
        event.preventDefault();
        setChecked(true);
        if (!wrongId && !noTitle) save.mutate();
      }}
    >
      {save.error ? <ErrorNotice error={save.error} /> : null}
      <TextField
        label={t('tenants.column.title')}
        isRequired
        maxLength={200}
        value={title}
        onChange={setTitle}
        error={checked ? noTitle : undefined}
      />
      {isNew ? (
        <TextField
          label={t('tenants.id')}
          hint={t('tenants.id_hint')}
          isRequired
          value={id}
          onChange={setId}
          error={checked ? wrongId : undefined}
        />
      ) : null}
      <div className="gw-form__actions">
        <Button type="submit" variant="primary" label={t('action.save')} isPending={save.isPending} />
        <Button variant="tertiary" label={t('action.cancel')} onPress={onClose} />
      </div>
    </Form>
  );
}
