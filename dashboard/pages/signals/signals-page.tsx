import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { getSignals } from '../../api/signals.js';
import type { DomainRef } from '../../api/structure.js';
import { SelectField } from '../../components/fields.js';
import { Empty, ErrorNotice, Loading } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { TableSearch } from '../../components/table-search.js';
import { Tabs } from '../../components/tabs.js';
import { useMessages } from '../../i18n/messages.js';
import { DomainSelect, useDomain } from '../structure/use-domain.js';
import { DrillPanel } from './drill-panel.js';
import { SignalTable } from './signal-table.js';
import { SourcePanel } from './source-panel.js';

const views = ['all', 'contradicts', 'supports', 'stale', 'none'] as const;
type View = (typeof views)[number];
const tabs = ['signals', 'sources', 'drill'] as const;
type Tab = (typeof tabs)[number];

/** What the watch sees of the requirements; which log source is which target object; fire drills of the rules. */
export default function SignalsPage() {
  const { t } = useMessages();
  const choice = useDomain();
  const { ref } = choice;
  const [params, setParams] = useSearchParams();
  const tab: Tab = tabs.find((each) => each === params.get('tab')) ?? 'signals';
  return (
    <Page title={t('signals.title')} term="signal" actions={<DomainSelect choice={choice} />}>
      <p className="gw-lead">{t('signals.lead')}</p>
      {choice.error ? <ErrorNotice error={choice.error} onRetry={choice.retry} /> : null}
      {ref ? (
        <Tabs
          label={t('signals.title')}
          selected={tab}
          onSelect={(id) => setParams(id === 'signals' ? {} : { tab: id }, { replace: true })}
          tabs={[
            { id: 'signals', label: t('signals.tab.signals'), content: <SignalPanel domain={ref} /> },
            { id: 'sources', label: t('signals.tab.sources'), content: <SourcePanel domain={ref} /> },
            { id: 'drill', label: t('signals.tab.drill'), content: <DrillPanel tenant={ref.tenant} /> },
          ]}
        />
      ) : null}
    </Page>
  );
}

function SignalPanel({ domain }: { domain: DomainRef }) {
  const { t, language } = useMessages();
  const [text, setText] = useState('');
  const [view, setView] = useState<View>('all');
  const { data, error, refetch } = useQuery({
    queryKey: ['signals', domain.domain],
    queryFn: ({ signal }) => getSignals(domain, signal),
    refetchInterval: 30_000,
  });
  const wanted = text.trim().toLowerCase();
  const rows = data?.items.filter(
    ({ title, requirements, tally }) =>
      [title[language], ...requirements.map(({ id }) => id)].some((each) =>
        each.toLowerCase().includes(wanted),
      ) &&
      (view === 'all' ||
        (view === 'none' ? Object.values(tally).every((count) => count === 0) : tally[view] > 0)),
  );
  return (
    <>
      <div className="gw-signal-bar">
        <TableSearch label={t('signals.search')} value={text} onChange={setText} />
        <SelectField
          hideLabel
          label={t('signals.view')}
          value={view}
          options={views.map((value) => ({ value, label: t(`signals.view.${value}`) }))}
          onChange={(next) => setView(next)}
        />
      </div>
      {error ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : null}
      {!rows && !error ? <Loading /> : null}
      {rows?.length === 0 ? (
        <Empty title={t('signals.none')}>
          <p>{t('empty.narrowed')}</p>
        </Empty>
      ) : null}
      {rows && rows.length > 0 ? <SignalTable signals={rows} /> : null}
    </>
  );
}
