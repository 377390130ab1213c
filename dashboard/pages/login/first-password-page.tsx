import { useEffect } from 'react';
import { Button } from '../../components/button.js';
import { PasswordForm } from '../../frame/password-form.js';
import { useMessages } from '../../i18n/messages.js';
import { useSessionActions } from '../../state/session.js';
import { EntryCard } from './entry-card.js';

/** Replaces the one-time password before anything else can be done. */
export default function FirstPasswordPage({ current }: { current: string | undefined }) {
  const { t } = useMessages();
  const { refresh, logOut } = useSessionActions();
  const title = t('password.first_title');
  useEffect(() => {
    document.title = `${title} – ${t('product.name')}`;
  }, [title, t]);
  return (
    <EntryCard title={title}>
      <p className="gw-entry__text">{t('password.first_text')}</p>
      <PasswordForm {...(current === undefined ? {} : { current })} onDone={() => void refresh()} />
      <Button variant="tertiary" small label={t('user.log_out')} onPress={() => void logOut()} />
    </EntryCard>
  );
}
