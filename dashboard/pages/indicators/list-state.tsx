import type { IndicatorList } from '../../../server/contract/indicator.js';
import { useMessages } from '../../i18n/messages.js';

/** @returns whether events are compared with the list now */
export function stateOf({ live, expires_at }: IndicatorList, now: number): 'live' | 'off' | 'expired' {
  if (!live) return 'off';
  return expires_at !== null && Date.parse(expires_at) <= now ? 'expired' : 'live';
}

/** Whether events are compared with a list as they come. */
export function ListState({ list }: { list: IndicatorList }) {
  const { t } = useMessages();
  const state = stateOf(list, Date.now());
  return (
    <span className={`gw-state gw-state--${state === 'live' ? 'active' : 'closed'}`}>
      {t(`indicators.state.${state}`)}
    </span>
  );
}

/** The label of the Traffic Light Protocol, as its users write it. */
export function TlpMark({ tlp }: { tlp: IndicatorList['tlp'] }) {
  const { t } = useMessages();
  return <span className="gw-tag">{t('indicators.tlp_label', { label: tlp.toUpperCase() })}</span>;
}
