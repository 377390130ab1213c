import { Page } from '../../components/page.js';
import { LanguageSwitch, ThemeMenu } from '../../frame/preferences.js';
import { useMessages } from '../../i18n/messages.js';
import { Statement } from './statement.js';

/** The accessibility statement for whoever is not logged in. */
export default function PublicAccessibilityPage() {
  const { t } = useMessages();
  return (
    <div className="gw-public">
      <header className="gw-public__bar">
        <a href="#/">{t('statement.to_login')}</a>
        <span className="gw-public__controls">
          <LanguageSwitch />
          <ThemeMenu />
        </span>
      </header>
      <main className="gw-public__main">
        <Page title={t('statement.title')}>
          <Statement />
        </Page>
      </main>
    </div>
  );
}
