import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import type { Collector } from '../../../server/contract/identity.js';
import { giveCredential, setNetworks } from '../../api/collectors.js';
import { Button } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { SelectField, TextField } from '../../components/fields.js';
import { networksOf } from '../../components/network-list.js';
import { ErrorNotice, Notice } from '../../components/notice.js';
import { SecretNote } from '../../components/secret-note.js';
import { useMessages } from '../../i18n/messages.js';
import { CredentialFields, lacksCertificate, newCredential } from './credential-fields.js';

interface FormProps {
  collector: Collector;
  onClose(): void;
  onChanged(): void;
}

const overlaps = ['0', '1', '24', '168'] as const;

function NetworksForm({ collector, onChanged }: FormProps) {
  const { t } = useMessages();
  const [text, setText] = useState(collector.networks.join('\n'));
  const save = useMutation({
    mutationFn: () => setNetworks(collector.id, networksOf(text)),
    onSuccess: onChanged,
  });
  return (
    <Form
      className="gw-form"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      {save.isError ? <ErrorNotice error={save.error} /> : null}
      {save.isSuccess ? <Notice tone="success" title={t('collectors.networks_saved')} /> : null}
      <TextField
        label={t('access.networks')}
        hint={t('access.networks_hint')}
        rows={3}
        value={text}
        onChange={setText}
      />
      <div className="gw-form__actions">
        <Button type="submit" label={t('collectors.networks_save')} isPending={save.isPending} />
      </div>
    </Form>
  );
}

function RenewForm({ collector, onClose, onChanged }: FormProps) {
  const { t } = useMessages();
  const [draft, setDraft] = useState(newCredential);
  const [overlap, setOverlap] = useState<(typeof overlaps)[number]>('24');
  const [checked, setChecked] = useState(false);
  const give = useMutation({
    mutationFn: () =>
      giveCredential(collector.id, {
        overlap_hours: Number(overlap),
        ...(draft.kind === 'certificate' && { certificate: draft.certificate }),
      }),
    onSuccess: onChanged,
  });
  if (give.data?.token !== undefined)
    return (
      <SecretNote
        title={t('collectors.renewed')}
        text={t('collectors.token_once')}
        secret={give.data.token}
        testId="collector-token"
        onClose={onClose}
      />
    );
  return (
    <Form
      className="gw-form"
      onSubmit={(event) => {
        event.preventDefault();
        setChecked(true);
        if (!lacksCertificate(draft)) give.mutate();
      }}
    >
      {give.isError ? <ErrorNotice error={give.error} /> : null}
      {give.isSuccess ? <Notice tone="success" title={t('collectors.renewed')} /> : null}
      <CredentialFields draft={draft} onChange={setDraft} checked={checked} />
      <SelectField<(typeof overlaps)[number]>
        label={t('collectors.overlap')}
        value={overlap}
        options={overlaps.map((value) => ({ value, label: t(`collectors.overlap.${value}`) }))}
        onChange={setOverlap}
      />
      <div className="gw-form__actions">
        <Button type="submit" variant="primary" label={t('collectors.renew')} isPending={give.isPending} />
        <Button variant="tertiary" label={t('action.done')} onPress={onClose} />
      </div>
    </Form>
  );
}

/** Says from where a collector may send, and gives it another token or certificate. */
export function CredentialsDialog({
  collector,
  ...rest
}: {
  collector: Collector | undefined;
  onClose(): void;
  onChanged(): void;
}) {
  const { t } = useMessages();
  return (
    <Dialog
      title={t('collectors.access_of', { id: collector?.id ?? '' })}
      isOpen={collector !== undefined}
      onClose={rest.onClose}
      wide
    >
      {collector === undefined ? null : (
        <div className="gw-stack">
          <NetworksForm collector={collector} {...rest} />
          <RenewForm collector={collector} {...rest} />
        </div>
      )}
    </Dialog>
  );
}
