import type { ImplementationState } from '../../../server/contract/iso.js';
import { useMessages } from '../../i18n/messages.js';

/** How far a control is implemented. */
export function ImplementationMark({ state }: { state: ImplementationState }) {
  const { t } = useMessages();
  return <span className={`gw-implemented gw-implemented--${state}`}>{t(`soa.state.${state}`)}</span>;
}
