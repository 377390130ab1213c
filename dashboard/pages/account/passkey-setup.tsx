import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import { addPasskey } from '../../api/account.js';
import { Button } from '../../components/button.js';
import { TextField } from '../../components/fields.js';
import { ProofFault } from '../../components/proof-form.js';
import { useMessages } from '../../i18n/messages.js';

interface PasskeySetupProps {
  /** @param codes recovery codes that came with it */
  onDone(codes: readonly string[] | undefined): void;
  onCancel(): void;
}

/** Gives a new passkey its name and has the browser make it. */
export function PasskeySetup({ onDone, onCancel }: PasskeySetupProps) {
  const { t } = useMessages();
  const [name, setName] = useState('');
  const add = useMutation({
    mutationFn: () => addPasskey(name.trim()),
    onSuccess: ({ recovery_codes }) => onDone(recovery_codes),
  });
  return (
    <Form
      className="gw-form"
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate();
      }}
    >
      <ProofFault error={add.error} />
      <p>{t('passkey.add_text')}</p>
      <TextField
        label={t('passkey.name')}
        hint={t('passkey.name_hint')}
        autoComplete="off"
        autoFocus
        isRequired
        maxLength={100}
        value={name}
        onChange={setName}
      />
      <div className="gw-form__actions">
        <Button type="submit" variant="primary" label={t('passkey.make')} isPending={add.isPending} />
        <Button variant="tertiary" label={t('action.cancel')} onPress={onCancel} />
      </div>
    </Form>
  );
}
