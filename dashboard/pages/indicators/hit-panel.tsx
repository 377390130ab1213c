import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { IndicatorHit } from '../../../server/contract/indicator.js';
import { getIndicatorHits } from '../../api/indicators.js';
import { Button } from '../../components/button.js';
import { type Column, DataTable } from '../../components/data-table.js';
import { Empty, ErrorNotice, Loading } from '../../components/notice.js';
import { Time } from '../../components/time.js';
import { type Messages, useMessages } from '../../i18n/messages.js';

const marginMs = 60_000;

/** @returns the address of the search that finds the event */
function eventOf({ event_id, event_time }: IndicatorHit): string {
  const time = Date.parse(event_time);
  return `/events?${new URLSearchParams({
    q: `id:${event_id}`,
    from: new Date(time - marginMs).toISOString(),
    to: new Date(time + marginMs).toISOString(),
  })}`;
}

function columns({ t }: Messages): Column<IndicatorHit>[] {
  return [
    {
      id: 'time',
      header: t('indicators.event_time'),
      rowHeader: true,
      cell: (hit) => (
        <Link className="gw-table__link" to={eventOf(hit)}>
          <Time at={hit.event_time} full />
        </Link>
      ),
    },
    {
      id: 'value',
      header: t('indicators.value'),
      cell: ({ kind, value }) => (
        <>
          <span className="gw-mono gw-indicator">{value}</span>
          <span className="gw-muted gw-block">{t(`indicators.kind.${kind}`)}</span>
        </>
      ),
    },
    { id: 'host', header: t('indicators.host'), cell: ({ host }) => host ?? '–' },
    {
      id: 'field',
      header: t('indicators.field'),
      cell: ({ field }) => <span className="gw-mono">{field}</span>,
      minor: true,
    },
    {
      id: 'dataset',
      header: t('sources.column.dataset'),
      cell: ({ dataset }) => <span className="gw-mono">{dataset}</span>,
      minor: true,
    },
    {
      id: 'origin',
      header: t('indicators.origin'),
      cell: ({ origin }) => t(`indicators.origin.${origin}`),
      minor: true,
    },
  ];
}

/** Events with an indicator, the latest first. */
export function HitPanel({ tenant, list, refreshMs }: { tenant: string; list: string; refreshMs: number }) {
  const messages = useMessages();
  const { t } = messages;
  const pages = useInfiniteQuery({
    queryKey: ['indicators', tenant, list, 'hits'],
    queryFn: ({ pageParam, signal }) => getIndicatorHits(tenant, list, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    refetchInterval: refreshMs,
  });
  const hits = pages.data?.pages.flatMap(({ items }) => items);
  if (pages.error && !hits) return <ErrorNotice error={pages.error} onRetry={() => void pages.refetch()} />;
  if (!hits) return <Loading />;
  if (hits.length === 0) {
    return (
      <Empty title={t('indicators.no_hit')}>
        <p>{t('indicators.no_hit_text')}</p>
      </Empty>
    );
  }
  return (
    <>
      <DataTable
        caption={t('indicators.hits')}
        columns={columns(messages)}
        rows={hits}
        rowId={({ event_id, kind, value }) => `${event_id} ${kind} ${value}`}
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
