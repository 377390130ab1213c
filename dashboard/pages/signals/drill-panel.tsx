import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { FireDrill } from '../../../server/contract/signal.js';
import { beginFireDrill, getFireDrills } from '../../api/signals.js';
import { Button } from '../../components/button.js';
import { type Column, DataTable } from '../../components/data-table.js';
import { Empty, ErrorNotice, Loading, Notice } from '../../components/notice.js';
import { TermMark } from '../../components/term.js';
import { type Messages, useMessages } from '../../i18n/messages.js';
import { useSession } from '../../state/session.js';

type DrilledRule = FireDrill['rules'][number];
const looks = { fired: 'yes', silent: 'no', waiting: 'open', not_drilled: 'partial' } as const;

function columns({ t, number }: Messages): Column<DrilledRule>[] {
  return [
    {
      id: 'title',
      header: t('signals.drill.rule'),
      rowHeader: true,
      value: ({ title }) => title,
      cell: ({ rule, title }) => (
        <Link to={`/rules/${rule}`} className="gw-table__link">
          {title}
        </Link>
      ),
    },
    {
      id: 'outcome',
      header: t('signals.drill.outcome'),
      value: ({ outcome }) => outcome,
      cell: ({ outcome }) => (
        <span className={`gw-status gw-status--${looks[outcome]}`}>{t(`signals.drill.${outcome}`)}</span>
      ),
    },
    {
      id: 'latency',
      header: t('signals.drill.latency'),
      align: 'end',
      value: ({ latency_ms }) => latency_ms ?? -1,
      cell: ({ latency_ms }) => (latency_ms === null ? '–' : `${number(latency_ms)} ms`),
    },
  ];
}

/** The latest fire drill: which rules raised an alert on a record that they must match. */
export function DrillPanel({ tenant }: { tenant: string }) {
  const messages = useMessages();
  const { t, number, dateTime } = messages;
  const roles = useSession().user?.roles ?? [];
  const queries = useQueryClient();
  const { data, error, refetch } = useQuery({
    queryKey: ['fire-drills', tenant],
    queryFn: ({ signal }) => getFireDrills(tenant, signal),
    refetchInterval: ({ state }) => (state.data?.items[0]?.state === 'running' ? 2000 : false),
  });
  const begin = useMutation({
    mutationFn: () => beginFireDrill(tenant),
    onSettled: () => queries.invalidateQueries({ queryKey: ['fire-drills'] }),
  });
  const drill = data?.items[0];
  return (
    <>
      <p className="gw-muted gw-signal-lead">{t('signals.drill.lead')}</p>
      <div className="gw-signal-bar">
        {roles.some((role) => role !== 'auditor') ? (
          <Button
            icon="rules"
            label={t('signals.drill.begin')}
            isPending={begin.isPending}
            isDisabled={drill?.state === 'running'}
            onPress={() => begin.mutate()}
          />
        ) : null}
        <TermMark id="feuerprobe" name={t('signals.tab.drill')} />
      </div>
      {begin.error ? <ErrorNotice error={begin.error} /> : null}
      {error ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : null}
      {!data && !error ? <Loading /> : null}
      {data && drill === undefined ? (
        <Empty title={t('signals.drill.none')}>
          <p>{t('signals.drill.none_text')}</p>
        </Empty>
      ) : null}
      {drill?.error ? <Notice tone="warning" title={drill.error} /> : null}
      {drill ? (
        <>
          <p role="status">
            {t('signals.drill.summary', {
              at: dateTime(drill.started_at),
              by: drill.by,
              fired: number(drill.fired),
              silent: number(drill.silent),
              waiting: number(drill.waiting),
              not_drilled: number(drill.not_drilled),
            })}
          </p>
          <DataTable
            caption={t('signals.tab.drill')}
            columns={columns(messages)}
            rows={drill.rules}
            rowId={({ rule }) => rule}
          />
        </>
      ) : null}
    </>
  );
}
