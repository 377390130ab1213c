import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import type { Evidence } from '../../../server/contract/evidence.js';
import {
  evidenceFileAddress,
  evidenceViewAddress,
  getEvidence,
  getEvidenceDisplay,
  getEvidenceVersions,
} from '../../api/evidence.js';
import { Button } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { FactList } from '../../components/fact-list.js';
import { BackLink } from '../../components/link.js';
import { ErrorNotice, Loading, Notice } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { Time } from '../../components/time.js';
import { useMessages } from '../../i18n/messages.js';
import { FileView } from '../audit-room/file-view.js';
import { HashCheck } from '../audit-room/hash-check.js';
import { ObservationTable } from '../audit-room/observation-table.js';
import { useMayChange } from '../structure/use-may-change.js';
import { useStructure } from '../structure/use-structure.js';
import { EvidenceForm } from './evidence-form.js';
import { EvidenceState } from './evidence-state.js';
import { WithdrawForm } from './withdraw-form.js';

function Facts({ item }: { item: Evidence }) {
  const { t, date, number } = useMessages();
  const rows = [
    [t('evidence.state'), <EvidenceState key="state" state={item.state} />],
    [t('evidence.coverage'), t(`evidence.coverage.${item.coverage}`)],
    [t('evidence.effective_on'), date(item.effective_on)],
    [t('evidence.valid_until'), item.valid_until ? date(item.valid_until) : '–'],
    [t('evidence.provided_by'), item.provided_by],
    [t('evidence.classification'), t(`evidence.classification.${item.classification}`)],
    [
      t('evidence.file'),
      item.file ? (
        <span key="file">
          {item.file.name}{' '}
          <span className="gw-muted">
            {t('evidence.file_size', { size: number(Math.ceil(item.file.size / 1024)) })}
          </span>
        </span>
      ) : null,
    ],
    [
      t('room.hash'),
      item.file ? <HashCheck key="hash" address={evidenceFileAddress(item.id)} file={item.file} /> : null,
    ],
    [
      t('evidence.link'),
      item.link ? (
        <a key="link" href={item.link} target="_blank" rel="noreferrer" className="gw-break">
          {item.link}
        </a>
      ) : null,
    ],
    [
      t('evidence.scan'),
      item.scan ? (
        <Link key="scan" to={`/scans/${item.scan}`}>
          {t('evidence.scan_open')}
        </Link>
      ) : null,
    ],
  ] as const;
  return <FactList rows={rows} />;
}

/** The file as what it is, or what was observed. */
function Content({ item }: { item: Evidence }) {
  const { t } = useMessages();
  const { data, error, refetch } = useQuery({
    queryKey: ['evidence', 'display', item.id, item.version],
    queryFn: ({ signal }) => getEvidenceDisplay(item.id, signal),
    enabled: item.kind !== 'link',
  });
  if (item.kind === 'link') return null;
  if (error) return <ErrorNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading rows={6} />;
  if (item.kind === 'file')
    return <FileView item={item} shown={data.shown} address={evidenceViewAddress(item.id)} />;
  if (data.observed) return <ObservationTable observed={data.observed} />;
  return <Notice tone="warning" title={t('room.observation_gone')} />;
}

function Versions({ id }: { id: string }) {
  const { t } = useMessages();
  const { data, error } = useQuery({
    queryKey: ['evidence', 'versions', id],
    queryFn: ({ signal }) => getEvidenceVersions(id, signal),
  });
  return (
    <section className="gw-panel" aria-labelledby="versions">
      <h2 id="versions" className="gw-panel__title">
        {t('evidence.versions')}
      </h2>
      {error ? <ErrorNotice error={error} /> : null}
      <dl className="gw-facts">
        {data?.items.map(({ number, at, by, position }) => (
          <div key={number} className="gw-facts__row">
            <dt>{t('evidence.version', { number })}</dt>
            <dd>
              <Time at={at} full /> · {by}
              <span className="gw-muted gw-block">
                {position === null ? t('evidence.coverage.waiting') : t('evidence.position', { position })}
              </span>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** One item with its versions. */
export default function EvidencePage() {
  const { id = '' } = useParams();
  const { t, date } = useMessages();
  const mayChange = useMayChange();
  const { data, error, refetch } = useQuery({
    queryKey: ['evidence', 'item', id],
    queryFn: ({ signal }) => getEvidence(id, signal),
  });
  const ref = data && { tenant: data.tenant, domain: data.domain };
  const { objects } = useStructure(ref);
  const [open, setOpen] = useState<'edit' | 'withdraw'>();
  const close = (): void => setOpen(undefined);
  return (
    <Page
      title={data?.title ?? t('evidence.title')}
      back={<BackLink to="/evidence">{t('evidence.title')}</BackLink>}
      actions={
        <div className="gw-toolbar gw-toolbar--end">
          {data?.file ? (
            <a
              className="kern-btn kern-btn--secondary gw-btn gw-btn--small"
              href={evidenceFileAddress(id)}
              download
            >
              <span className="kern-label">{t('evidence.download')}</span>
            </a>
          ) : null}
          {mayChange && data && !data.withdrawn ? (
            <>
              <Button
                small
                icon="remove"
                label={t('evidence.withdraw')}
                onPress={() => setOpen('withdraw')}
              />
              <Button
                small
                variant="primary"
                icon="edit"
                label={t('evidence.edit')}
                onPress={() => setOpen('edit')}
              />
            </>
          ) : null}
        </div>
      }
    >
      {error ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : null}
      {!data && !error ? <Loading rows={6} /> : null}
      {data?.withdrawn ? (
        <Notice
          tone="info"
          title={t('evidence.withdrawn_by', { name: data.withdrawn.by, date: date(data.withdrawn.at) })}
        >
          <p>{data.withdrawn.reason}</p>
        </Notice>
      ) : null}
      {data ? (
        <div className="gw-columns gw-columns--main-first">
          <div className="gw-columns__main">
            <section className="gw-panel" aria-labelledby="shows">
              <h2 id="shows" className="gw-panel__title">
                {t('evidence.shows')}
              </h2>
              {data.shows === '' ? null : <p className="gw-prose">{data.shows}</p>}
              <dl className="gw-facts">
                <div className="gw-facts__row">
                  <dt>{t('evidence.requirements')}</dt>
                  <dd className="gw-mono">{data.requirements.join(', ') || '–'}</dd>
                </div>
                <div className="gw-facts__row">
                  <dt>{t('evidence.objects')}</dt>
                  <dd>
                    {data.target_objects.length === 0 ? t('evidence.objects_none') : null}
                    {data.target_objects.map((object) => (
                      <Link key={object.id} to={`/target-objects/${object.id}`} className="gw-block">
                        {object.key} {object.name}
                      </Link>
                    ))}
                  </dd>
                </div>
              </dl>
            </section>
            <Content item={data} />
            <Versions id={id} key={data.version} />
          </div>
          <div className="gw-columns__side">
            <section className="gw-panel" aria-labelledby="facts">
              <h2 id="facts" className="gw-panel__title">
                {t('targets.facts')}
              </h2>
              <Facts item={data} />
            </section>
          </div>
        </div>
      ) : null}
      <Dialog wide title={t('evidence.edit')} isOpen={open === 'edit'} onClose={close}>
        {ref ? <EvidenceForm domain={ref} item={data} objects={objects ?? []} onClose={close} /> : null}
      </Dialog>
      <Dialog title={t('evidence.withdraw')} isOpen={open === 'withdraw'} onClose={close}>
        {data ? <WithdrawForm item={data} onClose={close} /> : null}
      </Dialog>
    </Page>
  );
}
