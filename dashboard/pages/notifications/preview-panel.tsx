import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Level } from '../../../server/contract/detection.js';
import type { Channel } from '../../../server/contract/notification-channels.js';
import type {
  Decision,
  NoticeFacts,
  NotificationPlan,
  Preview,
} from '../../../server/contract/notification-plan.js';
import { previewPlan } from '../../api/notifications.js';
import { addDays } from '../../components/calendar.js';
import { FieldRow, SelectField, TextField } from '../../components/fields.js';
import { levelOrder } from '../../components/level.js';
import { ErrorNotice } from '../../components/notice.js';
import { Time } from '../../components/time.js';
import { useMessages } from '../../i18n/messages.js';
import { fromWallClock, today } from '../../i18n/zoned-time.js';

interface PreviewProps {
  tenant: string;
  plan: NotificationPlan;
  channels: readonly Channel[];
}

/** Now, and the coming night at two. */
function moments(now: number): { now: string; night: string } {
  const tomorrow = addDays(today(new Date(now)), 1);
  return { now: new Date(now).toISOString(), night: fromWallClock(`${tomorrow}T02:00`)! };
}

/** What would happen to an alert now, at night, and at a time of choice, by the routes as they stand here. */
export function PreviewPanel({ tenant, plan, channels }: PreviewProps) {
  const { t } = useMessages();
  const [start] = useState(() => moments(Date.now()));
  const [facts, setFacts] = useState<NoticeFacts>({
    kind: 'new',
    level: 'high',
    rule: '',
    tags: [],
    entity: '',
    protection: 'unknown',
    drill: false,
  });
  const [tags, setTags] = useState('');
  const [chosen, setChosen] = useState('');
  const other = fromWallClock(chosen);
  const body = {
    plan,
    facts: { ...facts, tags: tags.split(/[\s,]+/).filter((tag) => tag !== '') },
    at: [start.now, start.night, ...(other === undefined ? [] : [other])],
  };
  const { data, error } = useQuery({
    queryKey: ['notifications', tenant, 'preview', body],
    queryFn: ({ signal }) => previewPlan(tenant, body, signal),
    placeholderData: (before) => before,
  });
  const set = (change: Partial<NoticeFacts>) => setFacts({ ...facts, ...change });
  return (
    <section className="gw-panel" aria-labelledby="notify-preview">
      <h2 id="notify-preview" className="gw-panel__title">
        {t('notify.preview')}
      </h2>
      <p className="gw-muted">{t('notify.preview_text')}</p>
      <FieldRow>
        <SelectField
          label={t('notify.level')}
          value={facts.level}
          options={levelOrder.map((value) => ({ value, label: t(`level.${value}`) }))}
          onChange={(level: Level) => set({ level })}
        />
        <TextField label={t('notify.rule')} value={facts.rule} onChange={(rule) => set({ rule })} />
        <TextField label={t('notify.tags')} value={tags} onChange={setTags} />
        <TextField label={t('notify.entity')} value={facts.entity} onChange={(entity) => set({ entity })} />
        <TextField label={t('notify.other_time')} type="datetime-local" value={chosen} onChange={setChosen} />
      </FieldRow>
      {error ? <ErrorNotice error={error} /> : null}
      <div className="gw-preview-moments" aria-live="polite">
        {data?.moments.map((moment, at) => (
          <Moment
            key={moment.at}
            moment={moment}
            title={t((['notify.now', 'notify.at_night', 'notify.then'] as const)[at] ?? 'notify.then')}
            channels={channels}
          />
        ))}
      </div>
    </section>
  );
}

interface MomentProps {
  moment: Preview['moments'][number];
  title: string;
  channels: readonly Channel[];
}

function Moment({ moment, title, channels }: MomentProps) {
  const { t } = useMessages();
  const { at, working, holiday, decisions } = moment;
  return (
    <div className="gw-preview-moment">
      <h3 className="gw-panel__title">{title}</h3>
      <p className="gw-muted">
        <Time at={at} full /> · {holiday ?? t(working ? 'notify.is_working' : 'notify.is_off')}
      </p>
      {decisions.length === 0 ? <p>{t('notify.no_route_fits')}</p> : null}
      <ul className="gw-plain-list">
        {decisions.map((decision) => (
          <li key={JSON.stringify(decision)}>
            <DecisionText decision={decision} channels={channels} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function DecisionText({ decision, channels }: { decision: Decision; channels: readonly Channel[] }) {
  const { t, dateTime } = useMessages();
  const { route, reason, channel: id, who, at } = decision;
  const channel = channels.find((each) => each.id === id);
  return (
    <>
      <strong>{channel?.name ?? t('notify.nothing_sent')}</strong>
      {channel?.enabled === false ? ` (${t('notify.paused')})` : ''}
      <span className="gw-block">
        {t(`notify.reason.${reason}`, { who: who ?? '', at: at === null ? '' : dateTime(at) })}
      </span>
      <span className="gw-block gw-muted">{t('notify.by_route', { route })}</span>
    </>
  );
}
