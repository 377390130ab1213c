import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import type { RuleInfo } from '../../../server/contract/detection.js';
import { getRule } from '../../api/rules.js';
import { Icon } from '../../components/icon.js';
import { LevelMark } from '../../components/level.js';
import { BackLink } from '../../components/link.js';
import { ErrorNotice, Loading } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { ScrollRegion } from '../../components/scroll-region.js';
import { Tags } from '../../components/tags.js';
import { useMessages } from '../../i18n/messages.js';
import { Runbook } from '../alert/runbook.js';
import { ruleTitle } from '../alerts/rule-title.js';

function Facts({ rule }: { rule: RuleInfo }) {
  const { t } = useMessages();
  const facts = [
    [t('rules.column.type'), t(`rule_type.${rule.type}`)],
    [t('rules.status'), rule.status],
    [t('rules.author'), rule.author],
    [t('rules.column.logsource'), Object.values(rule.logsource).filter(Boolean).join(' / ')],
    [t('rules.entity'), rule.entity.join(', ')],
    [t('alert.grundschutz'), rule.grundschutz.join(', ')],
    [t('rules.id'), rule.id],
    [t('rules.file'), rule.path],
  ].filter(([, value]) => value);
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
      <Tags tags={rule.tags} />
      <Link
        className="kern-link gw-link"
        to={`/alerts?${new URLSearchParams({ rule: rule.id, state: 'new,acknowledged,closed' })}`}
      >
        <Icon name="alerts" />
        {t('rules.its_alerts')}
      </Link>
    </section>
  );
}

function Detail({ rule }: { rule: RuleInfo }) {
  const { t, language } = useMessages();
  return (
    <Page
      title={ruleTitle(rule, language)}
      back={<BackLink to="/rules">{t('rules.title')}</BackLink>}
      meta={<LevelMark level={rule.level} />}
    >
      <div className="gw-columns">
        <div className="gw-columns__main">
          <section className="gw-panel" aria-labelledby="description">
            <h2 id="description" className="gw-panel__title">
              {t('rules.description')}
            </h2>
            <p className="gw-prose">
              {language === 'de' ? (rule.description_de ?? rule.description) : rule.description}
            </p>
          </section>
          <Runbook runbook={rule.runbook ?? null} />
          <div className="gw-panel">
            <h2 className="gw-panel__title">{t('rules.source')}</h2>
            <ScrollRegion className="gw-code gw-code--tall" label={t('rules.source')}>
              <code>{rule.source}</code>
            </ScrollRegion>
          </div>
        </div>
        <aside className="gw-columns__side" aria-label={t('alert.facts')}>
          <Facts rule={rule} />
        </aside>
      </div>
    </Page>
  );
}

/** One rule: what it finds, what to do then, and its YAML. */
export default function RulePage() {
  const { t } = useMessages();
  const { id = '' } = useParams();
  const { data, error, refetch } = useQuery({
    queryKey: ['rules', id],
    queryFn: ({ signal }) => getRule(id, signal),
  });
  if (data) return <Detail rule={data} />;
  return (
    <Page title={t('rules.rule')} back={<BackLink to="/rules">{t('rules.title')}</BackLink>}>
      {error ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : <Loading />}
    </Page>
  );
}
