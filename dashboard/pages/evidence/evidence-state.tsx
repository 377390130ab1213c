import type { Evidence } from '../../../server/contract/evidence.js';
import { useMessages } from '../../i18n/messages.js';

/** Whether an item counts; what needs care stands out. */
export function EvidenceState({ state }: { state: Evidence['state'] }) {
  const { t } = useMessages();
  const needsCare = state === 'expiring' || state === 'expired';
  return (
    <span className={`gw-nowrap${needsCare ? ' gw-figure--warning' : ''}`}>
      {t(`evidence.state.${state}`)}
    </span>
  );
}
