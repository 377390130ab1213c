import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useParams, useSearchParams } from 'react-router';
import { type CaseDetail, getCase } from '../../api/cases.js';
import { Button } from '../../components/button.js';
import { LevelMark } from '../../components/level.js';
import { BackLink } from '../../components/link.js';
import { ErrorNotice, Loading } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { Tabs } from '../../components/tabs.js';
import { useMessages } from '../../i18n/messages.js';
import { AlertPanel } from './alert-panel.js';
import { EditCaseDialog, StateDialog } from './case-dialogs.js';
import { CaseStateMark } from './case-state-mark.js';
import { CaseSummary } from './case-summary.js';
import { useCaseRights } from './case-words.js';
import { DutyList } from './duty-list.js';
import { EvidencePanel } from './evidence-panel.js';
import { LessonPanel } from './lesson-panel.js';
import { ReportList } from './report-list.js';
import { TaskPanel } from './task-panel.js';
import { TimelinePanel } from './timeline-panel.js';

const tabs = ['overview', 'timeline', 'tasks', 'alerts', 'evidence', 'reports', 'lessons'] as const;
type Tab = (typeof tabs)[number];
const refreshMs = 30_000;

function useTab() {
  const [parameters, setParameters] = useSearchParams();
  const selected = tabs.find((tab) => tab === parameters.get('tab')) ?? 'overview';
  const select = (tab: Tab) => {
    const next = new URLSearchParams(parameters);
    if (tab === 'overview') next.delete('tab');
    else next.set('tab', tab);
    setParameters(next, { replace: true });
  };
  return { selected, select };
}

function Content({ detail }: { detail: CaseDetail }) {
  const { t, number } = useMessages();
  const { selected, select } = useTab();
  const counted = (count: number) => (count > 0 ? number(count) : undefined);
  const open = detail.tasks.filter(({ done_at }) => done_at === null).length;
  const made = detail.reports.filter(({ withdrawn_at }) => withdrawn_at === null).length;
  const contents: Record<Tab, { count?: string | undefined; content: React.ReactNode }> = {
    overview: {
      content: (
        <div className="gw-columns gw-columns--alert">
          <div className="gw-columns__main">
            <DutyList detail={detail} />
          </div>
          <div className="gw-columns__side">
            <CaseSummary detail={detail} />
          </div>
        </div>
      ),
    },
    timeline: { content: <TimelinePanel detail={detail} /> },
    tasks: { count: counted(open), content: <TaskPanel detail={detail} /> },
    alerts: { count: counted(detail.alerts.length), content: <AlertPanel detail={detail} /> },
    evidence: { count: counted(detail.evidence.length), content: <EvidencePanel detail={detail} /> },
    reports: { count: counted(made), content: <ReportList detail={detail} /> },
    lessons: { count: counted(detail.lessons.length), content: <LessonPanel detail={detail} /> },
  };
  return (
    <Tabs
      label={t('cases.tabs')}
      tabs={tabs.map((id) => ({ id, label: t(`cases.tab.${id}`), ...contents[id] }))}
      selected={selected}
      onSelect={select}
    />
  );
}

/** One incident: its clocks, and all that is done about it. */
export default function CasePage() {
  const { id = '' } = useParams();
  const { t } = useMessages();
  const rights = useCaseRights();
  const [dialog, setDialog] = useState<'edit' | 'state'>();
  const { data, error, refetch } = useQuery({
    queryKey: ['cases', 'detail', id],
    queryFn: ({ signal }) => getCase(id, signal),
    refetchInterval: refreshMs,
  });
  const close = () => setDialog(undefined);
  return (
    <Page
      title={data ? `${data.case.key} ${data.case.title}` : t('cases.case')}
      back={<BackLink to="/cases">{t('cases.title')}</BackLink>}
      meta={
        data ? (
          <>
            <LevelMark level={data.case.severity} />
            <CaseStateMark state={data.case.state} />
          </>
        ) : null
      }
      actions={
        data && rights.work ? (
          <div className="gw-toolbar gw-toolbar--end">
            <Button small icon="edit" label={t('cases.edit')} onPress={() => setDialog('edit')} />
            <Button
              small
              variant="primary"
              label={t('cases.change_state')}
              onPress={() => setDialog('state')}
            />
          </div>
        ) : null
      }
    >
      {error ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : null}
      {!data && !error ? <Loading rows={8} /> : null}
      {data ? (
        <>
          <Content detail={data} />
          <EditCaseDialog item={data.case} isOpen={dialog === 'edit'} onClose={close} />
          <StateDialog item={data.case} isOpen={dialog === 'state'} onClose={close} />
        </>
      ) : null}
    </Page>
  );
}
