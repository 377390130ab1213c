import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import type { DueFilter, Measure, MeasureOrigin } from '../../../server/contract/plan.js';
import { getMeasures, getPlanOverview } from '../../api/plan.js';
import { Button } from '../../components/button.js';
import { SelectField } from '../../components/fields.js';
import { LoadMore } from '../../components/load-more.js';
import { Empty, ErrorNotice, Loading } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { TableSearch } from '../../components/table-search.js';
import { Toggles } from '../../components/toggles.js';
import { useSettled } from '../../components/use-settled.js';
import { useMessages } from '../../i18n/messages.js';
import { today as todayHere } from '../../i18n/zoned-time.js';
import { DomainSelect, useDomain } from '../structure/use-domain.js';
import { useMayChange } from '../structure/use-may-change.js';
import { useStructure } from '../structure/use-structure.js';
import { BulkBar } from './bulk-bar.js';
import { BurnDownChart } from './burn-down-chart.js';
import { MeasureDialog } from './measure-dialog.js';
import type { NewMeasureFor } from './measure-form.js';
import { MeasureTable } from './measure-table.js';
import { PlanFigures } from './plan-figures.js';
import { PlanViews } from './plan-views.js';
import { dueFilters, measureOrigins } from './plan-words.js';

const pageLimit = 200;
const shownStates = {
  todo: ['open', 'in_progress'],
  closed: ['done', 'accepted', 'obsolete'],
  all: [],
} as const;
type Shown = keyof typeof shownStates;
const views = ['list', 'board', 'timeline', 'load'] as const;

/** The implementation plan (Realisierungsplan): what is to be done first, by whom, until when, and how it goes on. */
export default function PlanPage() {
  const { t } = useMessages();
  const mayChange = useMayChange();
  const choice = useDomain();
  const { ref } = choice;
  const { byId } = useStructure(ref);
  const [parameters, setParameters] = useSearchParams();
  const view = views.find((each) => each === parameters.get('view')) ?? 'list';
  const [text, setText] = useState('');
  const [shown, setShown] = useState<Shown>('todo');
  const [origin, setOrigin] = useState<MeasureOrigin | 'all'>('all');
  // In the address, so that the overview leads to what it counted.
  const due: DueFilter | 'all' = dueFilters.find((each) => each === parameters.get('due')) ?? 'all';
  const setParameter = (name: 'view' | 'due', value: string | undefined): void =>
    setParameters(
      (before) => {
        const next = new URLSearchParams(before);
        if (value === undefined) next.delete(name);
        else next.set(name, value);
        return next;
      },
      { replace: true },
    );
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [editing, setEditing] = useState<Measure | NewMeasureFor>();
  const overview = useQuery({
    queryKey: ['plan', 'overview', ref?.domain],
    queryFn: ({ signal }) => getPlanOverview(ref!, signal),
    enabled: ref !== undefined,
  });
  const found = {
    q: useSettled(text.trim()),
    origin: origin === 'all' ? undefined : [origin],
    due: due === 'all' ? undefined : due,
  };
  const filter = { ...found, state: shownStates[shown], limit: pageLimit };
  const today = todayHere();
  const list = useInfiniteQuery({
    queryKey: ['plan', 'list', ref?.domain, filter],
    queryFn: ({ pageParam, signal }) => getMeasures(ref!, { ...filter, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    enabled: ref !== undefined && view === 'list',
    placeholderData: keepPreviousData,
  });
  const measures = list.data?.pages.flatMap(({ items }) => items);
  const isFiltered = text.trim() !== '' || origin !== 'all' || due !== 'all' || shown !== 'todo';
  const error = choice.error ?? overview.error ?? list.error;
  const toggle = (id: string): void => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    setChosen(next);
  };
  return (
    <Page
      title={t('plan.title')}
      term="realisierungsplan"
      actions={
        <div className="gw-toolbar gw-toolbar--end">
          <DomainSelect choice={choice} />
          {view === 'list' ? null : <Button small label={t('plan.print')} onPress={() => window.print()} />}
          {mayChange && ref ? (
            <Button
              small
              variant="primary"
              icon="add"
              label={t('plan.add')}
              onPress={() => setEditing({ title: '' })}
            />
          ) : null}
        </div>
      }
    >
      <p className="gw-lead">{t('plan.lead')}</p>
      {error ? (
        <ErrorNotice
          error={error}
          onRetry={() => {
            choice.retry();
            void overview.refetch();
            if (view === 'list') void list.refetch();
          }}
        />
      ) : null}
      {overview.data && view === 'list' ? (
        <section className="gw-panel gw-plan-state" aria-label={t('plan.burn_down')}>
          <PlanFigures overview={overview.data} />
          {overview.data.burn_down.length > 1 ? <BurnDownChart points={overview.data.burn_down} /> : null}
        </section>
      ) : null}
      <div className="gw-toolbar gw-noprint">
        <Toggles
          single
          label={t('plan.view')}
          options={views.map((value) => ({ value, label: t(`plan.view.${value}`) }))}
          selected={[view]}
          onChange={([next]) => setParameter('view', next === 'list' ? undefined : next)}
        />
        <TableSearch label={t('plan.search')} value={text} onChange={setText} />
        {view === 'list' ? (
          <Toggles
            single
            label={t('plan.state')}
            options={(['todo', 'closed', 'all'] as const).map((value) => ({
              value,
              label: t(`plan.shown.${value}`),
            }))}
            selected={[shown]}
            onChange={([next]) => setShown(next ?? 'todo')}
          />
        ) : null}
        <SelectField
          hideLabel
          label={t('plan.origin')}
          value={origin}
          options={(['all', ...measureOrigins] as const).map((value) => ({
            value,
            label: t(`plan.origin.${value}`),
          }))}
          onChange={(next) => setOrigin(next)}
        />
        <SelectField
          hideLabel
          label={t('plan.deadline')}
          value={due}
          options={(['all', ...dueFilters] as const).map((value) => ({
            value,
            label: t(`plan.due.${value}`),
          }))}
          onChange={(next) => setParameter('due', next === 'all' ? undefined : next)}
        />
      </div>
      {view === 'list' || !ref ? null : (
        <PlanViews
          view={view}
          domain={ref}
          filter={found}
          byId={byId}
          mayChange={mayChange}
          onOpen={setEditing}
          onPerson={(responsible) => {
            setText(responsible);
            setParameter('view', 'timeline');
          }}
        />
      )}
      {view === 'list' && chosen.size > 0 && measures ? (
        <BulkBar chosen={measures.filter(({ id }) => chosen.has(id))} onDone={() => setChosen(new Set())} />
      ) : null}
      {view === 'list' && !measures && !error ? <Loading rows={8} /> : null}
      {view === 'list' && measures && measures.length > 0 ? (
        <MeasureTable
          measures={measures}
          byId={byId}
          today={today}
          onEdit={mayChange ? setEditing : undefined}
          selection={mayChange ? { chosen, toggle } : undefined}
        />
      ) : null}
      {view === 'list' ? <LoadMore list={list} /> : null}
      {view === 'list' && measures?.length === 0 ? (
        <Empty icon="plan" title={t(isFiltered ? 'plan.empty_filtered' : 'plan.empty')}>
          <p>{t(isFiltered ? 'empty.narrowed' : 'plan.empty_text')}</p>
          {isFiltered ? null : <Link to="/check">{t('plan.empty_to_check')}</Link>}
        </Empty>
      ) : null}
      <MeasureDialog domain={ref} edited={editing} onClose={() => setEditing(undefined)} />
    </Page>
  );
}
