import { useState } from 'react';
import { Button } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { Page } from '../../components/page.js';
import { PasswordForm } from '../../frame/password-form.js';
import { useMessages } from '../../i18n/messages.js';
import { useSession } from '../../state/session.js';
import { FactorsPanel } from './factors-panel.js';
import { SessionsPanel } from './sessions-panel.js';

/** One's own account: password, second factors, sessions. */
export default function AccountPage() {
  const { t } = useMessages();
  const { user } = useSession();
  const [changing, setChanging] = useState(false);
  return (
    <Page title={t('account.title')} meta={<span>{user?.username}</span>}>
      <p className="gw-lead">{t('account.lead')}</p>
      <div className="gw-account">
        <section className="gw-panel" aria-labelledby="account-password">
          <h2 className="gw-panel__title" id="account-password">
            {t('login.password')}
          </h2>
          <p className="gw-prose">{t('account.password_text')}</p>
          <Button small label={t('user.change_password')} onPress={() => setChanging(true)} />
        </section>
        <FactorsPanel />
        <SessionsPanel />
      </div>
      <Dialog title={t('password.title')} isOpen={changing} onClose={() => setChanging(false)}>
        <PasswordForm onDone={() => setChanging(false)} onCancel={() => setChanging(false)} />
      </Dialog>
    </Page>
  );
}
