import type { QueryPlace } from '../../api/http.js';
import { type MessageKey, useMessages } from '../../i18n/messages.js';

interface QueryFaultProps {
  id: string;
  fault: QueryPlace;
}

/** What is wrong with a query, with its text and the place marked. */
export function QueryFault({ id, fault }: QueryFaultProps) {
  const { t } = useMessages();
  const { query, offset, length, suggestion } = fault;
  const end = Math.min(query.length, offset + length);
  return (
    <div id={id} role="alert" className="gw-query-fault">
      <code className="gw-query-fault__query">
        {query.slice(0, offset)}
        <mark>{end > offset ? query.slice(offset, end) : ' '}</mark>
        {query.slice(end)}
      </code>
      <p>
        {t('query.place', { place: offset + 1 })} {t(`query.fault.${fault.fault}` as MessageKey)}
        {suggestion ? ` ${t('query.suggestion', { name: suggestion })}` : ''}
      </p>
    </div>
  );
}
