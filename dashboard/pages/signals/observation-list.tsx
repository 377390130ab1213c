import { useQuery } from '@tanstack/react-query';
import type { SignalState } from '../../../server/contract/signal.js';
import { scopeOf } from '../../api/check.js';
import { getObservations } from '../../api/signals.js';
import type { DomainRef } from '../../api/structure.js';
import { ErrorNotice, Loading } from '../../components/notice.js';
import { Time } from '../../components/time.js';
import { useMessages } from '../../i18n/messages.js';
import { VerdictMark } from './verdict-mark.js';

/** What a signal saw of a scope, the latest first. */
export function ObservationList({ domain, state }: { domain: DomainRef; state: SignalState }) {
  const { t, language, dateTime } = useMessages();
  const scope = scopeOf(state.target_object);
  const { data, error, refetch } = useQuery({
    queryKey: ['signal', domain.domain, state.signal, 'observations', scope],
    queryFn: ({ signal }) => getObservations(domain, state.signal, scope, signal),
  });
  return (
    <div className="gw-form">
      <p className="gw-muted">
        {state.target_object === null
          ? t('signals.whole_domain')
          : `${state.target_key} ${state.target_name}`}
      </p>
      {error ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : null}
      {!data && !error ? <Loading rows={3} /> : null}
      <ol className="gw-history">
        {data?.items.map((each) => (
          <li key={each.id}>
            <span className="gw-history__line">
              <VerdictMark verdict={each.verdict} />
              <Time at={each.observed_at} full />
              <span className="gw-muted">{t('signals.fresh_until', { at: dateTime(each.fresh_until) })}</span>
            </span>
            <p>{each.statement[language]}</p>
          </li>
        ))}
      </ol>
    </div>
  );
}
