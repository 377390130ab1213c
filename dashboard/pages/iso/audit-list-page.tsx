import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import type { Audit } from '../../../server/contract/iso.js';
import { getAudits } from '../../api/iso.js';
import { Button } from '../../components/button.js';
import { type Column, DataTable } from '../../components/data-table.js';
import { Dialog } from '../../components/dialog.js';
import { Empty, ErrorNotice, Loading } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { type Messages, useMessages } from '../../i18n/messages.js';
import { DomainSelect, useDomain } from '../structure/use-domain.js';
import { useMayChange } from '../structure/use-may-change.js';
import { AuditForm } from './audit-form.js';
import { auditTime } from './audit-time.js';
import { findingKinds } from './iso-words.js';

function columns(messages: Messages): Column<Audit>[] {
  const { t, number } = messages;
  return [
    {
      id: 'time',
      header: t('audit.time'),
      value: ({ starts }) => starts,
      cell: (audit) => <span className="gw-nowrap">{auditTime(audit, messages)}</span>,
    },
    {
      id: 'title',
      header: t('audit.name'),
      rowHeader: true,
      value: ({ title }) => title,
      cell: ({ id, title }) => (
        <Link to={`/audits/${id}`} className="gw-table__link gw-words">
          {title}
        </Link>
      ),
    },
    {
      id: 'auditor',
      header: t('audit.auditor'),
      value: ({ auditor }) => auditor,
      cell: ({ auditor }) => auditor || '–',
      minor: true,
    },
    {
      id: 'state',
      header: t('audit.state'),
      value: ({ state }) => state,
      cell: ({ state }) => t(`audit.state.${state}`),
    },
    ...findingKinds.map(
      (kind): Column<Audit> => ({
        id: kind,
        header: t(`audit.kinds.${kind}`),
        align: 'end',
        minor: true,
        value: ({ findings }) => findings[kind],
        cell: ({ findings }) => number(findings[kind]),
      }),
    ),
    {
      id: 'open',
      header: t('audit.open_findings'),
      term: 'feststellung',
      align: 'end',
      value: ({ findings }) => findings.open,
      cell: ({ findings }) => number(findings.open),
    },
  ];
}

/** The internal audit programme (ISO/IEC 27001, 9.2.2). */
export default function AuditListPage() {
  const messages = useMessages();
  const { t } = messages;
  const mayChange = useMayChange();
  const choice = useDomain();
  const { ref } = choice;
  const [adding, setAdding] = useState(false);
  const { data, error, refetch } = useQuery({
    queryKey: ['iso', 'audits', ref?.domain],
    queryFn: ({ signal }) => getAudits(ref!, signal),
    enabled: ref !== undefined,
  });
  const failure = choice.error ?? error;
  return (
    <Page
      title={t('audit.title')}
      term="audit"
      actions={
        <div className="gw-toolbar gw-toolbar--end">
          <DomainSelect choice={choice} />
          {mayChange && ref ? (
            <Button
              small
              variant="primary"
              icon="add"
              label={t('audit.add')}
              onPress={() => setAdding(true)}
            />
          ) : null}
        </div>
      }
    >
      <p className="gw-lead">{t('audit.lead')}</p>
      {failure ? (
        <ErrorNotice
          error={failure}
          onRetry={() => {
            choice.retry();
            void refetch();
          }}
        />
      ) : null}
      {!data && !failure ? <Loading rows={4} /> : null}
      {data && data.items.length > 0 ? (
        <DataTable
          caption={t('audit.title')}
          columns={columns(messages)}
          rows={data.items}
          rowId={({ id }) => id}
          initialSort={{ id: 'time', desc: true }}
        />
      ) : null}
      {data?.items.length === 0 ? (
        <Empty icon="audits" title={t('audit.empty')}>
          <p>{t('audit.empty_text')}</p>
        </Empty>
      ) : null}
      <Dialog wide title={t('audit.add')} isOpen={adding} onClose={() => setAdding(false)}>
        {ref ? <AuditForm audit={undefined} domain={ref} onClose={() => setAdding(false)} /> : null}
      </Dialog>
    </Page>
  );
}
