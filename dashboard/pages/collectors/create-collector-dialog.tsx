import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import { createCollector } from '../../api/collectors.js';
import { Button } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { TextField } from '../../components/fields.js';
import { networksOf } from '../../components/network-list.js';
import { ErrorNotice } from '../../components/notice.js';
import { SecretNote } from '../../components/secret-note.js';
import { useMessages } from '../../i18n/messages.js';
import { CredentialFields, lacksCertificate, newCredential } from './credential-fields.js';

const idPattern = /^[a-z0-9][a-z0-9._-]{0,62}$/;

interface CreateProps {
  isOpen: boolean;
  onClose(): void;
  onCreated(): void;
}

function CreateForm({ onClose, onCreated }: Omit<CreateProps, 'isOpen'>) {
  const { t } = useMessages();
  const [id, setId] = useState('');
  const [checked, setChecked] = useState(false);
  const [draft, setDraft] = useState(newCredential);
  const [networks, setNetworks] = useState('');
  const create = useMutation({
    mutationFn: () =>
      createCollector({
        id,
        networks: networksOf(networks),
        ...(draft.kind === 'certificate' && { certificate: draft.certificate }),
      }),
    onSuccess: ({ token }) => {
      onCreated();
      if (token === undefined) onClose();
    },
  });
  if (create.data?.token !== undefined)
    return (
      <SecretNote
        title={t('collectors.created')}
        text={t('collectors.token_once')}
        secret={create.data.token}
        testId="collector-token"
        onClose={onClose}
      />
    );
  const wrong = !idPattern.test(id);
  return (
    <Form
      className="gw-form"
      onSubmit={(event) => {
        event.preventDefault();
        setChecked(true);
        if (!wrong && !lacksCertificate(draft)) create.mutate();
      }}
    >
      {create.isError ? <ErrorNotice error={create.error} /> : null}
      <TextField
        label={t('collectors.id')}
        hint={t('collectors.id_hint')}
        value={id}
        onChange={setId}
        autoFocus
        autoComplete="off"
        error={checked && wrong ? t('collectors.id_wrong') : undefined}
      />
      <CredentialFields draft={draft} onChange={setDraft} checked={checked} />
      <TextField
        label={t('access.networks')}
        hint={t('access.networks_hint')}
        rows={2}
        value={networks}
        onChange={setNetworks}
      />
      <div className="gw-form__actions">
        <Button type="submit" variant="primary" label={t('collectors.create')} isPending={create.isPending} />
        <Button variant="tertiary" label={t('action.cancel')} onPress={onClose} />
      </div>
    </Form>
  );
}

/** Creates a collector and shows its token, this once. */
export function CreateCollectorDialog({ isOpen, ...rest }: CreateProps) {
  const { t } = useMessages();
  return (
    <Dialog title={t('collectors.create')} isOpen={isOpen} onClose={rest.onClose}>
      <CreateForm {...rest} />
    </Dialog>
  );
}
