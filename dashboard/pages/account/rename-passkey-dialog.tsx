import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import { renamePasskey } from '../../api/account.js';
import { Button } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { TextField } from '../../components/fields.js';
import { ErrorNotice } from '../../components/notice.js';
import { useMessages } from '../../i18n/messages.js';

interface RenameProps {
  passkey: { id: string; name: string } | undefined;
  onClose(): void;
  onSaved(): void;
}

function RenameForm({ passkey, onClose, onSaved }: RenameProps & { passkey: { id: string; name: string } }) {
  const { t } = useMessages();
  const [name, setName] = useState(passkey.name);
  const rename = useMutation({
    mutationFn: () => renamePasskey(passkey.id, name.trim()),
    onSuccess() {
      onSaved();
      onClose();
    },
  });
  return (
    <Form
      className="gw-form"
      onSubmit={(event) => {
        event.preventDefault();
        rename.mutate();
      }}
    >
      {rename.error ? <ErrorNotice error={rename.error} /> : null}
      <TextField
        label={t('passkey.name')}
        autoComplete="off"
        autoFocus
        isRequired
        maxLength={100}
        value={name}
        onChange={setName}
      />
      <div className="gw-form__actions">
        <Button type="submit" variant="primary" label={t('action.save')} isPending={rename.isPending} />
        <Button variant="tertiary" label={t('action.cancel')} onPress={onClose} />
      </div>
    </Form>
  );
}

/** Gives a passkey another name. */
export function RenamePasskeyDialog(props: RenameProps) {
  const { t } = useMessages();
  const { passkey, onClose } = props;
  return (
    <Dialog title={t('passkey.rename')} isOpen={passkey !== undefined} onClose={onClose}>
      {passkey ? <RenameForm {...props} passkey={passkey} /> : null}
    </Dialog>
  );
}
