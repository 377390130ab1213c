import { useInfiniteQuery } from '@tanstack/react-query';
import type { Deletion } from '../../../server/contract/retention.js';
import { getDeletions } from '../../api/retention.js';
import { Button } from '../../components/button.js';
import { type Column, DataTable } from '../../components/data-table.js';
import { Empty, ErrorNotice, Loading } from '../../components/notice.js';
import { Time } from '../../components/time.js';
import { type Messages, useMessages } from '../../i18n/messages.js';

function columns({ t, number }: Messages): Column<Deletion>[] {
  return [
    {
      id: 'at',
      header: t('storage.deletion.at'),
      rowHeader: true,
      value: ({ id }) => Number(id),
      cell: ({ at }) => <Time at={at} full />,
    },
    {
      id: 'rule',
      header: t('storage.rule'),
      cell: ({ cause, rule }) => (
        <>
          {t(`storage.cause.${cause}`)} <span className="gw-mono gw-block">{rule}</span>
        </>
      ),
    },
    {
      id: 'events',
      header: t('storage.deletion.events'),
      cell: ({ time_from, time_to }) => (
        <>
          <Time at={time_from} full /> – <Time at={time_to} full />
        </>
      ),
      minor: true,
    },
    {
      id: 'rows_deleted',
      header: t('storage.deletion.deleted'),
      align: 'end',
      value: ({ rows_deleted }) => rows_deleted,
      cell: ({ rows_deleted }) => number(rows_deleted),
    },
    {
      id: 'kept',
      header: t('storage.deletion.kept'),
      align: 'end',
      cell: ({ kept_for_alerts, kept_for_holds }) =>
        kept_for_alerts + kept_for_holds === 0
          ? '–'
          : t('storage.deletion.kept_counts', {
              alerts: number(kept_for_alerts),
              holds: number(kept_for_holds),
            }),
      minor: true,
    },
    {
      id: 'sha256',
      header: t('storage.deletion.hash'),
      cell: ({ sha256_before, sha256_after }) => (
        <span className="gw-mono" title={`${sha256_before} → ${sha256_after ?? '–'}`}>
          {sha256_before.slice(0, 12)} → {sha256_after?.slice(0, 12) ?? '–'}
        </span>
      ),
      minor: true,
    },
  ];
}

/** What was deleted, by which rule, and from which segments; nothing of it can be changed. */
export function DeletionPanel({ tenant }: { tenant: string }) {
  const messages = useMessages();
  const { t } = messages;
  const pages = useInfiniteQuery({
    queryKey: ['retention', tenant, 'deletions'],
    queryFn: ({ pageParam, signal }) => getDeletions(tenant, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
  });
  const rows = pages.data?.pages.flatMap(({ items }) => items);
  if (pages.error && !rows) return <ErrorNotice error={pages.error} onRetry={() => void pages.refetch()} />;
  if (!rows) return <Loading rows={4} />;
  if (rows.length === 0) {
    return (
      <Empty title={t('storage.no_deletion')}>
        <p>{t('storage.no_deletion_text')}</p>
      </Empty>
    );
  }
  return (
    <>
      <DataTable
        caption={t('storage.tab.deletions')}
        columns={columns(messages)}
        rows={rows}
        rowId={({ id }) => id}
      />
      {pages.hasNextPage ? (
        <Button
          label={t('action.load_more')}
          isPending={pages.isFetchingNextPage}
          onPress={() => void pages.fetchNextPage()}
        />
      ) : null}
    </>
  );
}
