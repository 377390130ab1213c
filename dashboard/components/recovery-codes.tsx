import { useState } from 'react';
import { useMessages } from '../i18n/messages.js';
import { useSession } from '../state/session.js';
import { Button } from './button.js';
import { Notice } from './notice.js';
import { saveText } from './save-text.js';

/** New recovery codes, shown this once: to be copied, downloaded or printed. */
export function RecoveryCodes({ codes, onDone }: { codes: readonly string[]; onDone(): void }) {
  const { t } = useMessages();
  const { user } = useSession();
  const [copied, setCopied] = useState(false);
  const text = `${[t('recovery.file_title', { name: user?.username ?? '' }), ...codes].join('\n')}\n`;
  return (
    <div className="gw-form">
      <Notice tone="warning" title={t('recovery.once')}>
        <p>{t('recovery.once_text')}</p>
      </Notice>
      <ul className="gw-recovery" data-testid="recovery-codes">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="gw-form__actions">
        <Button
          small
          icon={copied ? 'check' : 'copy'}
          label={t(copied ? 'action.copied' : 'action.copy')}
          onPress={() => void navigator.clipboard.writeText(codes.join('\n')).then(() => setCopied(true))}
        />
        <Button
          small
          label={t('recovery.download')}
          onPress={() => saveText(text, t('recovery.file_name'))}
        />
        <Button small label={t('recovery.print')} onPress={() => window.print()} />
      </div>
      <div className="gw-form__actions">
        <Button variant="primary" label={t('recovery.kept')} onPress={onDone} />
      </div>
    </div>
  );
}
