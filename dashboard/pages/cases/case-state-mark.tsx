import type { CaseState } from '../../../server/contract/case.js';
import { useMessages } from '../../i18n/messages.js';

/** The alerts' marks: full, half, done and empty. */
const marks: Record<CaseState, string> = {
  open: 'new',
  contained: 'acknowledged',
  recovering: 'active',
  closed: 'closed',
};

/** How far the handling of a case has come. */
export function CaseStateMark({ state }: { state: CaseState }) {
  const { t } = useMessages();
  return <span className={`gw-state gw-state--${marks[state]}`}>{t(`cases.state.${state}`)}</span>;
}
