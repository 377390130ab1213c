import { Link } from 'react-router';
import { useMessages } from '../i18n/messages.js';

/** What is said about the application itself, below every page. */
export function Footer() {
  const { t } = useMessages();
  return (
    <footer className="gw-foot">
      <ul aria-label={t('frame.footer')}>
        <li>
          <Link to="/glossary">{t('glossary.title')}</Link>
        </li>
        <li>
          <Link to="/accessibility">{t('statement.link')}</Link>
        </li>
      </ul>
    </footer>
  );
}
