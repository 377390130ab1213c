import type { SignalVerdict } from '../../../server/contract/signal.js';
import { useMessages } from '../../i18n/messages.js';

const looks = { supports: 'yes', contradicts: 'no', unknown: 'open', stale: 'partial' } as const;

/** What a signal says in one word; one that is too old says nothing any more. */
export function VerdictMark({
  verdict,
  freshness = 'fresh',
}: {
  verdict: SignalVerdict;
  freshness?: 'fresh' | 'stale';
}) {
  const { t } = useMessages();
  const shown = freshness === 'stale' ? 'stale' : verdict;
  return (
    <span className={`gw-status gw-status--${looks[shown]}`}>
      {t(`signals.verdict.${verdict}`)}
      {freshness === 'stale' ? ` (${t('signals.stale')})` : ''}
    </span>
  );
}
