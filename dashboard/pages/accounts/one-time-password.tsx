import { Button } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { Notice } from '../../components/notice.js';
import { useMessages } from '../../i18n/messages.js';

interface OneTimePasswordProps {
  username: string;
  password: string | undefined;
  onClose(): void;
}

/** A one-time password, shown this once. */
export function OneTimePassword({ username, password, onClose }: OneTimePasswordProps) {
  const { t } = useMessages();
  return (
    <div className="gw-form">
      <Notice tone="success" title={t('accounts.issued', { name: username })}>
        <p>{t('accounts.issued_text')}</p>
      </Notice>
      <pre className="gw-code gw-code--token" data-testid="one-time-password">
        {password}
      </pre>
      <div className="gw-form__actions">
        <Button variant="primary" label={t('action.done')} onPress={onClose} />
      </div>
    </div>
  );
}

/** The same as a dialog, open while there is a password. */
export function OneTimePasswordDialog(props: OneTimePasswordProps) {
  const { t } = useMessages();
  return (
    <Dialog
      title={t('accounts.one_time_title')}
      isOpen={props.password !== undefined}
      onClose={props.onClose}
    >
      <OneTimePassword {...props} />
    </Dialog>
  );
}
