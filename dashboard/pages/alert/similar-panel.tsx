import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { Alert, CloseReason, SimilarAlerts } from '../../../server/contract/alert.js';
import { getSimilar } from '../../api/alert-insights.js';
import { Foreign } from '../../components/foreign.js';
import { ErrorNotice, Loading } from '../../components/notice.js';
import { StateMark } from '../../components/state-mark.js';
import { Time } from '../../components/time.js';
import { useMessages } from '../../i18n/messages.js';
import { ruleTitle } from '../alerts/rule-title.js';

type Group = SimilarAlerts['same_rule'];

interface SimilarProps {
  title: string;
  empty: string;
  group: Group;
  /** Address of the list of all of them. */
  all: string;
  nameOf(alert: Alert): string;
}

function Similar({ title, empty, group: { items, total, closed }, all, nameOf }: SimilarProps) {
  const { t, number } = useMessages();
  const reasons = Object.entries(closed) as [CloseReason, number][];
  return (
    <div className="gw-similar">
      <h3 className="gw-panel__subtitle">
        {title} <span className="gw-muted">{number(total)}</span>
      </h3>
      {total === 0 ? <p className="gw-muted">{empty}</p> : null}
      {reasons.length > 0 ? (
        <p className="gw-similar__closed">
          {t('alert.closed_as')}{' '}
          {reasons
            .sort((a, b) => b[1] - a[1])
            .map(([reason, count]) => `${t(`reason.${reason}`)} ${number(count)}`)
            .join(' · ')}
        </p>
      ) : null}
      <ul className="gw-similar__list">
        {items.map((alert) => (
          <li key={alert.id}>
            <Link className="kern-link gw-break" to={`/alerts/${alert.id}`}>
              <Foreign text={nameOf(alert)} />
            </Link>
            <span className="gw-similar__state">
              <StateMark state={alert.state} reason={alert.close_reason} />
              <Time at={alert.last_seen} />
            </span>
          </li>
        ))}
      </ul>
      {total > items.length ? (
        <Link className="kern-link" to={all}>
          {t('alert.all_similar')}
        </Link>
      ) : null}
    </div>
  );
}

/** Alerts of the last 30 days that help to judge this one, and how they were closed. */
export function SimilarPanel({ alert }: { alert: Alert }) {
  const { t, language } = useMessages();
  const { data, error, refetch } = useQuery({
    queryKey: ['alerts', 'similar', alert.id],
    queryFn: ({ signal }) => getSimilar(alert.id, signal),
  });
  const all = 'new,acknowledged,closed';
  return (
    <section className="gw-panel" aria-labelledby="similar">
      <h2 id="similar" className="gw-panel__title">
        {t('alert.similar')}
      </h2>
      {error ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : null}
      {data ? (
        <>
          <Similar
            title={t('alert.same_rule')}
            empty={t('alert.same_rule_none')}
            group={data.same_rule}
            all={`/alerts?${new URLSearchParams({ rule: alert.rule.id, state: all })}`}
            nameOf={({ entity }) => entity.value}
          />
          <Similar
            title={t('alert.same_entity_title')}
            empty={t('alert.same_entity_none')}
            group={data.same_entity}
            all={`/alerts?${new URLSearchParams({ entity: alert.entity.value, state: all })}`}
            nameOf={({ rule }) => ruleTitle(rule, language)}
          />
        </>
      ) : error ? null : (
        <Loading rows={3} />
      )}
    </section>
  );
}
