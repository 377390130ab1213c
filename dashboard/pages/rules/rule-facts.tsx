import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { RuleDetail } from '../../../server/contract/rule-views.js';
import { Icon } from '../../components/icon.js';
import { RuleBackground } from '../../components/rule-background.js';
import { Term } from '../../components/term.js';
import { Time } from '../../components/time.js';
import { useMessages } from '../../i18n/messages.js';
import { logsourceOf } from './rule-state.js';

/** What is known of the rule beside its text. */
export function RuleFacts({ rule }: { rule: RuleDetail }) {
  const { t, number } = useMessages();
  const facts: [string, ReactNode][] = [
    [
      t('rules.column.type'),
      rule.type === 'correlation' ? (
        <Term key="type" id="korrelation">
          {t('rule_type.correlation')}
        </Term>
      ) : (
        t(`rule_type.${rule.type}`)
      ),
    ],
    [t('rules.status'), rule.status],
    [t('rules.column.logsource'), logsourceOf(rule)],
    [t('rules.column.alerts'), number(rule.alerts)],
    [t('rules.column.last_alert'), rule.last_alert ? <Time key="last" at={rule.last_alert} full /> : ''],
    [t('rules.filter.set'), rule.set],
    [t('rules.author'), rule.author],
    [t('rules.entity'), rule.entity.join(', ')],
    [t('rules.id'), rule.id],
    [t('rules.file'), rule.path],
  ];
  return (
    <section className="gw-panel" aria-labelledby="facts">
      <h2 id="facts" className="gw-panel__title">
        {t('alert.facts')}
      </h2>
      <dl className="gw-facts">
        {facts
          .filter(([, value]) => value)
          .map(([name, value]) => (
            <div key={name} className="gw-facts__row">
              <dt>
                {name === t('rules.column.logsource') ? <Term id="protokollquelle">{name}</Term> : name}
              </dt>
              <dd className="gw-block">{value}</dd>
            </div>
          ))}
      </dl>
      <Link
        className="kern-link gw-link"
        to={`/alerts?${new URLSearchParams({ rule: rule.id, state: 'new,acknowledged,closed' })}`}
      >
        <Icon name="alerts" />
        {t('rules.its_alerts')}
      </Link>
      <RuleBackground tags={rule.tags} grundschutz={rule.grundschutz} references={rule.references} />
    </section>
  );
}
