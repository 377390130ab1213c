import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { EventDocument } from '../../../server/contract/event.js';
import type { EventPage } from '../../api/events.js';
import { Button } from '../../components/button.js';
import { Empty, ErrorNotice, Loading, Notice } from '../../components/notice.js';
import { type MessageKey, useMessages } from '../../i18n/messages.js';
import { columnClass, EventRow } from './event-row.js';
import type { SearchState } from './search-state.js';
import type { EventPages } from './use-event-pages.js';

interface EventResultsProps {
  pages: EventPages;
  /** Fields that are shown beside the time. */
  columns: readonly string[];
  onFilter(field: string, value: string, exclude: boolean): void;
  onChange(change: Partial<SearchState>): void;
}
const estimatedRowPx = 36;

/** @returns where the first row begins in the document, and the height of the column headers above it */
function measureTable(table: HTMLTableElement | null): { top: number; head: number } {
  const head = table?.tHead?.offsetHeight ?? 0;
  const top = table ? table.getBoundingClientRect().top + window.scrollY + head : 0;
  return { top: Math.round(top), head };
}

/** Columns that everybody sees have a heading in words. */
const headings: Readonly<Record<string, MessageKey>> = {
  'host.name': 'events.column.host',
  'event.dataset': 'events.column.dataset',
  message: 'events.column.message',
};

/** @returns the widths of the columns: texts get more room than values */
function gridTemplate(columns: readonly string[]): string {
  const width = (column: string) => (column === 'message' ? 'minmax(12rem, 3fr)' : 'minmax(6rem, 1fr)');
  return `1.75rem 10.5rem ${columns.map(width).join(' ')}`;
}

function EventTable({
  events,
  columns,
  onFilter,
  onChange,
}: { events: readonly EventDocument[] } & Omit<EventResultsProps, 'pages'>) {
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
      style={{
        height: head + rows.getTotalSize(),
        ['--gw-event-columns' as string]: gridTemplate(columns),
      }}
    >
      <thead className="gw-event-table__head">
        <tr aria-rowindex={1} className="gw-event-row">
          <th scope="col" className="gw-event-row__expand">
            <span className="kern-sr-only">{t('events.column.expand')}</span>
          </th>
          <th scope="col" className="gw-event-row__time">
            {t('events.column.time')}
          </th>
          {columns.map((column) => (
            <th key={column} scope="col" className={columnClass(column)}>
              {headings[column] ? t(headings[column]) : column}
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
              columns={columns}
              position={item.index + 2}
              open={open.has(event.id)}
              onToggle={toggle}
              onFilter={onFilter}
              onChange={onChange}
            />
          </tbody>
        );
      })}
    </table>
  );
}

/** Why a name of a person finds nothing, and who can tell its pseudonym. */
function PseudonymNote({ hint }: { hint: EventPage['pseudonyms'] }) {
  const { t } = useMessages();
  if (hint === undefined) return null;
  return (
    <p>
      {hint.fields.length > 0
        ? t('events.pseudonym_fields', { fields: hint.fields.join(', ') })
        : t('events.pseudonym_text')}{' '}
      {t('events.pseudonym_way')}
    </p>
  );
}

/** The events that the search finds, newest first; more are loaded on demand. */
export function EventResults({ pages: query, ...shown }: EventResultsProps) {
  const { t, dateTime } = useMessages();
  const end = useRef<HTMLDivElement>(null);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const cut = query.data?.pages.at(-1)?.partial !== undefined;
  useEffect(() => {
    // Behind what the time was enough for, only a person goes on.
    if (!hasNextPage || isFetchingNextPage || cut || end.current === null) return;
    const observer = new IntersectionObserver(([entry]) => {
      if (entry?.isIntersecting) void fetchNextPage();
    });
    observer.observe(end.current);
    return () => observer.disconnect();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage, cut]);

  if (query.isPending && query.fetchStatus === 'idle')
    return (
      <Empty icon="search" title={t('events.cancelled')}>
        <Button small icon="refresh" label={t('action.retry')} onPress={() => void query.refetch()} />
      </Empty>
    );
  if (query.isPending) return <Loading rows={12} />;
  if (query.isError) return <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />;
  const { pages } = query.data;
  const events = pages.flatMap((page) => page.items);
  const partial = pages.at(-1)?.partial;
  const notice = partial ? (
    <Notice tone="warning" title={t('events.partial', { time: dateTime(partial.searched_from) })}>
      <p>{t('events.partial_text')}</p>
    </Notice>
  ) : null;
  if (events.length === 0 && !hasNextPage) {
    return (
      <Empty icon="search" title={t('events.empty')}>
        {(pages[0]?.did_you_mean ?? []).map(({ field, suggestion }) => (
          <p key={field}>{t('events.did_you_mean', { field, suggestion })}</p>
        ))}
        <PseudonymNote hint={pages[0]?.pseudonyms} />
        <p>{t('events.empty_text')}</p>
      </Empty>
    );
  }
  return (
    <>
      {notice}
      {events.length > 0 ? <EventTable events={events} {...shown} /> : null}
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
