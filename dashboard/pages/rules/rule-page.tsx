import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import type { RuleDetail } from '../../../server/contract/rule-views.js';
import { getRule } from '../../api/rules.js';
import { Button } from '../../components/button.js';
import { LevelMark } from '../../components/level.js';
import { BackLink } from '../../components/link.js';
import { ErrorNotice, Loading } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { ScrollRegion } from '../../components/scroll-region.js';
import { Tabs } from '../../components/tabs.js';
import { useMessages } from '../../i18n/messages.js';
import { Runbook } from '../alert/runbook.js';
import { ruleTitle } from '../alerts/rule-title.js';
import { BacktestPanel } from './backtest-panel.js';
import { DeliveryNotice } from './delivery-notice.js';
import { RuleControls } from './rule-controls.js';
import { RuleExceptions } from './rule-exceptions.js';
import { RuleFacts } from './rule-facts.js';
import { RuleHistory } from './rule-history.js';
import { levelOf } from './rule-state.js';
import { TenantSelect, tenantSearch, useTenant } from './tenant-select.js';
import { TestPanel } from './test-panel.js';
import { useRights } from './use-rights.js';

const tabs = ['text', 'exceptions', 'try', 'history'] as const;
type Tab = (typeof tabs)[number];

function RuleText({ rule }: { rule: RuleDetail }) {
  const { t, language } = useMessages();
  return (
    <div className="gw-stack">
      <section className="gw-panel" aria-labelledby="description">
        <h2 id="description" className="gw-panel__title">
          {t('rules.description')}
        </h2>
        <p className="gw-prose">
          {language === 'de' ? (rule.description_de ?? rule.description) : rule.description}
        </p>
        {rule.falsepositives.length > 0 ? (
          <>
            <h3 className="gw-panel__subtitle">{t('alert.falsepositives')}</h3>
            <ul className="gw-prose">
              {rule.falsepositives.map((each) => (
                <li key={each}>{each}</li>
              ))}
            </ul>
          </>
        ) : null}
      </section>
      <Runbook runbook={rule.runbook ?? null} />
      <div className="gw-panel">
        <h2 className="gw-panel__title">{t('rules.source')}</h2>
        <ScrollRegion className="gw-code gw-code--tall" label={t('rules.source')}>
          <code>{rule.source}</code>
        </ScrollRegion>
      </div>
    </div>
  );
}

function Detail({ rule }: { rule: RuleDetail }) {
  const { t, number, language } = useMessages();
  const rights = useRights();
  const tenant = useTenant();
  const navigate = useNavigate();
  const [parameters, setParameters] = useSearchParams();
  const asked = tabs.find((tab) => tab === parameters.get('tab')) ?? 'text';
  const select = (tab: Tab) => {
    const next = new URLSearchParams(parameters);
    if (tab === 'text') next.delete('tab');
    else next.set('tab', tab);
    setParameters(next, { replace: true });
  };
  const tried = { rule: rule.id };
  const shown = [
    { id: 'text' as const, label: t('rules.rule'), content: <RuleText rule={rule} /> },
    {
      id: 'exceptions' as const,
      label: t('rules.tab.exceptions'),
      count: rule.exceptions.length > 0 ? number(rule.exceptions.length) : undefined,
      content: <RuleExceptions rule={rule} />,
    },
    ...(rights.test
      ? [
          {
            id: 'try' as const,
            label: t('rules.tab.try'),
            content: (
              <div className="gw-stack">
                <BacktestPanel tried={tried} />
                <TestPanel tried={tried} />
              </div>
            ),
          },
        ]
      : []),
    { id: 'history' as const, label: t('alert.history'), content: <RuleHistory history={rule.history} /> },
  ];
  return (
    <Page
      title={ruleTitle(rule, language)}
      back={<BackLink to={`/rules${tenantSearch(tenant)}`}>{t('rules.title')}</BackLink>}
      meta={
        <>
          <LevelMark level={levelOf(rule)} />
          <TenantSelect />
        </>
      }
      actions={
        rights.change ? (
          <Button
            small
            icon={rule.own ? 'edit' : 'copy'}
            label={t(rule.own ? 'rules.edit' : 'rules.copy')}
            onPress={() =>
              void navigate(
                rule.own
                  ? `/rules/own/${rule.own}${tenantSearch(tenant)}`
                  : `/rules/new?${new URLSearchParams({ copy: rule.id, tenant })}`,
              )
            }
          />
        ) : null
      }
    >
      <div className="gw-columns">
        <div className="gw-columns__main">
          <DeliveryNotice rule={rule} />
          <Tabs
            label={t('rules.rule')}
            tabs={shown}
            selected={shown.some(({ id }) => id === asked) ? asked : 'text'}
            onSelect={select}
          />
        </div>
        <aside className="gw-columns__side" aria-label={t('alert.facts')}>
          <RuleControls rule={rule} />
          <RuleFacts rule={rule} />
        </aside>
      </div>
    </Page>
  );
}

/** One rule: what it finds, what to do then, whether it runs, and what it would find. */
export default function RulePage() {
  const { t } = useMessages();
  const { id = '' } = useParams();
  const tenant = useTenant();
  const { data, error, refetch } = useQuery({
    queryKey: ['rules', tenant, id],
    queryFn: ({ signal }) => getRule(id, tenant, signal),
  });
  if (data) return <Detail rule={data} />;
  return (
    <Page title={t('rules.rule')} back={<BackLink to="/rules">{t('rules.title')}</BackLink>}>
      {error ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : <Loading />}
    </Page>
  );
}
