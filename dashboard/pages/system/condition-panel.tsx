import type { SystemConditionView, SystemHealth } from '../../../server/contract/system.js';
import { type Column, DataTable } from '../../components/data-table.js';
import { Notice } from '../../components/notice.js';
import { Time } from '../../components/time.js';
import { type MessageKey, type Messages, useMessages } from '../../i18n/messages.js';

const titles = {
  queue_growing: 'system.condition.queue_growing',
  clock_wrong: 'system.condition.clock_wrong',
  certificate_expiring: 'system.condition.certificate_expiring',
  backup_failed: 'system.condition.backup_failed',
  backup_overdue: 'system.condition.backup_overdue',
  database_unreachable: 'system.condition.database_unreachable',
  source_silent: 'system.condition.source_silent',
  case_deadline: 'system.condition.case_deadline',
} as const satisfies Record<string, MessageKey>;

const titleOf = (name: string, { t }: Messages): string =>
  Object.hasOwn(titles, name) ? t(titles[name as keyof typeof titles]) : name;

function What({ condition }: { condition: SystemConditionView }) {
  const messages = useMessages();
  return (
    <>
      {titleOf(condition.name, messages)}
      {condition.subject ? <span className="gw-muted gw-block gw-mono">{condition.subject}</span> : null}
    </>
  );
}

function columns(messages: Messages): Column<SystemConditionView>[] {
  const { t } = messages;
  return [
    {
      id: 'what',
      header: t('system.condition'),
      rowHeader: true,
      value: ({ name }) => titleOf(name, messages),
      cell: (condition) => <What condition={condition} />,
    },
    {
      id: 'began',
      header: t('system.began'),
      value: ({ began_at }) => began_at,
      cell: ({ began_at }) => <Time at={began_at} full />,
    },
    {
      id: 'ended',
      header: t('system.ended'),
      value: ({ ended_at }) => ended_at ?? '',
      cell: ({ ended_at }) => (ended_at === null ? '–' : <Time at={ended_at} full />),
    },
  ];
}

/** What is wrong now, and what was. */
export function ConditionPanel({ health }: { health: SystemHealth }) {
  const messages = useMessages();
  const { t, plural } = messages;
  const { conditions, past, disk, journal, detection } = health;
  const notes: [string, string][] = [];
  if (disk.state !== 'ok') notes.push(['disk', t(`system.disk.${disk.state}`)]);
  if (journal.state !== 'ok') notes.push(['journal', t('system.journal_stalled')]);
  if (detection.quarantined > 0) notes.push(['rules', plural('system.quarantined', detection.quarantined)]);
  const wrong = conditions.length + notes.length;
  return (
    <section className="gw-stack" aria-labelledby="system-conditions">
      <h2 id="system-conditions" className="gw-panel__title">
        {t('system.conditions')}
      </h2>
      {wrong === 0 ? <Notice tone="success" title={t('system.all_well')} /> : null}
      {notes.map(([key, text]) => (
        <Notice key={key} tone="warning" title={text} />
      ))}
      {conditions.map((condition) => (
        <Notice
          key={`${condition.name} ${condition.subject}`}
          tone="warning"
          title={titleOf(condition.name, messages)}
        >
          <p className="gw-notice__detail" lang="en">
            {condition.message}
          </p>
          <p className="gw-notice__detail">
            {t('system.began')}: <Time at={condition.began_at} full />
          </p>
        </Notice>
      ))}
      {past.length > 0 ? (
        <DataTable
          caption={t('system.past')}
          columns={columns(messages)}
          rows={past}
          rowId={({ name, subject, began_at }) => `${name} ${subject} ${began_at}`}
          initialSort={{ id: 'ended', desc: true }}
        />
      ) : null}
    </section>
  );
}
