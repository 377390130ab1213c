import { Switch } from 'react-aria-components';
import { Dialog } from '../../components/dialog.js';
import { type MessageKey, useMessages } from '../../i18n/messages.js';

const shortcuts = {
  next: [['j', '↓'], 'shortcuts.next'],
  previous: [['k', '↑'], 'shortcuts.previous'],
  open: [['Enter'], 'shortcuts.open'],
  acknowledge: [['a'], 'shortcuts.acknowledge'],
  close: [['c'], 'shortcuts.close'],
  escalate: [['e'], 'shortcuts.escalate'],
  assign_me: [['m'], 'shortcuts.assign_me'],
  assign: [['p'], 'shortcuts.assign'],
  comment: [['t'], 'shortcuts.comment'],
  select: [['x'], 'shortcuts.select'],
  undo: [['u'], 'shortcuts.undo'],
  show_new: [['n'], 'shortcuts.show_new'],
  search: [['/'], 'shortcuts.search'],
  help: [['?'], 'shortcuts.help'],
} as const satisfies Record<string, readonly [readonly string[], MessageKey]>;

interface ShortcutHelpProps {
  /** Those of the page; without it: of the list. */
  keys?: readonly (keyof typeof shortcuts)[];
  onClose(): void;
  enabled: boolean;
  onEnable(enabled: boolean): void;
}

const ofList = Object.keys(shortcuts) as (keyof typeof shortcuts)[];

/** Lists the keys of the alert list or of an alert's page and switches them on and off. */
export default function ShortcutHelp({ keys = ofList, onClose, enabled, onEnable }: ShortcutHelpProps) {
  const { t } = useMessages();
  return (
    <Dialog title={t('shortcuts.title')} isOpen onClose={onClose}>
      <dl className="gw-shortcuts">
        {keys.map((name) => {
          const [pressed, text] = shortcuts[name];
          return (
            <div key={name} className="gw-shortcuts__row">
              <dt>
                {pressed.map((key) => (
                  <kbd key={key}>{key}</kbd>
                ))}
              </dt>
              <dd>{t(text)}</dd>
            </div>
          );
        })}
      </dl>
      <Switch className="gw-switch" isSelected={enabled} onChange={onEnable}>
        <span className="gw-switch__track" aria-hidden="true" />
        {t('shortcuts.enabled')}
      </Switch>
    </Dialog>
  );
}
