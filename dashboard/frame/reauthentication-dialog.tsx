import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { providerLogin } from '../api/access.js';
import { onReauthentication } from '../api/http.js';
import { confirmSession, getProofChoice } from '../api/session.js';
import { Button } from '../components/button.js';
import { Dialog } from '../components/dialog.js';
import { ErrorNotice, Loading } from '../components/notice.js';
import { ProofForm } from '../components/proof-form.js';
import { useMessages } from '../i18n/messages.js';
import { useSession } from '../state/session.js';

/** Who was vouched for by the provider proves it there, and comes back to the page; the act is to be done again then. */
function AtProvider({ onCancel }: { onCancel(): void }) {
  const { t } = useMessages();
  return (
    <>
      <p className="gw-dialog__text">{t('reauthentication.provider_text')}</p>
      <div className="gw-form__actions">
        <Button
          variant="primary"
          icon="key"
          label={t('reauthentication.provider')}
          onPress={() => window.location.assign(providerLogin(window.location.hash.slice(1) || '/', true))}
        />
        <Button variant="tertiary" label={t('action.cancel')} onPress={onCancel} />
      </div>
    </>
  );
}

function Question({ onAnswer }: { onAnswer(confirmed: boolean): void }) {
  const { t } = useMessages();
  const { data, error, refetch } = useQuery({
    queryKey: ['proof-choice'],
    queryFn: getProofChoice,
    gcTime: 0,
    staleTime: 0,
  });
  if (error) return <ErrorNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading rows={3} />;
  return (
    <>
      <p className="gw-dialog__text">{t('reauthentication.text')}</p>
      <ProofForm
        choice={data}
        withPassword
        submitLabel={t('reauthentication.submit')}
        onProof={async (proof) => {
          await confirmSession(proof);
          onAnswer(true);
        }}
      >
        <Button variant="tertiary" label={t('action.cancel')} onPress={() => onAnswer(false)} />
      </ProofForm>
    </>
  );
}

/** Asks who is at the keyboard before a dangerous act; calls that wait for the answer wait for the same one. */
export function ReauthenticationDialog() {
  const { t } = useMessages();
  const { method } = useSession();
  const [waiting, setWaiting] = useState<readonly ((confirmed: boolean) => void)[]>([]);
  useEffect(
    () => onReauthentication(() => new Promise((resolve) => setWaiting((before) => [...before, resolve]))),
    [],
  );
  const answer = (confirmed: boolean) => {
    for (const resolve of waiting) resolve(confirmed);
    setWaiting([]);
  };
  return (
    <Dialog title={t('reauthentication.title')} isOpen={waiting.length > 0} onClose={() => answer(false)}>
      {method === 'oidc' ? <AtProvider onCancel={() => answer(false)} /> : <Question onAnswer={answer} />}
    </Dialog>
  );
}
