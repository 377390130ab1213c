import { useState } from 'react';
import { providerLogin } from '../../api/access.js';
import { Button } from '../../components/button.js';
import { Notice } from '../../components/notice.js';
import { type MessageKey, useMessages } from '../../i18n/messages.js';

/** Why a login at the provider came to nothing, as the server tells it by the page's address. */
function takeRefusal(): string | undefined {
  const address = new URL(window.location.href);
  const reason = address.searchParams.get('login') ?? undefined;
  if (reason === undefined) return undefined;
  address.searchParams.delete('login');
  window.history.replaceState(window.history.state, '', address);
  return reason;
}

/** Says why the login at the provider came to nothing. */
export function ProviderRefusal() {
  const { t } = useMessages();
  const [reason] = useState(takeRefusal);
  if (reason === undefined) return null;
  if (reason === 'logged_out_here') return <Notice tone="info" title={t('login.logged_out_here')} />;
  const key = `login.refused.${reason}`;
  const text = t(key as MessageKey);
  return (
    <Notice tone="danger" title={t('login.refused')}>
      <p>{text === key ? t('login.refused.invalid') : text}</p>
    </Notice>
  );
}

/** Leads to the provider, and back to where one was. */
export function ProviderLogin({ title, only }: { title: string; only: boolean }) {
  const { t } = useMessages();
  return (
    <div className="gw-form">
      <Button
        variant={only ? 'primary' : 'secondary'}
        icon="key"
        label={title === '' ? t('login.provider') : t('login.provider_named', { title })}
        onPress={() => window.location.assign(providerLogin(window.location.hash.slice(1) || '/'))}
      />
    </div>
  );
}
