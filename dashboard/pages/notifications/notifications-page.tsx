import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'react-router';
import type { Channel } from '../../../server/contract/notification-channels.js';
import type { NotificationPlanState } from '../../../server/contract/notification-plan.js';
import { getChannels, getPlan } from '../../api/notifications.js';
import { ErrorNotice, Loading, Notice } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { Tabs } from '../../components/tabs.js';
import { useMessages } from '../../i18n/messages.js';
import { TenantSelect, useTenant } from '../rules/tenant-select.js';
import { CalendarPanel } from './calendar-panel.js';
import { ChannelPanel } from './channel-panel.js';
import { LetterPanel } from './letter-panel.js';
import { PlanBar, usePlanDraft } from './plan-draft.js';
import { PreviewPanel } from './preview-panel.js';
import { RoutePanel } from './route-panel.js';

const tabs = ['channels', 'routes', 'calendar', 'letters'] as const;
type Tab = (typeof tabs)[number];

interface ContentProps {
  tenant: string;
  channels: readonly Channel[];
  state: NotificationPlanState;
}

function Content({ tenant, channels, state }: ContentProps) {
  const { t, number } = useMessages();
  const [parameters, setParameters] = useSearchParams();
  const draft = usePlanDraft(tenant, state);
  const asked = tabs.find((tab) => tab === parameters.get('tab')) ?? 'channels';
  const select = (tab: Tab) => {
    const next = new URLSearchParams(parameters);
    next.set('tab', tab);
    setParameters(next, { replace: true });
  };
  const dead = channels.reduce((sum, channel) => sum + channel.dead, 0);
  return (
    <>
      {state.plan.routes.some(({ enabled }) => enabled) ? null : (
        <Notice tone="info" title={t('notify.nobody')}>
          <p>{t('notify.nobody_text')}</p>
        </Notice>
      )}
      {dead > 0 && asked !== 'letters' ? (
        <Notice tone="warning" title={t('notify.dead_letters', { count: number(dead) })}>
          <p>{t('notify.dead_letters_text')}</p>
        </Notice>
      ) : null}
      <Tabs
        label={t('notify.title')}
        selected={asked}
        onSelect={select}
        tabs={[
          {
            id: 'channels',
            label: t('notify.tab.channels'),
            count: channels.length > 0 ? number(channels.length) : undefined,
            content: <ChannelPanel tenant={tenant} channels={channels} />,
          },
          {
            id: 'routes',
            label: t('notify.tab.routes'),
            content: (
              <div className="gw-stack">
                <RoutePanel draft={draft} channels={channels} />
                <PreviewPanel tenant={tenant} plan={draft.plan} channels={channels} />
              </div>
            ),
          },
          {
            id: 'calendar',
            label: t('notify.tab.calendar'),
            content: <CalendarPanel draft={draft} channels={channels} />,
          },
          {
            id: 'letters',
            label: t('notify.tab.letters'),
            count: dead > 0 ? number(dead) : undefined,
            content: <LetterPanel tenant={tenant} />,
          },
        ]}
      />
      <PlanBar draft={draft} />
    </>
  );
}

/** Who hears of alerts, when, and over which channel; and what became of the messages. */
export default function NotificationsPage() {
  const { t } = useMessages();
  const tenant = useTenant();
  const channels = useQuery({
    queryKey: ['notifications', tenant, 'channels'],
    queryFn: ({ signal }) => getChannels(tenant, signal),
    refetchInterval: 15_000,
  });
  const plan = useQuery({
    queryKey: ['notifications', tenant, 'plan'],
    queryFn: ({ signal }) => getPlan(tenant, signal),
  });
  const error = channels.error ?? plan.error;
  const retry = () => void Promise.all([channels.refetch(), plan.refetch()]);
  return (
    <Page title={t('notify.title')} actions={<TenantSelect />}>
      <p className="gw-lead">{t('notify.lead')}</p>
      {error ? <ErrorNotice error={error} onRetry={retry} /> : null}
      {!error && !(channels.data && plan.data) ? <Loading rows={8} /> : null}
      {channels.data && plan.data ? (
        <Content
          key={`${tenant} ${plan.data.version}`}
          tenant={tenant}
          channels={channels.data.items}
          state={plan.data}
        />
      ) : null}
    </Page>
  );
}
