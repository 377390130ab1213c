import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Reveal } from '../../../server/contract/pseudonym.js';
import { getRevealReport, reportAddress } from '../../api/pseudonyms.js';
import { Button } from '../../components/button.js';
import { type Column, DataTable } from '../../components/data-table.js';
import { FactList } from '../../components/fact-list.js';
import { TextField } from '../../components/fields.js';
import { ErrorNotice, Loading } from '../../components/notice.js';
import { Time } from '../../components/time.js';
import { type Messages, useMessages } from '../../i18n/messages.js';
import { today } from '../../i18n/zoned-time.js';

const counts = ['requested', 'approved', 'refused', 'open', 'viewed', 'lookups', 'subject_accesses'] as const;

function columns({ t, number }: Messages): Column<Reveal>[] {
  return [
    {
      id: 'at',
      header: t('reveals.state.requested'),
      rowHeader: true,
      value: ({ requested_at }) => requested_at,
      cell: ({ requested_at }) => <Time at={requested_at} full />,
    },
    { id: 'by', header: t('reveals.by'), cell: ({ requested_by }) => requested_by },
    { id: 'reason', header: t('storage.reason'), cell: ({ reason }) => reason },
    {
      id: 'basis',
      header: t('reveals.legal_basis'),
      cell: (item) => t(`reveals.basis.${item.legal_basis}`),
      minor: true,
    },
    { id: 'state', header: t('reveals.state'), cell: ({ state }) => t(`reveals.state.${state}`) },
    { id: 'decided', header: t('reveals.decided_by'), cell: ({ decided_by }) => decided_by ?? '–' },
    { id: 'views', header: t('reveals.seen'), align: 'end', cell: ({ views }) => number(views) },
  ];
}

/** What the works council is told of a month; prints as it stands. */
export function ReportPanel({ tenant }: { tenant: string }) {
  const messages = useMessages();
  const { t, number, monthName } = messages;
  const [month, setMonth] = useState(() => today().slice(0, 7));
  const valid = /^\d{4}-\d\d$/.test(month);
  const { data, error, refetch } = useQuery({
    queryKey: ['reveals', tenant, 'report', month],
    queryFn: ({ signal }) => getRevealReport(tenant, month, signal),
    enabled: valid,
  });
  return (
    <section className="gw-stack" aria-labelledby="reveal-report">
      <div className="gw-panel__head">
        <h2 id="reveal-report" className="gw-panel__title">
          {t('reveals.report_title', { month: valid ? monthName(month) : month })}
        </h2>
        <div className="gw-row-actions">
          <Button small variant="tertiary" label={t('pseudonyms.print')} onPress={() => window.print()} />
          <a
            className="kern-btn kern-btn--tertiary gw-btn gw-btn--small"
            href={reportAddress(tenant, month)}
            download
          >
            <span className="kern-label">{t('reveals.csv')}</span>
          </a>
        </div>
      </div>
      <div className="gw-narrow-field">
        <TextField type="month" label={t('reveals.month')} value={month} onChange={setMonth} />
      </div>
      {error ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : null}
      {!data && !error ? <Loading rows={4} /> : null}
      {data ? (
        <>
          <div className="gw-panel">
            <FactList wide rows={counts.map((name) => [t(`reveals.count.${name}`), number(data[name])])} />
          </div>
          <DataTable
            caption={t('reveals.title')}
            columns={columns(messages)}
            rows={data.items}
            rowId={({ id }) => id}
          />
        </>
      ) : null}
    </section>
  );
}
