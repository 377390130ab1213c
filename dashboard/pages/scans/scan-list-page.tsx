import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { FileTrigger } from 'react-aria-components';
import { Link, useNavigate } from 'react-router';
import type { ScanImport } from '../../../server/contract/scan.js';
import { getScans, importScan } from '../../api/scans.js';
import { Button } from '../../components/button.js';
import { type Column, DataTable } from '../../components/data-table.js';
import { Empty, ErrorNotice, Loading } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { Tabs } from '../../components/tabs.js';
import { Time } from '../../components/time.js';
import { type Messages, useMessages } from '../../i18n/messages.js';
import { DomainSelect, useDomain } from '../structure/use-domain.js';
import { useMayChange } from '../structure/use-may-change.js';
import { KeyTab } from './key-tab.js';

function columns({ t, number }: Messages): Column<ScanImport>[] {
  return [
    {
      id: 'finished',
      header: t('scans.finished'),
      value: ({ finished_at }) => finished_at,
      cell: ({ finished_at }) => <Time at={finished_at} full />,
    },
    {
      id: 'host',
      header: t('scans.host'),
      rowHeader: true,
      value: ({ hosts, file_name }) => hosts[0] ?? file_name,
      cell: ({ id, hosts, file_name }) => (
        <Link to={`/scans/${id}`} className="gw-table__link">
          {hosts[0] ?? file_name}
        </Link>
      ),
    },
    {
      id: 'target',
      header: t('scans.target'),
      value: ({ target_name }) => target_name ?? '',
      cell: ({ target_name }) =>
        target_name ?? <span className="gw-tag gw-tag--warning">{t('scans.unassigned')}</span>,
    },
    {
      id: 'tool',
      header: t('scans.tool'),
      minor: true,
      value: ({ tool }) => tool,
      cell: ({ tool, tool_version }) => `${tool} ${tool_version}`,
    },
    {
      id: 'fail',
      header: t('scans.failed'),
      align: 'end',
      value: ({ counts }) => counts.fail,
      cell: ({ counts }) => (
        <span className={counts.fail > 0 ? 'gw-figure--warning' : undefined}>{number(counts.fail)}</span>
      ),
    },
    {
      id: 'pass',
      header: t('scans.passed'),
      align: 'end',
      value: ({ counts }) => counts.pass + counts.fixed,
      cell: ({ counts }) => number(counts.pass + counts.fixed),
    },
  ];
}

/** Imported scans of hosts: OpenSCAP, Lynis, and our own scripts. */
export default function ScanListPage() {
  const messages = useMessages();
  const { t } = messages;
  const mayChange = useMayChange();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const choice = useDomain();
  const { ref } = choice;
  const [tab, setTab] = useState<'scans' | 'keys'>('scans');
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ['scans', ref?.domain],
    queryFn: ({ signal, pageParam }) => getScans(ref!, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    enabled: ref !== undefined,
  });
  const upload = useMutation({
    mutationFn: (file: File) => importScan(ref!, file),
    async onSuccess({ scan }) {
      await queries.invalidateQueries({ queryKey: ['scans'] });
      void navigate(`/scans/${scan.id}`);
    },
  });
  const failure = choice.error ?? error;
  const scans = data?.pages.flatMap(({ items }) => items);
  const list = (
    <div className="gw-stack">
      {!scans && !failure ? <Loading rows={4} /> : null}
      {scans && scans.length > 0 ? (
        <DataTable
          caption={t('scans.title')}
          columns={columns(messages)}
          rows={scans}
          rowId={({ id }) => id}
        />
      ) : null}
      {hasNextPage ? (
        <Button label={t('scans.more')} isPending={isFetchingNextPage} onPress={() => void fetchNextPage()} />
      ) : null}
      {scans?.length === 0 ? (
        <Empty icon="scans" title={t('scans.none')}>
          <p>{t('scans.none_text')}</p>
        </Empty>
      ) : null}
    </div>
  );
  return (
    <Page
      title={t('scans.title')}
      term="prueflauf"
      actions={
        <div className="gw-toolbar gw-toolbar--end">
          <DomainSelect choice={choice} />
          {mayChange && ref ? (
            <FileTrigger
              onSelect={(files) => {
                if (files?.[0]) upload.mutate(files[0]);
              }}
            >
              <Button
                small
                variant="primary"
                icon="add"
                label={t('scans.import')}
                isPending={upload.isPending}
              />
            </FileTrigger>
          ) : null}
        </div>
      }
    >
      <p className="gw-lead">{t('scans.lead')}</p>
      {upload.error ? <ErrorNotice error={upload.error} /> : null}
      {failure ? (
        <ErrorNotice
          error={failure}
          onRetry={() => {
            choice.retry();
            void refetch();
          }}
        />
      ) : null}
      {ref ? (
        <Tabs
          label={t('scans.title')}
          selected={tab}
          onSelect={(id) => setTab(id)}
          tabs={[
            { id: 'scans', label: t('scans.tab'), content: list },
            { id: 'keys', label: t('scans.keys'), content: <KeyTab tenant={ref.tenant} /> },
          ]}
        />
      ) : null}
    </Page>
  );
}
