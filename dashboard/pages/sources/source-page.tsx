import { useQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'react-router';
import type { SourceDetail } from '../../../server/contract/source.js';
import { getSource } from '../../api/sources.js';
import { type Column, DataTable } from '../../components/data-table.js';
import { Foreign } from '../../components/foreign.js';
import { BackLink } from '../../components/link.js';
import { Empty, ErrorNotice, Loading } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { Time } from '../../components/time.js';
import { type Messages, useMessages } from '../../i18n/messages.js';
import { useRoles } from '../../state/roles.js';
import { useTenantChoice } from '../../state/tenant.js';
import { HourPanel } from './hour-panel.js';
import { LedgerLine } from './ledger-line.js';
import { LossPanel } from './loss-panel.js';
import { MatchPanel } from './match-panel.js';
import { ParserPanel } from './parser-panel.js';
import { sourceEvents } from './source-facts.js';
import { SourceFacts } from './source-facts-panel.js';
import { useMayReadMatches, useSkew } from './use-sources.js';

type Part = SourceDetail['parts'][number];
const refreshMs = 15_000;

function columns({ t, number }: Messages): Column<Part>[] {
  const counter = (id: 'received' | 'stored' | 'rejected' | 'unparsed'): Column<Part> => ({
    id,
    header: t(`sources.column.${id}`),
    align: 'end',
    value: (part) => part[id],
    cell: (part) => number(part[id]),
    minor: id === 'unparsed',
  });
  return [
    {
      id: 'dataset',
      header: t('sources.column.dataset'),
      term: 'datensatz',
      rowHeader: true,
      value: ({ dataset }) => dataset,
      cell: ({ dataset, source }) => (
        <>
          <span className="gw-mono">{dataset || '–'}</span>
          <span className="gw-muted gw-block">
            <Foreign text={source} />
          </span>
        </>
      ),
    },
    {
      id: 'way',
      header: t('sources.column.way'),
      value: ({ collector, transport }) => `${collector} ${transport}`,
      cell: ({ collector, transport }) => `${transport.toUpperCase()} · ${collector}`,
      minor: true,
    },
    counter('received'),
    counter('stored'),
    counter('rejected'),
    counter('unparsed'),
    {
      id: 'last_seen',
      header: t('sources.column.last_seen'),
      align: 'end',
      value: ({ last_seen }) => last_seen,
      cell: ({ last_seen }) => <Time at={last_seen} />,
    },
  ];
}

/** One source, which the address names: what came when, what was lost, what could not be read, what system it is. */
export default function SourcePage() {
  const { t } = useMessages();
  const [params] = useSearchParams();
  const name = params.get('name') ?? '';
  const { tenant: usual } = useTenantChoice();
  if (name !== '') return <Source name={name} tenant={params.get('tenant') ?? usual} />;
  return (
    <Page title={t('sources.source')} back={<BackLink to="/sources">{t('sources.title')}</BackLink>}>
      <Empty icon="sources" title={t('sources.unnamed')}>
        <p>{t('sources.unnamed_text')}</p>
      </Empty>
    </Page>
  );
}

function Source({ name, tenant }: { name: string; tenant: string }) {
  const messages = useMessages();
  const { t } = messages;
  const roles = useRoles();
  const mayReadEvents = roles.has('admin') || roles.has('analyst') || roles.has('auditor');
  const mayReadMatches = useMayReadMatches();
  const { data, error, refetch } = useQuery({
    queryKey: ['sources', 'detail', tenant, name],
    queryFn: ({ signal }) => getSource(tenant, name, signal),
    refetchInterval: refreshMs,
  });
  const skew = useSkew(name);
  return (
    <Page
      title={name}
      back={<BackLink to="/sources">{t('sources.title')}</BackLink>}
      meta={
        data?.rhythm?.silent ? <span className="gw-tag gw-tag--warning">{t('sources.silent')}</span> : null
      }
      actions={
        data && mayReadEvents ? (
          <Link
            className="kern-btn kern-btn--secondary gw-btn gw-btn--small"
            to={sourceEvents(data, skew, Date.now())}
          >
            <span className="kern-label">{t('sources.events')}</span>
          </Link>
        ) : null
      }
    >
      {error && !data ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : null}
      {!data && !error ? <Loading rows={8} /> : null}
      {data ? (
        <div className="gw-columns">
          <div className="gw-columns__main">
            <LedgerLine sources={[data]} />
            <HourPanel history={data.history} />
            <LossPanel detail={data} />
            {mayReadEvents ? <ParserPanel detail={data} /> : null}
            <section aria-labelledby="parts">
              <h2 id="parts" className="gw-panel__title">
                {t('sources.parts')}
              </h2>
              <DataTable
                caption={t('sources.parts')}
                columns={columns(messages)}
                rows={data.parts}
                rowId={({ collector, source, host, dataset, transport }) =>
                  [collector, source, host, dataset, transport].join(' ')
                }
                initialSort={{ id: 'received', desc: true }}
              />
            </section>
          </div>
          <div className="gw-columns__side">
            {mayReadMatches ? <MatchPanel tenant={tenant} name={name} /> : null}
            <SourceFacts detail={data} />
          </div>
        </div>
      ) : null}
    </Page>
  );
}
