import { Link } from 'react-router';
import type { AlertDetail } from '../../api/alerts.js';
import { Icon } from '../../components/icon.js';
import { RuleBackground } from '../../components/rule-background.js';
import { useMessages } from '../../i18n/messages.js';
import { tenantSearch } from '../rules/tenant-select.js';

/** The rule, or the list of indicators, that raised the alert, and what it is tied to. */
export function RulePanel({ detail }: { detail: AlertDetail }) {
  const { t } = useMessages();
  const { rule, tenant } = detail.alert;
  const list = /^indicator-([\da-f-]{36})$/.exec(rule.id)?.[1];
  const [to, icon, label] =
    list === undefined
      ? ([`/rules/${encodeURIComponent(rule.id)}${tenantSearch(tenant)}`, 'rules', 'alert.rule'] as const)
      : ([`/indicators/${list}${tenantSearch(tenant)}`, 'indicators', 'alert.indicator_list'] as const);
  return (
    <section className="gw-panel" aria-labelledby="rule">
      <h2 id="rule" className="gw-panel__title">
        {t('alert.rule_title')}
      </h2>
      <RuleBackground tags={rule.tags} grundschutz={detail.grundschutz} references={detail.references} />
      <Link className="kern-link gw-link" to={to}>
        <Icon name={icon} />
        {t(label)}
      </Link>
    </section>
  );
}
