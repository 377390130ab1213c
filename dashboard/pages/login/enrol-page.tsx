import { useEffect, useState } from 'react';
import { passkeysPossible } from '../../api/webauthn.js';
import { Button } from '../../components/button.js';
import { RecoveryCodes } from '../../components/recovery-codes.js';
import { useMessages } from '../../i18n/messages.js';
import { useSessionActions } from '../../state/session.js';
import { PasskeySetup } from '../account/passkey-setup.js';
import { TotpSetup } from '../account/totp-setup.js';
import { EntryCard } from './entry-card.js';

/** Sets up the second factor that the configuration wants before anything else can be done. */
export default function EnrolPage() {
  const { t } = useMessages();
  const { refresh, logOut } = useSessionActions();
  const [setup, setSetup] = useState<'totp' | 'passkey'>();
  const [codes, setCodes] = useState<readonly string[]>();
  const title = t(codes ? 'recovery.title' : 'enrol.title');
  useEffect(() => {
    document.title = `${title} – ${t('product.name')}`;
  }, [title, t]);
  const done = (issued: readonly string[] | undefined) => {
    if (issued === undefined) void refresh();
    else setCodes(issued);
  };
  const back = () => setSetup(undefined);
  if (codes) {
    return (
      <EntryCard title={title}>
        <RecoveryCodes codes={codes} onDone={() => void refresh()} />
      </EntryCard>
    );
  }
  return (
    <EntryCard title={title}>
      {setup === 'totp' ? <TotpSetup onDone={done} onCancel={back} /> : null}
      {setup === 'passkey' ? <PasskeySetup onDone={done} onCancel={back} /> : null}
      {setup === undefined ? (
        <div className="gw-form">
          <p>{t('enrol.text')}</p>
          {passkeysPossible() ? (
            <Button
              variant="primary"
              icon="key"
              label={t('passkey.add')}
              onPress={() => setSetup('passkey')}
            />
          ) : null}
          <Button label={t('totp.set_up')} onPress={() => setSetup('totp')} />
          <Button variant="tertiary" small label={t('user.log_out')} onPress={() => void logOut()} />
        </div>
      ) : null}
    </EntryCard>
  );
}
