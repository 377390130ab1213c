import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { PlanEntry, PlanSubject } from '../../../server/contract/plan.js';
import { getPlanHistory } from '../../api/plan.js';
import type { DomainRef } from '../../api/structure.js';
import { ErrorNotice, Loading } from '../../components/notice.js';
import { Time } from '../../components/time.js';
import { useMessages } from '../../i18n/messages.js';
import { changedFields, fieldName, fieldValue } from './plan-history-words.js';

interface PlanHistoryProps {
  domain: DomainRef;
  subject: Extract<PlanSubject, 'risk' | 'measure' | 'statement'>;
  /** Of the risk or measure, or the number of the control. */
  id: string;
}

/** Who changed what of a risk, a measure or a control, who signed it, and when; asked for when it is opened. */
export function PlanHistory({ domain, subject, id }: PlanHistoryProps) {
  const { t } = useMessages();
  const [isOpen, setOpen] = useState(false);
  const { data, error, refetch } = useQuery({
    queryKey: ['plan', 'history', domain.domain, subject, id],
    queryFn: ({ signal }) => getPlanHistory(domain, subject, id, signal),
    enabled: isOpen,
  });
  return (
    <details className="gw-changes" open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t('check.history')}</summary>
      {error ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : null}
      {isOpen && !data && !error ? <Loading rows={3} /> : null}
      {data?.items.length === 0 ? <p className="gw-muted">{t('check.history_empty')}</p> : null}
      <ol className="gw-history">
        {data?.items.map((entry, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: an entry has no id, and none is inserted before another
          <Entry key={at} entry={entry} />
        ))}
      </ol>
    </details>
  );
}

function Entry({ entry }: { entry: PlanEntry }) {
  const messages = useMessages();
  return (
    <li>
      <span className="gw-history__line">
        <strong>{messages.t(`plan.action.${entry.action}`)}</strong>
        <span className="gw-muted">{entry.by}</span>
        <Time at={entry.at} full />
      </span>
      <ul className="gw-history__fields">
        {changedFields(entry).map((field) => (
          <li key={field}>
            <span className="gw-muted">{fieldName(messages, entry.subject, field)}:</span>{' '}
            {entry.action === 'change' ? `${fieldValue(messages, field, entry.old?.[field])} → ` : ''}
            {fieldValue(messages, field, entry.new?.[field])}
          </li>
        ))}
      </ul>
    </li>
  );
}
