import { useMutation } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Form } from 'react-aria-components';
import { Button } from '../../components/button.js';
import { TextField } from '../../components/fields.js';
import { ErrorNotice, Notice } from '../../components/notice.js';
import { LanguageSwitch, ThemeMenu } from '../../frame/preferences.js';
import { useMessages } from '../../i18n/messages.js';
import { useSessionActions } from '../../state/session.js';
import { EntryCard } from './entry-card.js';

interface LoginPageProps {
  /** The session ended while the user was working; what was open stays. */
  expired: boolean;
  /** Hands the password on, for the forced change of a one-time password. */
  onLoggedIn(password: string): void;
}

/** Asks for user name and password. */
export function LoginPage({ expired, onLoggedIn }: LoginPageProps) {
  const { t } = useMessages();
  const { logIn } = useSessionActions();
  const [typed, setTyped] = useState({ username: '', password: '' });
  const login = useMutation({
    mutationFn: () => logIn(typed.username, typed.password),
    onSuccess: () => onLoggedIn(typed.password),
  });
  const title = t('login.title');
  useEffect(() => {
    document.title = `${title} – ${t('product.name')}`;
  }, [title, t]);

  return (
    <EntryCard
      title={title}
      corner={
        <>
          <LanguageSwitch />
          <ThemeMenu />
        </>
      }
    >
      {expired ? <Notice tone="info" title={t('login.expired')} /> : null}
      {login.isError ? <ErrorNotice error={login.error} /> : null}
      <Form
        className="gw-form"
        onSubmit={(event) => {
          event.preventDefault();
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
    </EntryCard>
  );
}
