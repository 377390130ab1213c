import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import type { AuditSampleDetail, SampleEntry } from '../../../server/contract/audit-room.js';
import { getRoom, getSample } from '../../api/audit-room.js';
import { type Column, DataTable } from '../../components/data-table.js';
import { FactList } from '../../components/fact-list.js';
import { BackLink } from '../../components/link.js';
import { ErrorNotice, Loading, Notice } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { type Messages, useMessages } from '../../i18n/messages.js';
import { recordOf, resultKey } from './sample-words.js';

function columns(
  sample: AuditSampleDetail,
  nameOf: (object: string | null) => string,
  { t }: Messages,
): Column<SampleEntry>[] {
  const doubt = ({ contradicted, evidence }: SampleEntry) =>
    contradicted ? t('room.contradicted') : t(evidence ? 'room.has_evidence' : 'room.no_evidence');
  return [
    {
      id: 'requirement',
      header: t('room.requirement'),
      rowHeader: true,
      value: ({ requirement }) => requirement,
      cell: ({ requirement, target_object }) => (
        <Link
          to={`/audit-room/${sample.grant}/samples/${sample.id}/${encodeURIComponent(requirement)}/${target_object ?? 'domain'}`}
          className="gw-table__link"
        >
          {requirement}
        </Link>
      ),
    },
    {
      id: 'object',
      header: t('finding.object'),
      value: ({ target_object }) => nameOf(target_object),
      cell: ({ target_object }) => nameOf(target_object),
    },
    {
      id: 'status',
      header: t('check.field.status'),
      value: ({ status }) => t(`check.status.${status}`),
      cell: ({ status }) => t(`check.status.${status}`),
    },
    { id: 'doubt', header: t('room.doubt'), minor: true, value: doubt, cell: doubt },
    {
      id: 'result',
      header: t('room.result'),
      value: (item) => t(resultKey(recordOf(sample, item))),
      cell: (item) => t(resultKey(recordOf(sample, item))),
    },
  ];
}

function Facts({ sample }: { sample: AuditSampleDetail }) {
  const { t, dateTime, number } = useMessages();
  const rows = [
    [t('room.drawn_at'), `${dateTime(sample.drawn_at)} · ${sample.drawn_by}`],
    [t('room.method'), t(`room.method.${sample.method}`)],
    [t('room.size'), number(sample.size)],
    [t('room.seed'), sample.seed],
    [t('room.population'), number(sample.population.count)],
    [
      t('room.population_hash'),
      <span key="hash" className="gw-mono gw-muted">
        {sample.population.sha256}
      </span>,
    ],
    [t('room.reproduced'), t(sample.reproduced ? 'room.reproduced_yes' : 'room.reproduced_no')],
  ] as const;
  return <FactList values="break" rows={rows} />;
}

/** One sample: what was drawn, and how far it has come. */
export default function SamplePage() {
  const { grant = '', sample = '' } = useParams();
  const messages = useMessages();
  const { t } = messages;
  const room = useQuery({ queryKey: ['room', grant], queryFn: ({ signal }) => getRoom(grant, signal) });
  const { data, error, refetch } = useQuery({
    queryKey: ['room', grant, 'sample', sample],
    queryFn: ({ signal }) => getSample(grant, sample, signal),
  });
  const nameOf = (id: string | null): string => {
    if (id === null) return t('plan.whole_domain');
    const object = room.data?.objects.find((each) => each.id === id);
    return object ? `${object.key} ${object.name}` : '–';
  };
  const fault = error ?? room.error;
  return (
    <Page
      title={t('room.sample')}
      term="stichprobe"
      back={<BackLink to={`/audit-room/${grant}`}>{room.data?.audit.title ?? t('room.title')}</BackLink>}
    >
      {fault ? (
        <ErrorNotice
          error={fault}
          onRetry={() => {
            void room.refetch();
            void refetch();
          }}
        />
      ) : null}
      {(!data || !room.data) && !fault ? <Loading rows={6} /> : null}
      {data && !data.reproduced ? (
        <Notice tone="danger" title={t('room.reproduced_no')}>
          <p>{t('room.reproduced_no_text')}</p>
        </Notice>
      ) : null}
      {data && room.data ? (
        <div className="gw-columns gw-columns--main-first">
          <div className="gw-columns__main">
            <DataTable
              caption={t('room.sample')}
              columns={columns(data, nameOf, messages)}
              rows={data.items}
              rowId={({ requirement, target_object }) => `${requirement} ${target_object}`}
            />
          </div>
          <div className="gw-columns__side">
            <section className="gw-panel" aria-labelledby="facts">
              <h2 id="facts" className="gw-panel__title">
                {t('room.drawing')}
              </h2>
              <Facts sample={data} />
            </section>
          </div>
        </div>
      ) : null}
    </Page>
  );
}
