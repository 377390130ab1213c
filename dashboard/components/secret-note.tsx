import { useState } from 'react';
import { useMessages } from '../i18n/messages.js';
import { Button } from './button.js';
import { Notice } from './notice.js';

interface SecretNoteProps {
  title: string;
  text: string;
  secret: string;
  testId: string;
  onClose(): void;
}

/** Shows a secret that is shown this once, and copies it. */
export function SecretNote({ title, text, secret, testId, onClose }: SecretNoteProps) {
  const { t } = useMessages();
  const [copied, setCopied] = useState(false);
  return (
    <div className="gw-form">
      <Notice tone="success" title={title}>
        <p>{text}</p>
      </Notice>
      <pre className="gw-code gw-code--token" data-testid={testId}>
        {secret}
      </pre>
      <div className="gw-form__actions">
        <Button
          variant="primary"
          icon={copied ? 'check' : 'copy'}
          label={t(copied ? 'action.copied' : 'action.copy')}
          onPress={() => void navigator.clipboard.writeText(secret).then(() => setCopied(true))}
        />
        <Button label={t('action.done')} onPress={onClose} />
      </div>
    </div>
  );
}
