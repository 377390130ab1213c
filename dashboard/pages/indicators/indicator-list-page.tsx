import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import type { IndicatorList } from '../../../server/contract/indicator.js';
import { getIndicatorList, removeIndicatorList } from '../../api/indicators.js';
import { Button } from '../../components/button.js';
import { ConfirmDialog } from '../../components/confirm-dialog.js';
import { BackLink } from '../../components/link.js';
import { ErrorNotice, Loading } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { Tabs } from '../../components/tabs.js';
import { useMessages } from '../../i18n/messages.js';
import { tenantSearch, useTenant } from '../rules/tenant-select.js';
import { EditDialog } from './edit-dialog.js';
import { HitPanel } from './hit-panel.js';
import { HuntDialog } from './hunt-dialog.js';
import { HuntPanel } from './hunt-panel.js';
import { ListFacts } from './list-facts.js';
import { useMayChange } from './use-may-change.js';
import { ValuePanel } from './value-panel.js';

const tabs = ['hits', 'values', 'hunts'] as const;
type Tab = (typeof tabs)[number];
/** While a hunt runs its page follows it. */
const fastMs = 1_000;
const slowMs = 5_000;

function useTab(): [Tab, (tab: Tab) => void] {
  const [parameters, setParameters] = useSearchParams();
  const select = (tab: Tab) => {
    const next = new URLSearchParams(parameters);
    if (tab === 'hits') next.delete('tab');
    else next.set('tab', tab);
    setParameters(next, { replace: true });
  };
  return [tabs.find((tab) => tab === parameters.get('tab')) ?? 'hits', select];
}

function Actions({ list, onHunt }: { list: IndicatorList; onHunt(): void }) {
  const { t } = useMessages();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [open, setOpen] = useState<'hunt' | 'edit' | 'remove'>();
  const close = () => setOpen(undefined);
  const remove = useMutation({
    mutationFn: () => removeIndicatorList(list.tenant, list.id),
    async onSuccess() {
      void navigate(`/indicators${tenantSearch(list.tenant)}`);
      await queries.invalidateQueries({ queryKey: ['indicators', list.tenant], exact: true });
    },
  });
  const hunting = list.hunt !== null && list.hunt.ended_at === null;
  return (
    <>
      <Button variant="tertiary" icon="remove" label={t('action.remove')} onPress={() => setOpen('remove')} />
      <Button icon="edit" label={t('storage.change')} onPress={() => setOpen('edit')} />
      <Button
        variant="primary"
        icon="search"
        label={t('indicators.hunt.open')}
        isDisabled={hunting}
        onPress={() => setOpen('hunt')}
      />
      <HuntDialog
        tenant={list.tenant}
        list={list.id}
        isOpen={open === 'hunt'}
        onClose={close}
        onStarted={() => {
          close();
          onHunt();
        }}
      />
      <EditDialog list={list} isOpen={open === 'edit'} onClose={close} />
      <ConfirmDialog
        title={t('indicators.remove_title')}
        text={t('indicators.remove_text', { name: list.name })}
        action={t('action.remove')}
        isOpen={open === 'remove'}
        onConfirm={() => {
          close();
          remove.mutate();
        }}
        onCancel={close}
      />
    </>
  );
}

function Content({ list, tab, onTab }: { list: IndicatorList; tab: Tab; onTab(tab: Tab): void }) {
  const { t, number } = useMessages();
  const { id, tenant, hunt, hits, indicators } = list;
  const refreshMs = hunt !== null && hunt.ended_at === null ? fastMs : slowMs;
  const of = { tenant, list: id };
  return (
    <div className="gw-columns">
      <div className="gw-columns__main">
        <Tabs
          label={list.name}
          tabs={[
            {
              id: 'hits',
              label: t('indicators.hits'),
              count: number(hits),
              content: <HitPanel {...of} refreshMs={refreshMs} />,
            },
            {
              id: 'values',
              label: t('indicators.tab.values'),
              count: number(indicators),
              content: <ValuePanel {...of} />,
            },
            {
              id: 'hunts',
              label: t('indicators.tab.hunts'),
              content: <HuntPanel {...of} refreshMs={refreshMs} />,
            },
          ]}
          selected={tab}
          onSelect={onTab}
        />
      </div>
      <aside className="gw-columns__side" aria-label={t('indicators.list')}>
        <ListFacts list={list} />
      </aside>
    </div>
  );
}

/** One list of indicators: its hits, what is in it, and hunts for it. */
export default function IndicatorListPage() {
  const { t } = useMessages();
  const tenant = useTenant();
  const { id = '' } = useParams();
  const mayChange = useMayChange();
  const [tab, setTab] = useTab();
  const { data, error, refetch } = useQuery({
    queryKey: ['indicators', tenant, id],
    queryFn: ({ signal }) => getIndicatorList(tenant, id, signal),
    refetchInterval: ({ state }) => (state.data?.hunt?.ended_at === null ? fastMs : slowMs),
  });
  return (
    <Page
      title={data?.name ?? t('indicators.list')}
      back={<BackLink to={`/indicators${tenantSearch(tenant)}`}>{t('indicators.title')}</BackLink>}
      actions={data && mayChange ? <Actions list={data} onHunt={() => setTab('hunts')} /> : null}
    >
      {error && !data ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : null}
      {!data && !error ? <Loading rows={8} /> : null}
      {data ? <Content list={data} tab={tab} onTab={setTab} /> : null}
    </Page>
  );
}
