import { useMessages } from '../../i18n/messages.js';

const states = ['yes', 'partial', 'no', 'dispensable', 'open'] as const;

/** A state of the check that is proposed, or that something was found in. */
export function ProposalMark({ state }: { state: string }) {
  const { t } = useMessages();
  const known = states.find((each) => each === state) ?? 'open';
  return <span className={`gw-proposal gw-proposal--${known}`}>{t(`proposal.state.${known}`)}</span>;
}
