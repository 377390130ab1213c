import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { Link } from 'react-router';
import type { Letter, LetterState, NoticeRow } from '../../../server/contract/notification-letters.js';
import { decideLetter, getLetters, getWaitingNotices } from '../../api/notifications.js';
import { Button } from '../../components/button.js';
import { type Column, DataTable } from '../../components/data-table.js';
import { SelectField } from '../../components/fields.js';
import { LoadMore } from '../../components/load-more.js';
import { Empty, ErrorNotice, Loading } from '../../components/notice.js';
import { Time } from '../../components/time.js';
import { type Messages, useMessages } from '../../i18n/messages.js';
import { useManages } from './plan-draft.js';

type Filter = LetterState | 'all' | 'waiting';
const filters: readonly Filter[] = ['all', 'dead', 'queued', 'sent', 'discarded', 'waiting'];

/** @returns what a message tells, in a line */
function subjectOf({ kind, content }: Letter, { t, language, number }: Messages): string {
  const first = content.notices[0];
  if (kind !== 'single' || first === undefined) {
    return t(`notify.letter.${kind}`, { count: number(content.total) });
  }
  return (language === 'de' ? first.title_de : null) ?? first.title;
}

function letterColumns(
  messages: Messages,
  actions: ((letter: Letter) => ReactNode) | undefined,
): Column<Letter>[] {
  const { t } = messages;
  return [
    {
      id: 'at',
      header: t('notify.column.at'),
      value: ({ created_at }) => created_at,
      cell: ({ created_at }) => <Time at={created_at} full />,
    },
    {
      id: 'subject',
      header: t('notify.column.message'),
      rowHeader: true,
      cell: (letter) => {
        const alert = letter.kind === 'single' ? letter.content.notices[0]?.alert : null;
        const subject = subjectOf(letter, messages);
        return alert ? <Link to={`/alerts/${alert}`}>{subject}</Link> : subject;
      },
    },
    {
      id: 'channel',
      header: t('notify.channel'),
      value: ({ channel_name }) => channel_name,
      cell: ({ channel_name, recipients }) => (
        <>
          {channel_name}
          {recipients.length > 0 ? <span className="gw-block gw-muted">{recipients.join(', ')}</span> : null}
        </>
      ),
      minor: true,
    },
    {
      id: 'state',
      header: t('notify.column.state'),
      value: ({ state }) => state,
      cell: (letter) => <LetterStateText letter={letter} />,
    },
    ...(actions ? [{ id: 'actions', header: t('table.actions'), align: 'end' as const, cell: actions }] : []),
  ];
}

const marks: Record<LetterState, string> = {
  queued: 'acknowledged',
  sent: 'active',
  dead: 'quarantined',
  discarded: 'closed',
};

function LetterStateText({ letter: { state, last_error, attempts, next_attempt_at } }: { letter: Letter }) {
  const { t, dateTime, number } = useMessages();
  return (
    <>
      <span className={`gw-state gw-state--${marks[state]}`}>{t(`notify.state.${state}`)}</span>
      {state === 'queued' && next_attempt_at && attempts > 0 ? (
        <span className="gw-block gw-muted">
          {t('notify.next_attempt', { count: number(attempts), at: dateTime(next_attempt_at) })}
        </span>
      ) : null}
      {last_error ? <span className="gw-block gw-muted">{last_error}</span> : null}
    </>
  );
}

/** Messages that were sent, are on their way or were given up, and what waits to be told. */
export function LetterPanel({ tenant }: { tenant: string }) {
  const { t } = useMessages();
  const [filter, setFilter] = useState<Filter>('all');
  return (
    <div className="gw-stack">
      <div className="gw-toolbar">
        <SelectField
          label={t('notify.show')}
          value={filter}
          options={filters.map((value) => ({ value, label: t(`notify.state.${value}`) }))}
          onChange={(next: Filter) => setFilter(next)}
        />
      </div>
      {filter === 'waiting' ? (
        <WaitingList tenant={tenant} />
      ) : (
        <LetterList tenant={tenant} state={filter === 'all' ? undefined : filter} />
      )}
    </div>
  );
}

function LetterList({ tenant, state }: { tenant: string; state: LetterState | undefined }) {
  const messages = useMessages();
  const { t } = messages;
  const manages = useManages();
  const queries = useQueryClient();
  const pages = useInfiniteQuery({
    queryKey: ['notifications', tenant, 'letters', state],
    queryFn: ({ pageParam, signal }) => getLetters(tenant, { state, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    refetchInterval: 15_000,
  });
  const decide = useMutation({
    mutationFn: ({ id, action }: { id: string; action: 'resend' | 'discard' }) =>
      decideLetter(tenant, id, action),
    onSettled: () => queries.invalidateQueries({ queryKey: ['notifications', tenant] }),
  });
  const actions = (letter: Letter) =>
    letter.state === 'dead'
      ? (['resend', 'discard'] as const).map((action) => (
          <Button
            key={action}
            small
            variant="tertiary"
            label={t(`notify.${action}`)}
            aria-label={t(`notify.${action}_this`, { name: subjectOf(letter, messages) })}
            onPress={() => decide.mutate({ id: letter.id, action })}
          />
        ))
      : null;
  const rows = pages.data?.pages.flatMap(({ items }) => items);
  if (pages.error && !rows) return <ErrorNotice error={pages.error} onRetry={() => void pages.refetch()} />;
  if (!rows) return <Loading rows={4} />;
  if (rows.length === 0)
    return (
      <Empty title={t('notify.no_letter')}>
        <p>{t('notify.no_letter_text')}</p>
      </Empty>
    );
  return (
    <>
      {decide.isError ? <ErrorNotice error={decide.error} /> : null}
      <DataTable
        caption={t('notify.tab.letters')}
        columns={letterColumns(messages, manages ? actions : undefined)}
        rows={rows}
        rowId={({ id }) => id}
      />
      <LoadMore list={pages} />
    </>
  );
}

function WaitingList({ tenant }: { tenant: string }) {
  const { t, language } = useMessages();
  const pages = useInfiniteQuery({
    queryKey: ['notifications', tenant, 'waiting'],
    queryFn: ({ pageParam, signal }) => getWaitingNotices(tenant, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    refetchInterval: 15_000,
  });
  const rows = pages.data?.pages.flatMap(({ items }) => items);
  if (pages.error && !rows) return <ErrorNotice error={pages.error} onRetry={() => void pages.refetch()} />;
  if (!rows) return <Loading rows={4} />;
  if (rows.length === 0) return <Empty title={t('notify.nothing_waits')} />;
  const columns: Column<NoticeRow>[] = [
    {
      id: 'title',
      header: t('notify.column.message'),
      rowHeader: true,
      cell: ({ notice }) => (language === 'de' ? notice.title_de : null) ?? notice.title,
    },
    { id: 'entity', header: t('notify.entity'), cell: ({ notice }) => notice.entity, minor: true },
    { id: 'channel', header: t('notify.channel'), cell: ({ channel_name }) => channel_name },
    {
      id: 'why',
      header: t('notify.column.state'),
      cell: ({ state, due_at }) => (
        <>
          {t(state === 'digest' ? 'notify.digest' : 'notify.held')}
          {state === 'digest' ? (
            <span className="gw-block gw-muted">
              <Time at={due_at} full />
            </span>
          ) : null}
        </>
      ),
    },
  ];
  return (
    <>
      <DataTable caption={t('notify.state.waiting')} columns={columns} rows={rows} rowId={({ id }) => id} />
      <LoadMore list={pages} />
    </>
  );
}
