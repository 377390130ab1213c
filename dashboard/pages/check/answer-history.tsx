import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { CheckEntry } from '../../../server/contract/check.js';
import { type EditionRef, getCheckHistory, type ScopeId } from '../../api/check.js';
import { ErrorNotice, Loading } from '../../components/notice.js';
import { Time } from '../../components/time.js';
import { type MessageKey, type Messages, useMessages } from '../../i18n/messages.js';

interface AnswerHistoryProps {
  domain: EditionRef;
  scope: ScopeId;
  requirement: string;
  /** From the beginning. */
  isOpen?: boolean;
}

/** Who said what of a requirement, when, and what was said before; asked for when it is opened. */
export function AnswerHistory({ domain, scope, requirement, isOpen: opens = false }: AnswerHistoryProps) {
  const { t } = useMessages();
  const [isOpen, setOpen] = useState(opens);
  const { data, error, refetch } = useQuery({
    queryKey: ['check', 'history', domain.domain, scope, requirement],
    queryFn: ({ signal }) => getCheckHistory(domain, scope, requirement, signal),
    enabled: isOpen,
  });
  return (
    <details className="gw-changes" open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t('check.history')}</summary>
      {error ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : null}
      {isOpen && !data && !error ? <Loading rows={3} /> : null}
      {data ? <HistoryList entries={data.items} /> : null}
    </details>
  );
}

/** Changes of an answer, the latest first. */
export function HistoryList({ entries }: { entries: readonly CheckEntry[] }) {
  const messages = useMessages();
  const { t } = messages;
  return (
    <>
      {entries.length === 0 ? <p className="gw-muted">{t('check.history_empty')}</p> : null}
      <ol className="gw-history">
        {entries.map((entry, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: an entry has no id, and none is inserted before another
          <li key={at}>
            <span className="gw-history__line">
              <strong>{t(`check.action.${entry.action}` as MessageKey)}</strong>
              <span className="gw-muted">{entry.by}</span>
              <Time at={entry.at} full />
            </span>
            <ul className="gw-history__fields">
              {fieldsOf(entry).map((field) => (
                <li key={field}>
                  <span className="gw-muted">{t(`check.field.${field}` as MessageKey)}:</span>{' '}
                  {shown(messages, field, entry.old?.[field])} → {shown(messages, field, entry.new?.[field])}
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ol>
    </>
  );
}

const isBlank = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  value === '' ||
  (typeof value === 'object' && Object.keys(value).length === 0);

const fieldsOf = ({ old, new: next }: CheckEntry): string[] =>
  Object.keys({ ...old, ...next }).filter((field) => !(isBlank(old?.[field]) && isBlank(next?.[field])));

/** A day as the database writes it. */
const isDay = (value: unknown): value is string =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value);

function shown({ t, date }: Messages, field: string, value: unknown): string {
  if (isBlank(value)) return '–';
  if (field === 'status') return t(`check.status.${value}` as MessageKey);
  if (field === 'dispensable_as') return t(`check.ground.${value}` as MessageKey);
  if (Array.isArray(value)) {
    return value
      .map((each) => (typeof each === 'object' ? (each as { title: string }).title : each))
      .join(', ');
  }
  if (typeof value === 'object') {
    return Object.entries(value as Record<string, string>)
      .map(([id, status]) => `${id}: ${t(`check.status.${status}` as MessageKey)}`)
      .join(', ');
  }
  return isDay(value) ? date(value) : String(value);
}
