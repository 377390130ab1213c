import type { RetentionEntry, RetentionPolicy } from '../../../server/contract/retention.js';
import { Time } from '../../components/time.js';
import { type Messages, useMessages } from '../../i18n/messages.js';

/** @returns the policy in one line */
function policyText({ days, alert_days, datasets }: RetentionPolicy, { t, plural }: Messages): string {
  return [
    `* ${plural('storage.days', days)}`,
    ...datasets.map((rule) => `${rule.dataset} ${plural('storage.days', rule.days)}`),
    `${t('storage.alerts_short')} ${plural('storage.days', alert_days)}`,
  ].join(' · ');
}

/** Who changed the rules, when and why; latest first. */
export function PolicyHistory({ history }: { history: readonly RetentionEntry[] }) {
  const messages = useMessages();
  const { t } = messages;
  if (history.length === 0) return <p className="gw-muted">{t('storage.no_history')}</p>;
  return (
    <ol className="gw-panel gw-history">
      {history.map((entry) => (
        <li key={entry.at}>
          <span className="gw-history__line">
            <strong>{policyText(entry.new, messages)}</strong>
            <span className="gw-muted">{entry.by}</span>
            <Time at={entry.at} full />
          </span>
          <p className="gw-history__comment">{entry.reason}</p>
        </li>
      ))}
    </ol>
  );
}
