import { lazy, Suspense, useState } from 'react';
import { Button } from '../../components/button.js';
import { Loading } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { useMessages } from '../../i18n/messages.js';
import { useNotices } from '../../state/notices.js';
import { useShortcutsEnabled } from '../../state/shortcuts.js';
import { AlertFilters } from './alert-filters.js';
import { AlertList } from './alert-list.js';
import { AlertTotal } from './alert-total.js';
import { sameFilter, useAlertFilter } from './filter.js';
import { useDefaultView, useViews } from './use-views.js';

const ShortcutHelp = lazy(() => import('./shortcut-help.js'));
const ViewsDialog = lazy(() => import('./views-dialog.js'));
const NoticesDialog = lazy(() => import('./notices-dialog.js'));

/** The analyst's page: what needs a look, as it happens. */
export function AlertListPage() {
  const { t } = useMessages();
  const control = useAlertFilter();
  const [dialog, setDialog] = useState<'help' | 'views' | 'notices'>();
  const [enabled, setEnabled] = useShortcutsEnabled();
  const { settings, quiet } = useNotices();
  const views = useViews();
  const ready = useDefaultView(control, views);
  const view = views.data?.find((each) => sameFilter(each.filter, control.filter));
  const close = () => setDialog(undefined);
  return (
    <Page
      title={t('alerts.title')}
      meta={<AlertTotal filter={control.filter} />}
      term="alarm"
      actions={
        <>
          <Button
            small
            variant="tertiary"
            icon="star"
            label={view === undefined ? t('views.title') : t('views.current', { name: view.name })}
            onPress={() => setDialog('views')}
          />
          <Button
            small
            variant="tertiary"
            icon={settings.quiet ? 'quiet' : 'notifications'}
            label={quiet ? t('notices.quiet_until', { time: settings.to }) : t('notices.title')}
            onPress={() => setDialog('notices')}
          />
          <Button
            small
            variant="tertiary"
            icon="keyboard"
            label={t('shortcuts.title')}
            onPress={() => setDialog('help')}
          />
        </>
      }
    >
      <AlertFilters filter={control.filter} onChange={control.change} />
      {ready ? (
        <AlertList control={control} shortcutsEnabled={enabled} onHelp={() => setDialog('help')} />
      ) : (
        <Loading rows={10} />
      )}
      {dialog === undefined ? null : (
        <Suspense fallback={null}>
          {dialog === 'help' ? (
            <ShortcutHelp onClose={close} enabled={enabled} onEnable={setEnabled} />
          ) : null}
          {dialog === 'views' ? (
            <ViewsDialog filter={control.filter} onOpen={control.change} onClose={close} />
          ) : null}
          {dialog === 'notices' ? <NoticesDialog onClose={close} /> : null}
        </Suspense>
      )}
    </Page>
  );
}
