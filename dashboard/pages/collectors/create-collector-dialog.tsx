import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import { createCollector } from '../../api/collectors.js';
import { Button } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { TextField } from '../../components/fields.js';
import { ErrorNotice, Notice } from '../../components/notice.js';
import { useMessages } from '../../i18n/messages.js';

const idPattern = /^[a-z0-9][a-z0-9._-]{0,62}$/;

interface CreateProps {
  isOpen: boolean;
  onClose(): void;
  onCreated(): void;
}

function TokenNote({ token, onClose }: { token: string; onClose(): void }) {
  const { t } = useMessages();
  const [copied, setCopied] = useState(false);
  return (
    <div className="gw-form">
      <Notice tone="success" title={t('collectors.created')}>
        <p>{t('collectors.token_once')}</p>
      </Notice>
      <pre className="gw-code gw-code--token" data-testid="collector-token">
        {token}
      </pre>
      <div className="gw-form__actions">
        <Button
          variant="primary"
          icon={copied ? 'check' : 'copy'}
          label={t(copied ? 'action.copied' : 'action.copy')}
          onPress={() => void navigator.clipboard.writeText(token).then(() => setCopied(true))}
        />
        <Button label={t('action.done')} onPress={onClose} />
      </div>
    </div>
  );
}

function CreateForm({ onClose, onCreated }: Omit<CreateProps, 'isOpen'>) {
  const { t } = useMessages();
  const [id, setId] = useState('');
  const [checked, setChecked] = useState(false);
  const create = useMutation({ mutationFn: () => createCollector(id), onSuccess: onCreated });
  if (create.data) return <TokenNote token={create.data.token} onClose={onClose} />;
  const wrong = !idPattern.test(id);
  return (
    <Form
      className="gw-form"
      onSubmit={(event) => {
        event.preventDefault();
        setChecked(true);
        if (!wrong) create.mutate();
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
