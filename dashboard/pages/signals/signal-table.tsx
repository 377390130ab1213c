import { Link } from 'react-router';
import type { Signal } from '../../../server/contract/signal.js';
import { type Column, DataTable } from '../../components/data-table.js';
import { Time } from '../../components/time.js';
import { type Messages, useMessages } from '../../i18n/messages.js';

const count = (id: keyof Signal['tally'], { t, number }: Messages): Column<Signal> => ({
  id,
  header: t(id === 'stale' ? 'signals.stale' : `signals.verdict.${id}`),
  align: 'end',
  value: ({ tally }) => tally[id],
  cell: ({ tally }) => (
    <span className={id === 'contradicts' && tally[id] > 0 ? 'gw-figure--warning' : undefined}>
      {number(tally[id])}
    </span>
  ),
  minor: id !== 'contradicts',
});

function columns(messages: Messages): Column<Signal>[] {
  const { t, language, number } = messages;
  return [
    {
      id: 'title',
      header: t('signals.column.signal'),
      rowHeader: true,
      value: ({ title }) => title[language],
      cell: ({ id, title, enabled, requirements }) => (
        <>
          <Link to={`/signals/${id}`} className="gw-table__link">
            {title[language]}
          </Link>
          <span className="gw-muted gw-block">
            {enabled ? '' : `${t('signals.off')} · `}
            {wholeRequirements(requirements).join(', ')}
          </span>
        </>
      ),
    },
    count('contradicts', messages),
    count('supports', messages),
    count('unknown', messages),
    count('stale', messages),
    {
      id: 'findings',
      header: t('signals.column.findings'),
      align: 'end',
      minor: true,
      value: ({ findings }) => findings,
      cell: ({ findings }) => number(findings),
    },
    {
      id: 'run',
      header: t('signals.column.run'),
      align: 'end',
      minor: true,
      value: ({ run }) => run?.started_at ?? '',
      cell: ({ run }) => (run === null ? t('signals.never') : <LastRun run={run} />),
    },
  ];
}

/** @returns requirements without those sub-requirements whose requirement is among them */
export const wholeRequirements = (requirements: Signal['requirements']): string[] =>
  requirements.map(({ id }) => id).filter((id) => !/\.A\d+\.\d+$/.test(id));

/** When a signal was measured last, and whether that failed. */
export function LastRun({ run }: { run: NonNullable<Signal['run']> }) {
  const { t } = useMessages();
  return (
    <span className="gw-nowrap">
      <Time at={run.started_at} />
      {run.state === 'done' ? null : (
        <span className={run.state === 'failed' ? 'gw-figure--warning gw-block' : 'gw-muted gw-block'}>
          {t(`signals.run.${run.state}`)}
        </span>
      )}
    </span>
  );
}

/** All signals with what they say of the domain; those that contradict first. */
export function SignalTable({ signals }: { signals: readonly Signal[] }) {
  const messages = useMessages();
  return (
    <DataTable
      caption={messages.t('signals.title')}
      columns={columns(messages)}
      rows={signals}
      rowId={({ id }) => id}
    />
  );
}
