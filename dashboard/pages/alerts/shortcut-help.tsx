import { Switch } from 'react-aria-components';
import { Dialog } from '../../components/dialog.js';
import { type MessageKey, useMessages } from '../../i18n/messages.js';

const shortcuts: readonly [string[], MessageKey][] = [
  [['j', '↓'], 'shortcuts.next'],
  [['k', '↑'], 'shortcuts.previous'],
  [['Enter'], 'shortcuts.open'],
  [['a'], 'shortcuts.acknowledge'],
  [['c'], 'shortcuts.close'],
  [['n'], 'shortcuts.show_new'],
  [['/'], 'shortcuts.search'],
  [['?'], 'shortcuts.help'],
];

interface ShortcutHelpProps {
  isOpen: boolean;
  onClose(): void;
  enabled: boolean;
  onEnable(enabled: boolean): void;
}

/** Lists the keys of the alert list and switches them on and off. */
export function ShortcutHelp({ isOpen, onClose, enabled, onEnable }: ShortcutHelpProps) {
  const { t } = useMessages();
  return (
    <Dialog title={t('shortcuts.title')} isOpen={isOpen} onClose={onClose}>
      <dl className="gw-shortcuts">
        {shortcuts.map(([keys, text]) => (
          <div key={text} className="gw-shortcuts__row">
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{t(text)}</dd>
          </div>
        ))}
      </dl>
      <Switch className="gw-switch" isSelected={enabled} onChange={onEnable}>
        <span className="gw-switch__track" aria-hidden="true" />
        {t('shortcuts.enabled')}
      </Switch>
    </Dialog>
  );
}
