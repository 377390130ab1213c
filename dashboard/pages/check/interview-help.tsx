import { Dialog } from '../../components/dialog.js';
import { Switch } from '../../components/switch.js';
import { type MessageKey, useMessages } from '../../i18n/messages.js';

interface InterviewHelpProps {
  isOpen: boolean;
  /** How many states an answer can have. */
  states: number;
  enabled: boolean;
  onEnable(enabled: boolean): void;
  onClose(): void;
}

/** The keys of the interview. */
export function InterviewHelp({ isOpen, states, enabled, onEnable, onClose }: InterviewHelpProps) {
  const { t } = useMessages();
  const rows: [string[], MessageKey][] = [
    [['1', `${states}`], 'check.keys.answer'],
    [['n'], 'check.keys.next'],
    [['p'], 'check.keys.previous'],
    [['o'], 'check.keys.open'],
    [['u'], 'check.keys.write'],
    [['Esc'], 'check.keys.leave'],
    [['?'], 'shortcuts.help'],
  ];
  return (
    <Dialog title={t('shortcuts.title')} isOpen={isOpen} onClose={onClose}>
      <dl className="gw-shortcuts">
        {rows.map(([keys, text]) => (
          <div key={text} className="gw-shortcuts__row">
            <dt>
              {keys.map((key, at) => (
                <span key={key}>
                  {at > 0 ? ' – ' : ''}
                  <kbd>{key}</kbd>
                </span>
              ))}
            </dt>
            <dd>{t(text)}</dd>
          </div>
        ))}
      </dl>
      <Switch label={t('shortcuts.enabled')} isSelected={enabled} onChange={onEnable} />
    </Dialog>
  );
}
