import type { AlertState, CloseReason } from '../../server/contract/alert.js';
import { useMessages } from '../i18n/messages.js';

export const stateOrder: readonly AlertState[] = ['new', 'acknowledged', 'closed'];

/** An alert's state; a closed one with its reason. */
export function StateMark({ state, reason }: { state: AlertState; reason?: CloseReason | null }) {
  const { t } = useMessages();
  return (
    <span className={`gw-state gw-state--${state}`}>
      {t(`state.${state}`)}
      {state === 'closed' && reason ? (
        <span className="gw-state__reason">{t(`reason.${reason}`)}</span>
      ) : null}
    </span>
  );
}
