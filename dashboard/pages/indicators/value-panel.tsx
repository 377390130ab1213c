import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { getIndicatorValues } from '../../api/indicators.js';
import { Button } from '../../components/button.js';
import { Empty, ErrorNotice, Loading } from '../../components/notice.js';
import { TableSearch } from '../../components/table-search.js';
import { useMessages } from '../../i18n/messages.js';
import { ValueTable } from './value-table.js';

/** What is in a list, those with hits first. */
export function ValuePanel({ tenant, list }: { tenant: string; list: string }) {
  const { t } = useMessages();
  const [q, setQ] = useState('');
  const pages = useInfiniteQuery({
    queryKey: ['indicators', tenant, list, 'values', q],
    queryFn: ({ pageParam, signal }) => getIndicatorValues(tenant, list, { q, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    placeholderData: keepPreviousData,
  });
  const values = pages.data?.pages.flatMap(({ items }) => items);
  if (pages.error && !values) return <ErrorNotice error={pages.error} onRetry={() => void pages.refetch()} />;
  return (
    <div className="gw-stack">
      <TableSearch label={t('indicators.search')} value={q} onChange={setQ} />
      {values === undefined ? <Loading /> : null}
      {values?.length === 0 ? (
        <Empty title={t('indicators.no_value')}>
          <p>{t('empty.narrowed')}</p>
        </Empty>
      ) : null}
      {values && values.length > 0 ? (
        <ValueTable caption={t('indicators.tab.values')} values={values} />
      ) : null}
      {pages.hasNextPage ? (
        <Button
          label={t('action.load_more')}
          isPending={pages.isFetchingNextPage}
          onPress={() => void pages.fetchNextPage()}
        />
      ) : null}
    </div>
  );
}
