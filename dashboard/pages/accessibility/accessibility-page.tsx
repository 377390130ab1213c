import { Page } from '../../components/page.js';
import { useMessages } from '../../i18n/messages.js';
import { Statement } from './statement.js';

/** The accessibility statement within the frame. */
export default function AccessibilityPage() {
  const { t } = useMessages();
  return (
    <Page title={t('statement.title')}>
      <Statement />
    </Page>
  );
}
