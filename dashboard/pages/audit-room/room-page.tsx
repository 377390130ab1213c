import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import type { AuditRoomFacts, AuditSample } from '../../../server/contract/audit-room.js';
import { getRoom, getSamples } from '../../api/audit-room.js';
import { Button } from '../../components/button.js';
import { type Column, DataTable } from '../../components/data-table.js';
import { Dialog } from '../../components/dialog.js';
import { FactList } from '../../components/fact-list.js';
import { BackLink } from '../../components/link.js';
import { Empty, ErrorNotice, Loading } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { type Messages, useMessages } from '../../i18n/messages.js';
import { auditTime } from '../iso/audit-time.js';
import { DrawForm } from './draw-form.js';
import { FindingPanel } from './finding-panel.js';
import { PackageList } from './package-list.js';
import { recordOf } from './sample-words.js';

function Facts({ room }: { room: AuditRoomFacts }) {
  const messages = useMessages();
  const { t, date, number } = messages;
  const { audit, grant, answers, bausteine, objects } = room;
  const counts = (['yes', 'partial', 'no', 'dispensable'] as const)
    .map((status) => `${number(answers[status])} ${t(`check.status.${status}`)}`)
    .join(', ');
  const rows = [
    [t('room.domain'), room.domain_name],
    [t('room.catalog'), grant.catalog],
    [t('audit.scope'), audit.scope],
    [t('audit.criteria'), audit.criteria],
    [t('audit.time'), auditTime(audit, messages)],
    [t('room.open'), `${date(grant.from)} – ${date(grant.until)}`],
    [t('room.answers'), counts],
    [
      t('room.bausteine'),
      grant.bausteine.length === 0
        ? t('room.all', { count: number(bausteine.length) })
        : grant.bausteine.join(', '),
    ],
    [
      t('room.objects'),
      grant.scopes.length === 0
        ? t('room.all', { count: number(objects.length) })
        : objects.map(({ key, name, id }) => (id ? `${key} ${name}` : t('plan.whole_domain'))).join(', ') ||
          '–',
    ],
  ] as const;
  return <FactList values="prose" rows={rows} />;
}

function columns(grant: string, { t, dateTime, number }: Messages): Column<AuditSample>[] {
  const done = (sample: AuditSample) => sample.items.filter((item) => recordOf(sample, item)).length;
  return [
    {
      id: 'drawn_at',
      header: t('room.drawn_at'),
      rowHeader: true,
      value: ({ drawn_at }) => drawn_at,
      cell: ({ id, drawn_at }) => (
        <Link to={`/audit-room/${grant}/samples/${id}`} className="gw-table__link">
          {dateTime(drawn_at)}
        </Link>
      ),
    },
    {
      id: 'method',
      header: t('room.method'),
      value: ({ method }) => method,
      cell: ({ method }) => t(`room.method.${method}`),
    },
    {
      id: 'population',
      header: t('room.population'),
      align: 'end',
      minor: true,
      value: ({ population }) => population.count,
      cell: ({ population }) => number(population.count),
    },
    {
      id: 'done',
      header: t('room.recorded'),
      align: 'end',
      value: done,
      cell: (sample) => t('room.done_of', { done: done(sample), all: sample.items.length }),
    },
  ];
}

/** One scope: its facts, and the samples that were drawn of it. */
export default function RoomPage() {
  const { grant = '' } = useParams();
  const messages = useMessages();
  const { t } = messages;
  const room = useQuery({ queryKey: ['room', grant], queryFn: ({ signal }) => getRoom(grant, signal) });
  const samples = useQuery({
    queryKey: ['room', grant, 'samples'],
    queryFn: ({ signal }) => getSamples(grant, signal),
  });
  const [drawing, setDrawing] = useState(false);
  const error = room.error ?? samples.error;
  return (
    <Page
      title={room.data?.audit.title ?? t('room.title')}
      back={<BackLink to="/audit-room">{t('room.title')}</BackLink>}
      actions={
        room.data ? (
          <Button
            small
            variant="primary"
            icon="add"
            label={t('room.draw')}
            onPress={() => setDrawing(true)}
          />
        ) : null
      }
    >
      {error ? (
        <ErrorNotice
          error={error}
          onRetry={() => {
            void room.refetch();
            void samples.refetch();
          }}
        />
      ) : null}
      {(!room.data || !samples.data) && !error ? <Loading rows={6} /> : null}
      {room.data && samples.data ? (
        <div className="gw-columns">
          <div className="gw-columns__main">
            {samples.data.items.length > 0 ? (
              <DataTable
                caption={t('room.samples')}
                columns={columns(grant, messages)}
                rows={samples.data.items}
                rowId={({ id }) => id}
                initialSort={{ id: 'drawn_at', desc: true }}
              />
            ) : (
              <Empty icon="checklist" title={t('room.no_sample')}>
                <p>{t('room.no_sample_text')}</p>
              </Empty>
            )}
            <FindingPanel grant={grant} />
          </div>
          <div className="gw-columns__side">
            <section className="gw-panel" aria-labelledby="facts">
              <h2 id="facts" className="gw-panel__title">
                {t('room.facts')}
              </h2>
              <Facts room={room.data} />
            </section>
            <PackageList grant={grant} />
          </div>
        </div>
      ) : null}
      <Dialog title={t('room.draw')} isOpen={drawing} onClose={() => setDrawing(false)}>
        <DrawForm grant={grant} onClose={() => setDrawing(false)} />
      </Dialog>
    </Page>
  );
}
