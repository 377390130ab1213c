import { useState } from 'react';
import { Button } from '../../components/button.js';
import { Page } from '../../components/page.js';
import { useMessages } from '../../i18n/messages.js';
import { useShortcutsEnabled } from '../../state/shortcuts.js';
import { AlertFilters } from './alert-filters.js';
import { AlertList } from './alert-list.js';
import { useAlertFilter } from './filter.js';
import { ShortcutHelp } from './shortcut-help.js';

/** The analyst's page: what needs a look, as it happens. */
export function AlertListPage() {
  const { t } = useMessages();
  const [filter, changeFilter] = useAlertFilter();
  const [help, setHelp] = useState(false);
  const [enabled, setEnabled] = useShortcutsEnabled();
  return (
    <Page
      title={t('alerts.title')}
      actions={
        <Button
          small
          variant="tertiary"
          icon="keyboard"
          label={t('shortcuts.title')}
          onPress={() => setHelp(true)}
        />
      }
    >
      <AlertFilters filter={filter} onChange={changeFilter} />
      <AlertList filter={filter} shortcutsEnabled={enabled} onHelp={() => setHelp(true)} />
      <ShortcutHelp isOpen={help} onClose={() => setHelp(false)} enabled={enabled} onEnable={setEnabled} />
    </Page>
  );
}
