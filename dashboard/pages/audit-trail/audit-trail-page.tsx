import { useInfiniteQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { auditTrailFile, getAuditTrail, type TrailFilter } from '../../api/audit-trail.js';
import { DataTable } from '../../components/data-table.js';
import { FieldRow, TextField } from '../../components/fields.js';
import { LoadMore } from '../../components/load-more.js';
import { Empty, ErrorNotice, Loading } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { useMessages } from '../../i18n/messages.js';
import { trailColumns } from './trail-columns.js';

const everything: TrailFilter = { by: '', action: '', from: '', to: '' };

/** Who did what, and who read data of persons: nothing of it can be changed. */
export default function AuditTrailPage() {
  const messages = useMessages();
  const { t } = messages;
  const [filter, setFilter] = useState(everything);
  const wanted = useDeferredValue(filter);
  const list = useInfiniteQuery({
    queryKey: ['audit-trail', wanted],
    queryFn: ({ pageParam, signal }) => getAuditTrail(wanted, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
  });
  const rows = list.data?.pages.flatMap(({ items }) => items);
  const bind = (name: keyof TrailFilter) => ({
    value: filter[name],
    onChange: (value: string) => setFilter({ ...filter, [name]: value }),
  });
  return (
    <Page
      title={t('trail.title')}
      actions={
        <a
          className="kern-btn kern-btn--secondary gw-btn gw-btn--small"
          href={auditTrailFile(filter)}
          download
        >
          <span className="kern-label">{t('trail.export')}</span>
        </a>
      }
    >
      <p className="gw-lead">{t('trail.intro')}</p>
      <div className="gw-filter-row">
        <FieldRow>
          <TextField label={t('trail.filter.by')} {...bind('by')} />
          <TextField label={t('trail.filter.action')} {...bind('action')} />
          <TextField label={t('trail.filter.from')} type="date" {...bind('from')} />
          <TextField label={t('trail.filter.to')} type="date" {...bind('to')} />
        </FieldRow>
      </div>
      {list.error && !rows ? <ErrorNotice error={list.error} onRetry={() => void list.refetch()} /> : null}
      {!rows && !list.error ? <Loading rows={8} /> : null}
      {rows?.length === 0 ? (
        <Empty title={t('trail.empty')}>
          <p>{t('trail.empty_text')}</p>
        </Empty>
      ) : null}
      {rows && rows.length > 0 ? (
        <>
          <DataTable
            caption={t('trail.title')}
            columns={trailColumns(messages)}
            rows={rows}
            rowId={({ id }) => String(id)}
          />
          <LoadMore list={list} />
        </>
      ) : null}
    </Page>
  );
}
