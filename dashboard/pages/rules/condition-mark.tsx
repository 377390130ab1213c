import type { RuleOverview } from '../../../server/contract/rule-views.js';
import { useMessages } from '../../i18n/messages.js';
import { conditionOf, type RuleCondition } from './rule-state.js';

/** Classes of the alert states' marks, which look the same. */
const looks: Record<RuleCondition, string> = {
  active: 'active',
  disabled: 'closed',
  set_off: 'closed',
  quarantined: 'quarantined',
  undelivered: 'undelivered',
};

/** Whether a rule runs, in a word, and what was changed. */
export function ConditionMark({ rule }: { rule: RuleOverview }) {
  const { t, plural } = useMessages();
  const condition = conditionOf(rule);
  const { exceptions, expired } = rule.state;
  return (
    <span className="gw-condition">
      <span className={`gw-state gw-state--${looks[condition]}`}>{t(`rules.condition.${condition}`)}</span>
      {rule.noisy && rule.state.in_force ? (
        <span className="gw-tag gw-tag--warning">{t('rules.condition.noisy')}</span>
      ) : null}
      {rule.faulty_exceptions > 0 ? (
        <span className="gw-tag gw-tag--warning">{t('rules.condition.faulty')}</span>
      ) : null}
      {exceptions > 0 ? <span className="gw-tag">{plural('rules.exceptions', exceptions)}</span> : null}
      {expired > 0 ? (
        <span className="gw-tag gw-tag--warning">{plural('rules.expired', expired)}</span>
      ) : null}
    </span>
  );
}
