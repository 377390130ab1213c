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
import { AlertHistory } from './alert-history.js';
import { CommentPanel } from './comment-panel.js';
import { EntityPanel } from './entity-panel.js';
import { ReasonPanel } from './reason-panel.js';
import { RevealAction } from './reveal-action.js';
import { RulePanel } from './rule-panel.js';
import { RunbookPanel } from './runbook-panel.js';
import { SimilarPanel } from './similar-panel.js';
import { useReasons } from './use-reasons.js';
import { VerdictBar } from './verdict-bar.js';

function Detail({ detail }: { detail: AlertDetail }) {
  const { t, language } = useMessages();
  const { alert } = detail;
  const reasons = useReasons(alert.id, alert.count);
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
      <VerdictBar detail={detail} reasons={reasons.data} />
      <div className="gw-columns gw-columns--alert">
        <div className="gw-columns__main">
          <ReasonPanel
            detail={detail}
            reasons={reasons.data}
            error={reasons.error}
            onRetry={() => void reasons.refetch()}
          />
          <AlertEvents detail={detail} reasons={reasons.data} />
          <RunbookPanel detail={detail} />
          <CommentPanel detail={detail} />
        </div>
        <aside className="gw-columns__side" aria-label={t('alert.background')}>
          <EntityPanel detail={detail} />
          <SimilarPanel alert={alert} />
          <AlertHistory history={detail.history} />
          <RulePanel detail={detail} />
          <RevealAction alert={alert} events={detail.events} />
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
  if (data) return <Detail key={id} detail={data} />;
  return (
    <Page title={t('alert.title')} back={<BackLink to="/alerts">{t('alerts.title')}</BackLink>}>
      {error ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : <Loading />}
    </Page>
  );
}
