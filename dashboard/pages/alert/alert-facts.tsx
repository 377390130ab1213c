import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { AlertDetail } from '../../api/alerts.js';
import { Icon } from '../../components/icon.js';
import { RuleBackground } from '../../components/rule-background.js';
import { Time } from '../../components/time.js';
import { useMessages } from '../../i18n/messages.js';
import { tenantSearch } from '../rules/tenant-select.js';
import { pivotFrom } from './pivot.js';

/** What is known of the alert beside its rule's text. */
export function AlertFacts({ detail }: { detail: AlertDetail }) {
  const { t, number } = useMessages();
  const { alert } = detail;
  const facts: [string, ReactNode][] = [
    [t('alerts.column.entity'), <Entity key="entity" detail={detail} />],
    [t('alerts.column.count'), number(alert.count)],
    [t('alerts.column.first'), <Time key="first" at={alert.first_seen} full />],
    [t('alerts.column.last'), <Time key="last" at={alert.last_seen} full />],
    [t('alert.tenant'), alert.tenant],
    ...(alert.assignee ? ([[t('alert.assignee'), alert.assignee]] as [string, string][]) : []),
  ];
  return (
    <section className="gw-panel" aria-labelledby="facts">
      <h2 id="facts" className="gw-panel__title">
        {t('alert.facts')}
      </h2>
      <dl className="gw-facts">
        {facts.map(([name, value]) => (
          <div key={name} className="gw-facts__row">
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <Link className="kern-link gw-link" to={pivotFrom(alert)}>
        <Icon name="search" />
        {t('alert.pivot')}
      </Link>
      <OriginLink rule={alert.rule.id} tenant={alert.tenant} />
      <RuleBackground
        tags={alert.rule.tags}
        grundschutz={detail.grundschutz}
        references={detail.references}
      />
    </section>
  );
}

/** Leads to the rule, or to the list of indicators, that raised the alert. */
function OriginLink({ rule, tenant }: { rule: string; tenant: string }) {
  const { t } = useMessages();
  const list = /^indicator-([\da-f-]{36})$/.exec(rule)?.[1];
  const [to, icon, label] =
    list === undefined
      ? ([`/rules/${encodeURIComponent(rule)}`, 'rules', 'alert.rule'] as const)
      : ([`/indicators/${list}${tenantSearch(tenant)}`, 'indicators', 'alert.indicator_list'] as const);
  return (
    <Link className="kern-link gw-link" to={to}>
      <Icon name={icon} />
      {t(label)}
    </Link>
  );
}

function Entity({ detail: { alert } }: { detail: AlertDetail }) {
  const { t } = useMessages();
  return (
    <>
      <span className="gw-mono">{alert.entity.value}</span>
      <span className="gw-muted gw-block">{alert.entity.type}</span>
      <Link
        className="gw-block"
        to={`/alerts?${new URLSearchParams({ entity: alert.entity.value, state: 'new,acknowledged,closed' })}`}
      >
        {t('alert.same_entity')}
      </Link>
    </>
  );
}
