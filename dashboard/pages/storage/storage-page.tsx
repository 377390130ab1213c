import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'react-router';
import type { RetentionOverview } from '../../../server/contract/retention.js';
import { getRetention } from '../../api/retention.js';
import { ErrorNotice, Loading } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { Tabs } from '../../components/tabs.js';
import { useMessages } from '../../i18n/messages.js';
import { TenantSelect, useTenant } from '../rules/tenant-select.js';
import { DatasetTable } from './dataset-table.js';
import { DeletionPanel } from './deletion-panel.js';
import { HoldPanel } from './hold-panel.js';
import { PolicyHistory } from './policy-history.js';
import { PolicyPanel } from './policy-panel.js';
import { StorageFacts } from './storage-facts.js';

const tabs = ['rules', 'holds', 'deletions', 'history'] as const;
type Tab = (typeof tabs)[number];

function Content({ overview }: { overview: RetentionOverview }) {
  const { t, number } = useMessages();
  const [parameters, setParameters] = useSearchParams();
  const asked = tabs.find((tab) => tab === parameters.get('tab')) ?? 'rules';
  const select = (tab: Tab) => {
    const next = new URLSearchParams(parameters);
    if (tab === 'rules') next.delete('tab');
    else next.set('tab', tab);
    setParameters(next, { replace: true });
  };
  const holds = overview.holds.filter(({ lifted_at }) => lifted_at === null).length;
  const { tenant } = overview.state;
  return (
    <div className="gw-columns">
      <div className="gw-columns__main">
        <Tabs
          label={t('storage.title')}
          tabs={[
            {
              id: 'rules',
              label: t('storage.tab.rules'),
              content: (
                <div className="gw-stack">
                  <PolicyPanel state={overview.state} />
                  <DatasetTable datasets={overview.datasets} />
                </div>
              ),
            },
            {
              id: 'holds',
              label: t('storage.tab.holds'),
              count: holds > 0 ? number(holds) : undefined,
              content: <HoldPanel tenant={tenant} holds={overview.holds} />,
            },
            {
              id: 'deletions',
              label: t('storage.tab.deletions'),
              content: <DeletionPanel tenant={tenant} />,
            },
            {
              id: 'history',
              label: t('alert.history'),
              content: <PolicyHistory history={overview.history} />,
            },
          ]}
          selected={asked}
          onSelect={select}
        />
      </div>
      <aside className="gw-columns__side" aria-label={t('storage.facts')}>
        <StorageFacts overview={overview} />
      </aside>
    </div>
  );
}

/** How much is stored, how long it stays, what keeps it longer, and what was deleted. */
export default function StoragePage() {
  const { t } = useMessages();
  const tenant = useTenant();
  const { data, error, refetch } = useQuery({
    queryKey: ['retention', tenant],
    queryFn: ({ signal }) => getRetention(tenant, signal),
  });
  return (
    <Page title={t('storage.title')} term="aufbewahrungsfrist" actions={<TenantSelect />}>
      <p className="gw-lead">{t('storage.lead')}</p>
      {error ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : null}
      {!data && !error ? <Loading rows={8} /> : null}
      {data ? <Content overview={data} /> : null}
    </Page>
  );
}
