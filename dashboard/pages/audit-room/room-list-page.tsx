import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { AuditRoom } from '../../../server/contract/audit-room.js';
import { getRooms } from '../../api/audit-room.js';
import { type Column, DataTable } from '../../components/data-table.js';
import { Empty, ErrorNotice, Loading } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { type Messages, useMessages } from '../../i18n/messages.js';
import { useSession } from '../../state/session.js';

function columns({ t, date }: Messages): Column<AuditRoom>[] {
  return [
    {
      id: 'audit',
      header: t('audit.name'),
      rowHeader: true,
      value: ({ audit }) => audit.title,
      cell: ({ audit, grant }) => (
        <Link to={`/audit-room/${grant.id}`} className="gw-table__link">
          {audit.title}
        </Link>
      ),
    },
    {
      id: 'domain',
      header: t('room.domain'),
      value: ({ domain_name }) => domain_name,
      cell: ({ domain_name }) => domain_name,
    },
    {
      id: 'state',
      header: t('audit.state'),
      minor: true,
      value: ({ audit }) => audit.state,
      cell: ({ audit }) => t(`audit.state.${audit.state}`),
    },
    {
      id: 'until',
      header: t('room.until'),
      value: ({ grant }) => grant.until,
      cell: ({ grant }) => date(grant.until),
    },
  ];
}

/** What an auditor was given to read. */
export default function RoomListPage() {
  const messages = useMessages();
  const { t } = messages;
  const isAuditor = useSession().user?.roles.includes('auditor') === true;
  const { data, error, refetch } = useQuery({
    queryKey: ['room', 'list'],
    queryFn: ({ signal }) => getRooms(signal),
    enabled: isAuditor,
  });
  return (
    <Page
      title={t('room.title')}
      term="auditraum"
      actions={
        <Link className="kern-btn kern-btn--secondary gw-btn gw-btn--small" to="/audit-room/verify">
          <span className="kern-label">{t('room.verify')}</span>
        </Link>
      }
    >
      <p className="gw-lead">{t('room.lead')}</p>
      {error ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : null}
      {isAuditor && !data && !error ? <Loading rows={4} /> : null}
      {data && data.items.length > 0 ? (
        <DataTable
          caption={t('room.title')}
          columns={columns(messages)}
          rows={data.items}
          rowId={({ grant }) => grant.id}
        />
      ) : null}
      {data?.items.length === 0 ? (
        <Empty icon="audits" title={t('room.empty')}>
          <p>{t('room.empty_text')}</p>
        </Empty>
      ) : null}
      {isAuditor ? null : (
        <Empty icon="audits" title={t('room.auditors')}>
          <p>{t('room.auditors_text')}</p>
        </Empty>
      )}
    </Page>
  );
}
