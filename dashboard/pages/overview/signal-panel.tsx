import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { Signal } from '../../../server/contract/signal.js';
import { getSignals } from '../../api/signals.js';
import type { DomainRef } from '../../api/structure.js';
import { type Column, DataTable } from '../../components/data-table.js';
import { ErrorNotice, Loading } from '../../components/notice.js';
import { TermMark } from '../../components/term.js';
import { Time } from '../../components/time.js';
import { type Messages, useMessages } from '../../i18n/messages.js';

const verdicts = ['contradicts', 'supports', 'unknown', 'stale'] as const;

/** What the signals say, and how far it can still be relied on. */
export function SignalPanel({ domain }: { domain: DomainRef }) {
  const messages = useMessages();
  const { t, number } = messages;
  const { data, error, refetch } = useQuery({
    queryKey: ['signals', domain.tenant, domain.domain],
    queryFn: ({ signal }) => getSignals(domain, signal),
  });
  const measured = data?.items.filter(({ tally }) => verdicts.some((verdict) => tally[verdict] > 0)) ?? [];
  const never = (data?.items.length ?? 0) - measured.length;
  return (
    <section className="gw-panel" aria-labelledby="signal-states">
      <h2 id="signal-states" className="gw-panel__title">
        {t('overview.signals')} <TermMark id="signal" name={t('overview.signals')} />
      </h2>
      {error ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : null}
      {!data && !error ? <Loading rows={4} /> : null}
      {data && measured.length > 0 ? (
        <DataTable
          caption={t('overview.signals')}
          columns={columns(messages)}
          rows={measured}
          rowId={({ id }) => id}
          rowsAtOnce={10}
        />
      ) : null}
      {data ? (
        <p className="gw-muted gw-table-note">
          {never > 0 ? t('overview.signals_never', { count: number(never) }) : null}{' '}
          <Link to="/signals">{t('overview.to_signals')}</Link>
        </p>
      ) : null}
    </section>
  );
}

function columns({ t, number, language }: Messages): Column<Signal>[] {
  return [
    {
      id: 'signal',
      header: t('signals.column.signal'),
      rowHeader: true,
      value: ({ title }) => title[language],
      cell: ({ id, title }) => (
        <Link to={`/signals/${id}`} className="gw-table__link">
          {title[language]}
        </Link>
      ),
    },
    ...verdicts.map(
      (verdict): Column<Signal> => ({
        id: verdict,
        header: t(verdict === 'stale' ? 'signals.stale' : `signals.verdict.${verdict}`),
        align: 'end',
        value: ({ tally }) => tally[verdict],
        cell: ({ tally }) => (
          <span
            className={verdict === 'contradicts' && tally[verdict] > 0 ? 'gw-figure--warning' : undefined}
          >
            {number(tally[verdict])}
          </span>
        ),
      }),
    ),
    {
      id: 'run',
      header: t('signals.column.run'),
      value: ({ run }) => run?.started_at ?? '',
      cell: ({ run }) => (run ? <Time at={run.started_at} /> : t('signals.never')),
      minor: true,
    },
  ];
}
