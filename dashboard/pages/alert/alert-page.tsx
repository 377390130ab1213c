import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from 'react-router';
import { type AlertDetail, getAlert } from '../../api/alerts.js';
import { LevelMark } from '../../components/level.js';
import { BackLink } from '../../components/link.js';
import { ErrorNotice, Loading } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { StateMark } from '../../components/state-mark.js';
import { useMessages } from '../../i18n/messages.js';
import { useLiveMessages } from '../../live/live-context.js';
import { ruleTitle } from '../alerts/rule-title.js';
import { AlertEvents } from './alert-events.js';
import { AlertFacts } from './alert-facts.js';
import { AlertHistory } from './alert-history.js';
import { Runbook } from './runbook.js';
import { TriagePanel } from './triage-panel.js';

function Detail({ detail }: { detail: AlertDetail }) {
  const { t, language } = useMessages();
  const { alert, description } = detail;
  const text = language === 'de' ? (description.de ?? description.en) : description.en;
  return (
    <Page
      title={ruleTitle(alert.rule, language)}
      back={<BackLink to="/alerts">{t('alerts.title')}</BackLink>}
      meta={
        <>
          <LevelMark level={alert.rule.level} />
          <StateMark state={alert.state} reason={alert.close_reason} />
        </>
      }
    >
      <div className="gw-columns">
        <div className="gw-columns__main">
          <section className="gw-panel" aria-labelledby="why">
            <h2 id="why" className="gw-panel__title">
              {t('alert.why')}
            </h2>
            <p className="gw-prose">{text}</p>
            {detail.falsepositives.length > 0 ? (
              <>
                <h3 className="gw-panel__subtitle">{t('alert.falsepositives')}</h3>
                <ul className="gw-prose">
                  {detail.falsepositives.map((each) => (
                    <li key={each}>{each}</li>
                  ))}
                </ul>
              </>
            ) : null}
          </section>
          <Runbook runbook={detail.runbook} />
          <AlertEvents events={detail.events} count={detail.events_total ?? alert.count} />
          <AlertHistory history={detail.history} />
        </div>
        <aside className="gw-columns__side" aria-label={t('alert.facts')}>
          <TriagePanel alert={alert} />
          <AlertFacts detail={detail} />
        </aside>
      </div>
    </Page>
  );
}

/** One alert with everything a person needs to judge it. */
export default function AlertPage() {
  const { t } = useMessages();
  const { id = '' } = useParams();
  const queries = useQueryClient();
  const key = ['alerts', 'detail', id];
  const { data, error, refetch } = useQuery({ queryKey: key, queryFn: ({ signal }) => getAlert(id, signal) });
  useLiveMessages((message) => {
    if (
      message.type === 'alert' &&
      message.alert.id === id &&
      message.alert.revision !== data?.alert.revision
    )
      void queries.invalidateQueries({ queryKey: key });
  });
  if (data) return <Detail detail={data} />;
  return (
    <Page title={t('alert.title')} back={<BackLink to="/alerts">{t('alerts.title')}</BackLink>}>
      {error ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : <Loading />}
    </Page>
  );
}
