import type { RuleDetail } from '../../../server/contract/rule-views.js';
import { Time } from '../../components/time.js';
import { type Messages, useMessages } from '../../i18n/messages.js';

type Entry = RuleDetail['history'][number];

/** @returns what exactly was changed, where a word says it */
function detailOf({ action, old, new: now }: Entry, { t }: Messages): string {
  const value = (now ?? old) as { title?: string; level?: 'low' | null } | null;
  if (action === 'level') {
    return value?.level ? t(`level.${value.level}`) : t('rules.level_reset');
  }
  return value?.title ?? '';
}

/** Who changed what of the rule's state, when and why; latest first. */
export function RuleHistory({ history }: { history: RuleDetail['history'] }) {
  const messages = useMessages();
  const { t } = messages;
  if (history.length === 0) return <p className="gw-muted">{t('rules.no_history')}</p>;
  return (
    <ol className="gw-panel gw-history">
      {history.map((entry) => (
        <li key={`${entry.at} ${entry.action} ${JSON.stringify(entry.new)}`}>
          <span className="gw-history__line">
            <strong>{t(`rules.action.${entry.action}`)}</strong>
            <span>{detailOf(entry, messages)}</span>
            <span className="gw-muted">{entry.by}</span>
            <Time at={entry.at} full />
          </span>
          {entry.reason ? <p className="gw-history__comment">{entry.reason}</p> : null}
        </li>
      ))}
    </ol>
  );
}
