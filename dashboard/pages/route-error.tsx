import { Button } from '../components/button.js';
import { Notice } from '../components/notice.js';
import { useMessages } from '../i18n/messages.js';

/** A page failed to draw or its part of the program could not be loaded, for example after an update. */
export function RouteError() {
  const { t } = useMessages();
  return (
    <main className="gw-entry">
      <Notice tone="danger" title={t('route_error.title')}>
        <p>{t('route_error.text')}</p>
        <Button small icon="refresh" label={t('action.reload')} onPress={() => window.location.reload()} />
      </Notice>
    </main>
  );
}
