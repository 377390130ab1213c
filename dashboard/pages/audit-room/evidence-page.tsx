import { useQuery } from '@tanstack/react-query';
import { useLocation, useParams } from 'react-router';
import type { RoomEvidenceDetail } from '../../../server/contract/audit-room.js';
import { getRoomEvidence, roomFileAddress, roomViewAddress } from '../../api/audit-room.js';
import { FactList } from '../../components/fact-list.js';
import { BackLink } from '../../components/link.js';
import { ErrorNotice, Loading, Notice } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { useMessages } from '../../i18n/messages.js';
import { EvidenceState } from '../evidence/evidence-state.js';
import { sizeText } from '../storage/storage-facts.js';
import { FileView } from './file-view.js';
import { HashCheck } from './hash-check.js';
import { ObservationTable } from './observation-table.js';

function Facts({ item, address }: { item: RoomEvidenceDetail; address: string }) {
  const messages = useMessages();
  const { t, date } = messages;
  const { file } = item;
  const rows = [
    [
      t('evidence.shows'),
      item.shows === '' ? null : (
        <span key="shows" className="gw-prose">
          {item.shows}
        </span>
      ),
    ],
    [t('evidence.state'), <EvidenceState key="state" state={item.state} />],
    [t('evidence.effective_on'), date(item.effective_on)],
    [t('evidence.valid_until'), item.valid_until ? date(item.valid_until) : '–'],
    [t('evidence.provided_by'), item.provided_by],
    [t('evidence.classification'), t(`evidence.classification.${item.classification}`)],
    [
      t('evidence.file'),
      file ? (
        <span key="file">
          {file.name} <span className="gw-muted">{sizeText(file.size, messages)}</span>
        </span>
      ) : null,
    ],
    [t('room.hash'), file ? <HashCheck key="hash" address={address} file={file} /> : null],
  ] as const;
  return <FactList rows={rows} />;
}

/** One item of evidence, shown in the page: a file as what it is, an observation as a table. */
export default function RoomEvidencePage() {
  const { grant = '', evidence = '' } = useParams();
  const { t } = useMessages();
  const from: unknown = (useLocation().state as { back?: unknown } | null)?.back;
  const { data, error, refetch } = useQuery({
    queryKey: ['room', grant, 'evidence', evidence],
    queryFn: ({ signal }) => getRoomEvidence(grant, evidence, signal),
  });
  const file = roomFileAddress(grant, evidence);
  return (
    <Page
      title={data?.title ?? t('evidence.title')}
      back={
        <BackLink to={typeof from === 'string' ? from : `/audit-room/${grant}`}>
          {t(typeof from === 'string' ? 'room.back_to_answer' : 'room.title')}
        </BackLink>
      }
      actions={
        data?.file ? (
          <a className="kern-btn kern-btn--secondary gw-btn gw-btn--small" href={file} download>
            <span className="kern-label">{t('room.save_file', { name: data.file.name })}</span>
          </a>
        ) : null
      }
    >
      {error ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : null}
      {!data && !error ? <Loading rows={8} /> : null}
      {data ? (
        <div className="gw-columns gw-columns--main-first">
          <div className="gw-columns__main">
            <FileView item={data} shown={data.shown} address={roomViewAddress(grant, evidence)} />
            {data.observed ? <ObservationTable observed={data.observed} /> : null}
            {data.kind === 'observation' && !data.observed ? (
              <Notice tone="warning" title={t('room.observation_gone')} />
            ) : null}
          </div>
          <div className="gw-columns__side">
            <section className="gw-panel" aria-labelledby="facts">
              <h2 id="facts" className="gw-panel__title">
                {t('room.evidence_facts')}
              </h2>
              <Facts item={data} address={file} />
            </section>
          </div>
        </div>
      ) : null}
    </Page>
  );
}
