import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import { addScanKey } from '../../api/scans.js';
import { Button } from '../../components/button.js';
import { TextField } from '../../components/fields.js';
import { ErrorNotice } from '../../components/notice.js';
import { useMessages } from '../../i18n/messages.js';

interface KeyFormProps {
  tenant: string;
  onSaved(): void;
  onClose(): void;
}

/** Registers the public key of a host. */
export function KeyForm({ tenant, onSaved, onClose }: KeyFormProps) {
  const { t } = useMessages();
  const [draft, setDraft] = useState({ host: '', public_key: '' });
  const [checked, setChecked] = useState(false);
  const host = draft.host.trim();
  const key = draft.public_key.trim();
  const isHost = /^[A-Za-z0-9._-]+$/.test(host);
  const isKey = key.startsWith('-----BEGIN PUBLIC KEY-----');
  const save = useMutation({
    mutationFn: () => addScanKey(tenant, { host, public_key: `${key}\n` }),
    onSuccess() {
      onSaved();
      onClose();
    },
  });
  const bind = (name: keyof typeof draft) => ({
    value: draft[name],
    onChange: (value: string) => setDraft({ ...draft, [name]: value }),
  });
  return (
    <Form
      className="gw-form"
      onSubmit={(event) => {
        event.preventDefault();
        setChecked(true);
        if (isHost && isKey) save.mutate();
      }}
    >
      {save.error ? <ErrorNotice error={save.error} /> : null}
      <TextField
        label={t('scans.host')}
        hint={t('scans.key_host_hint')}
        maxLength={253}
        error={checked && !isHost ? t('scans.key_host_wrong') : undefined}
        {...bind('host')}
      />
      <TextField
        label={t('scans.key_public')}
        hint={t('scans.key_public_hint')}
        rows={6}
        error={checked && !isKey ? t('scans.key_public_wrong') : undefined}
        {...bind('public_key')}
      />
      <div className="gw-form__actions">
        <Button type="submit" variant="primary" label={t('scans.key_add')} isPending={save.isPending} />
        <Button variant="tertiary" label={t('action.cancel')} onPress={onClose} />
      </div>
    </Form>
  );
}
