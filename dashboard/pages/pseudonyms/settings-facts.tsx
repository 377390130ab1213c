import type { PseudonymSettings } from '../../../server/contract/pseudonym-state.js';
import { useMessages } from '../../i18n/messages.js';

/** What is replaced, in words. */
export function SettingsFacts({ settings }: { settings: PseudonymSettings }) {
  const { t } = useMessages();
  const kinds = (['users', 'sids', 'mails'] as const).filter((kind) => settings[kind]);
  const list = (values: readonly string[]) =>
    values.length === 0 ? '–' : <span className="gw-mono">{values.join(', ')}</span>;
  const facts = [
    ['kinds', kinds.map((kind) => t(`pseudonyms.${kind}`)).join(', ') || '–'],
    ['workstations', list(settings.workstations)],
    ['client_networks', list(settings.client_networks)],
    ['exempt', list(settings.exempt)],
    ['user_fields', list(settings.user_fields)],
    ['rotation', t(`pseudonyms.rotation.${settings.rotation}`)],
  ] as const;
  return (
    <dl className="gw-facts gw-facts--wide">
      {facts.map(([name, value]) => (
        <div key={name} className="gw-facts__row">
          <dt>{t(`pseudonyms.${name}`)}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
