import type { ReactNode } from 'react';
import type { AlertFilter } from '../../api/alerts.js';
import { Button } from '../../components/button.js';
import { Empty, ErrorNotice, Loading } from '../../components/notice.js';
import { useMessages } from '../../i18n/messages.js';

interface ListBodyProps {
  query: { isPending: boolean; isError: boolean; error: unknown; refetch(): unknown };
  isEmpty: boolean;
  filter: AlertFilter;
  onReset(): void;
  children: ReactNode;
}

/** The list, or why there is none and what to do. */
export function ListBody({ query, isEmpty, filter, onReset, children }: ListBodyProps) {
  const { t } = useMessages();
  if (!isEmpty) return children;
  if (query.isPending) return <Loading rows={10} />;
  if (query.isError) return <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />;
  const { q, level, entity, rule, assigned } = filter;
  const filtered = q !== '' || level.length > 0 || entity !== '' || rule !== '' || assigned !== '';
  return (
    <Empty icon="check" title={t(filtered ? 'alerts.empty_filtered' : 'alerts.empty')}>
      <p>{t(filtered ? 'alerts.empty_filtered_text' : 'alerts.empty_text')}</p>
      {filtered ? <Button small label={t('action.reset_filter')} onPress={onReset} /> : null}
    </Empty>
  );
}
