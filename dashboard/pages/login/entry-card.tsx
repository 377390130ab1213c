import type { ReactNode } from 'react';
import { useMessages } from '../../i18n/messages.js';

/** The card before the product is entered: login and the change of a one-time password. */
export function EntryCard({
  title,
  corner,
  workspaceBehind,
  children,
}: {
  title: string;
  corner?: ReactNode;
  /** A workspace is kept behind the card: no link may lead it elsewhere. */
  workspaceBehind?: boolean;
  children: ReactNode;
}) {
  const { t } = useMessages();
  // Before a workspace it is a dialog, which has no landmarks of its own.
  const [Header, Main, Footer] = workspaceBehind
    ? (['div', 'div', 'div'] as const)
    : (['header', 'main', 'footer'] as const);
  return (
    <div className="gw-entry">
      {corner ? <Header className="gw-entry__corner">{corner}</Header> : null}
      <Main className="gw-entry__card">
        <p className="gw-entry__brand">
          <img src="./logo.svg" alt="" width="44" height="44" />
          <span>
            <strong>{t('product.name')}</strong>
            <small>{t('product.motto')}</small>
          </span>
        </p>
        <h1 className="gw-entry__title">{title}</h1>
        {children}
      </Main>
      <Footer className="gw-entry__foot">
        <a href="#/accessibility" {...(workspaceBehind ? { target: '_blank', rel: 'noopener' } : {})}>
          {t('statement.link')}
        </a>
      </Footer>
    </div>
  );
}
