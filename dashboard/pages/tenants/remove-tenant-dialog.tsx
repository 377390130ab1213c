import { useState } from 'react';
import { Form } from 'react-aria-components';
import type { Tenant } from '../../../server/contract/tenant.js';
import { Button } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { TextField } from '../../components/fields.js';
import { useMessages } from '../../i18n/messages.js';

interface RemoveTenantDialogProps {
  tenant: Tenant | undefined;
  onClose(): void;
  onConfirm(tenant: Tenant): void;
}

/** Asks for the tenant's id once more before everything in it is gone. */
export function RemoveTenantDialog({ tenant, ...rest }: RemoveTenantDialogProps) {
  const { t } = useMessages();
  return (
    <Dialog
      role="alertdialog"
      title={t('tenants.remove_title')}
      isOpen={tenant !== undefined}
      onClose={rest.onClose}
    >
      {tenant === undefined ? null : <RemoveForm tenant={tenant} {...rest} />}
    </Dialog>
  );
}

function RemoveForm({
  tenant,
  onClose,
  onConfirm,
}: Omit<RemoveTenantDialogProps, 'tenant'> & { tenant: Tenant }) {
  const { t } = useMessages();
  const [typed, setTyped] = useState('');
  const [checked, setChecked] = useState(false);
  const different = typed === tenant.id ? undefined : t('tenants.remove_different', { id: tenant.id });
  return (
    <Form
      className="gw-form"
      validationBehavior="aria"
      onSubmit={(event) => {
        event.preventDefault();
        setChecked(true);
        if (!different) onConfirm(tenant);
      }}
    >
      <p>{t('tenants.remove_text', { title: tenant.title })}</p>
      <TextField
        label={t('tenants.remove_confirm', { id: tenant.id })}
        isRequired
        autoComplete="off"
        value={typed}
        onChange={setTyped}
        error={checked ? different : undefined}
      />
      <div className="gw-form__actions">
        <Button type="submit" variant="danger" label={t('tenants.remove')} />
        <Button variant="tertiary" label={t('action.cancel')} onPress={onClose} />
      </div>
    </Form>
  );
}
