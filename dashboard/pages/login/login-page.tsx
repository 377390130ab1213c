import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Form } from 'react-aria-components';
import type { SessionReply } from '../../../server/contract/identity.js';
import type { LoginStep } from '../../../server/contract/second-factors.js';
import { getLoginMethods } from '../../api/access.js';
import { logIn, logInSecond, logInWithPasskey } from '../../api/session.js';
import { passkeysPossible } from '../../api/webauthn.js';
import { Button } from '../../components/button.js';
import { TextField } from '../../components/fields.js';
import { Notice } from '../../components/notice.js';
import { ProofFault, ProofForm } from '../../components/proof-form.js';
import { LanguageSwitch, ThemeMenu } from '../../frame/preferences.js';
import { useMessages } from '../../i18n/messages.js';
import { useSessionActions } from '../../state/session.js';
import { EntryCard } from './entry-card.js';
import { ProviderLogin, ProviderRefusal } from './provider-login.js';

interface LoginPageProps {
  /** The session ended while the user was working; what was open stays. */
  expired?: boolean;
  /** Hands the password on, for the forced change of a one-time password. */
  onLoggedIn(password: string): void;
}

interface FirstStepProps {
  /** @param password that was typed; undefined: a passkey did without */
  onReply(reply: SessionReply | LoginStep, password?: string): void;
}

/** User name and password, or a passkey alone. */
function FirstStep({ onReply }: FirstStepProps) {
  const { t } = useMessages();
  const [typed, setTyped] = useState({ username: '', password: '' });
  const login = useMutation({
    mutationFn: () => logIn(typed),
    onSuccess: (reply) => onReply(reply, typed.password),
  });
  const passkey = useMutation({ mutationFn: logInWithPasskey, onSuccess: (reply) => onReply(reply) });
  return (
    <>
      <ProofFault error={login.error ?? passkey.error} />
      <Form
        className="gw-form"
        onSubmit={(event) => {
          event.preventDefault();
          passkey.reset();
          login.mutate();
        }}
      >
        <TextField
          label={t('login.username')}
          name="username"
          autoComplete="username"
          autoFocus
          isRequired
          value={typed.username}
          onChange={(username) => setTyped({ ...typed, username })}
        />
        <TextField
          label={t('login.password')}
          name="password"
          type="password"
          autoComplete="current-password"
          isRequired
          value={typed.password}
          onChange={(password) => setTyped({ ...typed, password })}
        />
        <Button type="submit" variant="primary" label={t('login.submit')} isPending={login.isPending} />
      </Form>
      {passkeysPossible() ? (
        <div className="gw-login-ways">
          <p className="gw-or">{t('login.or')}</p>
          <Button
            icon="key"
            label={t('login.passkey')}
            isPending={passkey.isPending}
            onPress={() => {
              login.reset();
              passkey.mutate();
            }}
          />
        </div>
      ) : null}
    </>
  );
}

/** Asks who somebody is, in one step or two. */
export function LoginPage({ expired = false, onLoggedIn }: LoginPageProps) {
  const { t } = useMessages();
  const { enter } = useSessionActions();
  const [step, setStep] = useState<LoginStep>();
  const methods = useQuery({
    queryKey: ['login-methods'],
    queryFn: ({ signal }) => getLoginMethods(signal),
    staleTime: 60_000,
  });
  const { local, oidc } = methods.data ?? { local: true, oidc: null };
  const title = t(step ? 'login.second_title' : 'login.title');
  useEffect(() => {
    const before = document.title;
    document.title = `${title} – ${t('product.name')}`;
    return () => {
      document.title = before;
    };
  }, [title, t]);
  return (
    <EntryCard
      title={title}
      workspaceBehind={expired}
      corner={
        <>
          <LanguageSwitch />
          <ThemeMenu />
        </>
      }
    >
      {expired ? <Notice tone="info" title={t('login.expired')} /> : null}
      <ProviderRefusal />
      {step ? (
        <ProofForm
          choice={step}
          submitLabel={t('login.submit')}
          onProof={async ({ code, passkey }) => {
            enter(
              await logInSecond({ login: step.login, ...(passkey ? { passkey } : { code: code ?? '' }) }),
            );
          }}
        >
          <Button variant="tertiary" label={t('login.restart')} onPress={() => setStep(undefined)} />
        </ProofForm>
      ) : local ? (
        <FirstStep
          onReply={(reply, password) => {
            if (password !== undefined) onLoggedIn(password);
            if ('login' in reply) setStep(reply);
            else enter(reply);
          }}
        />
      ) : null}
      {oidc === null || step ? null : <ProviderLogin title={oidc.title} only={!local} />}
    </EntryCard>
  );
}
