import type { ReactNode } from 'react';
import { useMessages } from '../../i18n/messages.js';

/** The card before the product is entered: login and the change of a one-time password. */
export function EntryCard({
  title,
  corner,
  children,
}: {
  title: string;
  corner?: ReactNode;
  children: ReactNode;
}) {
  const { t } = useMessages();
  return (
    <div className="gw-entry">
      {corner ? <header className="gw-entry__corner">{corner}</header> : null}
      <main className="gw-entry__card">
        <p className="gw-entry__brand">
          <img src="./logo.svg" alt="" width="44" height="44" />
          <span>
            <strong>{t('product.name')}</strong>
            <small>{t('product.motto')}</small>
          </span>
        </p>
        <h1 className="gw-entry__title">{title}</h1>
        {children}
      </main>
    </div>
  );
}
