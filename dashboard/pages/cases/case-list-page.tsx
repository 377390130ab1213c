import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import type { Case } from '../../../server/contract/case.js';
import { getCaseClocks, getCases } from '../../api/cases.js';
import { Button } from '../../components/button.js';
import { type Column, DataTable } from '../../components/data-table.js';
import { LevelMark } from '../../components/level.js';
import { LoadMore } from '../../components/load-more.js';
import { Empty, ErrorNotice, Loading } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { SearchText } from '../../components/search-text.js';
import { Time } from '../../components/time.js';
import { Toggles } from '../../components/toggles.js';
import { type Messages, useMessages } from '../../i18n/messages.js';
import { NewCaseDialog } from './case-dialogs.js';
import { useCaseFilter, usualStates } from './case-filter.js';
import { CaseStateMark } from './case-state-mark.js';
import { caseStates, useCaseRights } from './case-words.js';
import { ClockBoard } from './clock-board.js';
import { ClockMark, isPending } from './clock-mark.js';
import { useNow } from './use-now.js';

const refreshMs = 30_000;
const order = ['low', 'medium', 'high', 'critical'];

function columns({ t, number }: Messages, now: number): Column<Case>[] {
  return [
    {
      id: 'key',
      header: t('cases.key'),
      value: ({ key }) => key,
      cell: ({ key }) => <span className="gw-mono gw-nowrap">{key}</span>,
    },
    {
      id: 'title',
      header: t('cases.case'),
      rowHeader: true,
      value: ({ title }) => title,
      cell: ({ id, title, category, lead }) => (
        <>
          <Link to={`/cases/${id}`} className="gw-table__link">
            {title}
          </Link>
          <span className="gw-muted gw-block">
            {t(`cases.categories.${category}.name`)}
            {lead ? ` · ${lead}` : ''}
          </span>
        </>
      ),
    },
    {
      id: 'severity',
      header: t('cases.severity'),
      value: ({ severity }) => order.indexOf(severity),
      cell: ({ severity }) => <LevelMark level={severity} />,
    },
    {
      id: 'state',
      header: t('cases.state_label'),
      value: ({ state }) => caseStates.indexOf(state),
      cell: ({ state }) => <CaseStateMark state={state} />,
    },
    {
      id: 'clock',
      header: t('cases.next_clock'),
      value: ({ clocks }) => clocks.find(isPending)?.due_at ?? '9999',
      cell: ({ clocks }) => {
        const next = clocks.find(isPending);
        return next ? <ClockMark clock={next} now={now} /> : '–';
      },
    },
    {
      id: 'tasks',
      header: t('cases.open_tasks'),
      align: 'end',
      minor: true,
      value: ({ tasks_open }) => tasks_open,
      cell: ({ tasks_open }) => number(tasks_open),
    },
    {
      id: 'alerts',
      header: t('cases.alerts'),
      align: 'end',
      minor: true,
      value: ({ alerts }) => alerts,
      cell: ({ alerts }) => number(alerts),
    },
    {
      id: 'opened',
      header: t('cases.opened'),
      minor: true,
      value: ({ opened_at }) => opened_at,
      cell: ({ opened_at }) => <Time at={opened_at} />,
    },
  ];
}

/** Incidents that people handle; the clocks that run stand first. */
export default function CaseListPage() {
  const messages = useMessages();
  const { t } = messages;
  const now = useNow();
  const rights = useCaseRights();
  const { state, text, isUsual, change } = useCaseFilter();
  const [adding, setAdding] = useState(false);
  const clocks = useQuery({
    queryKey: ['cases', 'clocks'],
    queryFn: ({ signal }) => getCaseClocks(signal),
    refetchInterval: refreshMs,
  });
  const filter = { state, q: text.trim() };
  const list = useInfiniteQuery({
    queryKey: ['cases', 'list', filter],
    queryFn: ({ pageParam, signal }) => getCases(filter, pageParam ?? undefined, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    refetchInterval: refreshMs,
  });
  const items = list.data?.pages.flatMap((page) => page.items);
  const error = clocks.error ?? list.error;
  return (
    <Page
      title={t('cases.title')}
      actions={
        <div className="gw-toolbar gw-toolbar--end">
          <Link to="/cases/deadlines" className="gw-toolbar__link">
            {t('cases.deadlines')}
          </Link>
          {rights.work ? (
            <Button
              small
              variant="primary"
              icon="add"
              label={t('cases.new')}
              onPress={() => setAdding(true)}
            />
          ) : null}
        </div>
      }
    >
      <p className="gw-lead">{t('cases.lead_text')}</p>
      {error ? (
        <ErrorNotice
          error={error}
          onRetry={() => {
            void clocks.refetch();
            void list.refetch();
          }}
        />
      ) : null}
      {clocks.data ? <ClockBoard clocks={clocks.data.items} now={now} /> : null}
      <div className="gw-filters">
        <Toggles
          label={t('cases.state_label')}
          options={caseStates.map((value) => ({ value, label: t(`cases.state.${value}`) }))}
          selected={state}
          onChange={(next) => change({ state: next })}
        />
        <SearchText label={t('cases.search')} value={text} onChange={(next) => change({ text: next })} />
      </div>
      {!items && !list.error ? <Loading rows={4} /> : null}
      {items && items.length > 0 ? (
        <DataTable
          caption={t('cases.title')}
          columns={columns(messages, now)}
          rows={items}
          rowId={({ id }) => id}
          initialSort={{ id: 'clock', desc: false }}
        />
      ) : null}
      <LoadMore list={list} />
      {items?.length === 0 ? (
        <Empty icon="cases" title={t(isUsual ? 'cases.none' : 'cases.none_found')}>
          <p>{t(isUsual ? 'cases.none_text' : 'empty.narrowed')}</p>
          {isUsual ? null : (
            <Button
              small
              label={t('action.reset_filter')}
              onPress={() => change({ state: usualStates, text: '' })}
            />
          )}
        </Empty>
      ) : null}
      <NewCaseDialog isOpen={adding} onClose={() => setAdding(false)} />
    </Page>
  );
}
