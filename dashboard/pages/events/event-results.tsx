import { useInfiniteQuery } from '@tanstack/react-query';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { EventDocument } from '../../../server/contract/event.js';
import { type EventSearch, getEvents } from '../../api/events.js';
import { Button } from '../../components/button.js';
import { Empty, ErrorNotice, Loading } from '../../components/notice.js';
import { useMessages } from '../../i18n/messages.js';
import { EventRow } from './event-row.js';

interface EventResultsProps {
  search: EventSearch;
  onFilter(field: string, value: string, exclude: boolean): void;
}
const columns = ['expand', 'time', 'host', 'dataset', 'message'] as const;
const estimatedRowPx = 36;

/** @returns where the first row begins in the document, and the height of the column headers above it */
function measureTable(table: HTMLTableElement | null): { top: number; head: number } {
  const head = table?.tHead?.offsetHeight ?? 0;
  const top = table ? table.getBoundingClientRect().top + window.scrollY + head : 0;
  return { top: Math.round(top), head };
}

function EventTable({
  events,
  onFilter,
}: {
  events: readonly EventDocument[];
  onFilter: EventResultsProps['onFilter'];
}) {
  const { t } = useMessages();
  const table = useRef<HTMLTableElement>(null);
  const [{ top, head }, setOffsets] = useState({ top: 0, head: 0 });
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  useLayoutEffect(() => {
    const next = measureTable(table.current);
    if (next.top !== top || next.head !== head) setOffsets(next);
  });
  const rows = useWindowVirtualizer({
    count: events.length,
    estimateSize: () => estimatedRowPx,
    getItemKey: (index) => events[index]!.id,
    overscan: 15,
    scrollMargin: top,
  });
  const toggle = (id: string) =>
    setOpen((before) => {
      const next = new Set(before);
      if (!next.delete(id)) next.add(id);
      return next;
    });

  return (
    <table
      ref={table}
      aria-label={t('events.results')}
      aria-rowcount={events.length + 1}
      className="gw-event-table"
      style={{ height: head + rows.getTotalSize() }}
    >
      <thead className="gw-event-table__head">
        <tr aria-rowindex={1} className="gw-event-row">
          {columns.map((column) => (
            <th key={column} scope="col" className={`gw-event-row__${column}`}>
              <span className={column === 'expand' ? 'kern-sr-only' : undefined}>
                {t(`events.column.${column}`)}
              </span>
            </th>
          ))}
        </tr>
      </thead>
      {rows.getVirtualItems().map((item) => {
        const event = events[item.index]!;
        return (
          <tbody
            key={item.key}
            data-index={item.index}
            ref={rows.measureElement}
            className="gw-event-table__item"
            style={{ transform: `translateY(${item.start - top + head}px)` }}
          >
            <EventRow
              event={event}
              position={item.index + 2}
              open={open.has(event.id)}
              onToggle={toggle}
              onFilter={onFilter}
            />
          </tbody>
        );
      })}
    </table>
  );
}

/** The events that the search finds, newest first; more are loaded on demand. */
export function EventResults({ search, onFilter }: EventResultsProps) {
  const { t } = useMessages();
  const query = useInfiniteQuery({
    queryKey: ['events', 'search', search],
    queryFn: ({ pageParam, signal }) => getEvents(search, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const end = useRef<HTMLDivElement>(null);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  useEffect(() => {
    if (!hasNextPage || isFetchingNextPage || end.current === null) return;
    const observer = new IntersectionObserver(([entry]) => {
      if (entry?.isIntersecting) void fetchNextPage();
    });
    observer.observe(end.current);
    return () => observer.disconnect();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);

  if (query.isPending) return <Loading rows={12} />;
  if (query.isError) return <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />;
  const events = query.data.pages.flatMap((page) => page.items);
  if (events.length === 0) {
    return (
      <Empty icon="search" title={t('events.empty')}>
        <p>{t('events.empty_text')}</p>
      </Empty>
    );
  }
  return (
    <>
      <EventTable events={events} onFilter={onFilter} />
      <div ref={end} className="gw-load-more">
        {hasNextPage ? (
          <Button
            small
            label={t('action.load_more')}
            isPending={isFetchingNextPage}
            onPress={() => void fetchNextPage()}
          />
        ) : (
          <p className="gw-muted">{t('events.end')}</p>
        )}
      </div>
    </>
  );
}
