import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'react-router';
import { getExportKinds, getExports } from '../../api/reports.js';
import { ErrorNotice, Loading } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { Tabs } from '../../components/tabs.js';
import { useMessages } from '../../i18n/messages.js';
import { DomainSelect, useDomain } from '../structure/use-domain.js';
import { ExportTable } from './export-table.js';
import { GuidelineTab } from './guideline-tab.js';
import { OrderForm } from './order-form.js';

const idleMs = 15_000;
const busyMs = 1000;

/** Reference documents and other reports: what can be made, what was made, and the guidelines of A.0. */
export default function ReportPage() {
  const { t, number } = useMessages();
  const choice = useDomain();
  const { ref } = choice;
  const [search, setSearch] = useSearchParams();
  const tab = search.get('tab') === 'guidelines' ? 'guidelines' : 'exports';
  const kinds = useQuery({
    queryKey: ['reports', 'kinds'],
    queryFn: ({ signal }) => getExportKinds(signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const made = useQuery({
    queryKey: ['reports', 'exports', ref?.domain],
    queryFn: ({ signal }) => getExports(ref!, signal),
    enabled: ref !== undefined,
    refetchInterval: ({ state }) =>
      state.data?.items.some(({ ended_at }) => ended_at === null) ? busyMs : idleMs,
  });
  const failure = choice.error ?? kinds.error ?? made.error;
  return (
    <Page
      title={t('report.title')}
      term="referenzdokumente"
      actions={
        <div className="gw-toolbar gw-toolbar--end">
          <DomainSelect choice={choice} />
        </div>
      }
    >
      {failure ? (
        <ErrorNotice
          error={failure}
          onRetry={() => {
            choice.retry();
            void kinds.refetch();
            void made.refetch();
          }}
        />
      ) : null}
      {!failure && !(kinds.data && made.data && ref) ? <Loading rows={4} /> : null}
      {kinds.data && made.data && ref ? (
        <Tabs
          label={t('report.tabs')}
          selected={tab}
          onSelect={(id) => setSearch(id === 'exports' ? {} : { tab: id }, { replace: true })}
          tabs={[
            {
              id: 'exports',
              label: t('report.tab_exports'),
              content: (
                <div className="gw-stack">
                  <p className="gw-lead">{t('report.lead', { days: number(made.data.keep_days) })}</p>
                  <OrderForm domain={ref} kinds={kinds.data.items} wanted={search.get('report')} />
                  <ExportTable list={made.data} kinds={kinds.data.items} />
                </div>
              ),
            },
            {
              id: 'guidelines',
              label: t('report.tab_guidelines'),
              content: <GuidelineTab domain={ref} />,
            },
          ]}
        />
      ) : null}
    </Page>
  );
}
