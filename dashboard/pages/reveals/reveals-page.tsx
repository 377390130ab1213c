import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import type { Reveal } from '../../../server/contract/pseudonym.js';
import { getReveals } from '../../api/pseudonyms.js';
import { Button } from '../../components/button.js';
import { Empty, ErrorNotice, Loading } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { Tabs } from '../../components/tabs.js';
import { useMessages } from '../../i18n/messages.js';
import { useRoles } from '../../state/roles.js';
import { TenantSelect, useTenant } from '../rules/tenant-select.js';
import { ReportPanel } from './report-panel.js';
import { RequestDialog } from './request-dialog.js';
import { RevealCard } from './reveal-card.js';

const tabs = ['open', 'all', 'report'] as const;
type Tab = (typeof tabs)[number];

function Cards({ reveals, empty }: { reveals: readonly Reveal[]; empty: string }) {
  const { t } = useMessages();
  if (reveals.length === 0)
    return (
      <Empty title={empty}>
        <p>{t('reveals.none_text')}</p>
      </Empty>
    );
  return (
    <ul className="gw-stack">
      {reveals.map((reveal) => (
        <RevealCard key={reveal.id} reveal={reveal} />
      ))}
    </ul>
  );
}

function Content({ reveals, tenant }: { reveals: readonly Reveal[]; tenant: string }) {
  const { t, number } = useMessages();
  const roles = useRoles();
  const decides = roles.has('dpo') || roles.has('staff_council');
  const [parameters, setParameters] = useSearchParams();
  const asked = tabs.find((tab) => tab === parameters.get('tab')) ?? 'open';
  const select = (tab: Tab) => {
    const next = new URLSearchParams(parameters);
    next.set('tab', tab);
    setParameters(next, { replace: true });
  };
  const open = reveals.filter(({ state }) => state === 'requested' || state === 'approved');
  return (
    <Tabs
      label={t('reveals.title')}
      tabs={[
        {
          id: 'open' as const,
          label: t('reveals.tab.open'),
          count: open.length > 0 ? number(open.length) : undefined,
          content: <Cards reveals={open} empty={t('reveals.none_open')} />,
        },
        {
          id: 'all' as const,
          label: t('reveals.tab.all'),
          content: <Cards reveals={reveals} empty={t('reveals.none')} />,
        },
        ...(decides
          ? [
              {
                id: 'report' as const,
                label: t('reveals.tab.report'),
                content: <ReportPanel tenant={tenant} />,
              },
            ]
          : []),
      ]}
      selected={asked === 'report' && !decides ? 'open' : asked}
      onSelect={select}
    />
  );
}

/** What was asked to be revealed, decided by a second person, and the report for the works council. */
export default function RevealsPage() {
  const { t } = useMessages();
  const tenant = useTenant();
  const roles = useRoles();
  const [asking, setAsking] = useState(false);
  const { data, error, refetch } = useQuery({
    queryKey: ['reveals', tenant],
    queryFn: ({ signal }) => getReveals(tenant, signal),
    refetchInterval: 15_000,
  });
  return (
    <Page
      title={t('reveals.title')}
      term="aufdeckung"
      actions={
        <>
          <TenantSelect />
          {roles.has('analyst') ? (
            <Button small icon="add" label={t('reveals.request')} onPress={() => setAsking(true)} />
          ) : null}
        </>
      }
    >
      <p className="gw-lead">{t('reveals.lead')}</p>
      {error ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : null}
      {!data && !error ? <Loading rows={6} /> : null}
      {data ? <Content reveals={data.items} tenant={tenant} /> : null}
      <RequestDialog tenant={tenant} isOpen={asking} onClose={() => setAsking(false)} />
    </Page>
  );
}
