import { useQuery } from '@tanstack/react-query';
import { Link, useLocation, useNavigate, useParams } from 'react-router';
import type { RoomEvidence, Worksheet } from '../../../server/contract/audit-room.js';
import { getRoom, getSample, getWorksheet, roomFileAddress } from '../../api/audit-room.js';
import { FactList } from '../../components/fact-list.js';
import { BackLink } from '../../components/link.js';
import { ErrorNotice, Loading } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { Time } from '../../components/time.js';
import { useMessages } from '../../i18n/messages.js';
import { HistoryList } from '../check/answer-history.js';
import { RequirementText } from '../check/requirement-text.js';
import { EvidenceState } from '../evidence/evidence-state.js';
import { RecordForm } from './record-form.js';
import { recordOf, resultKey } from './sample-words.js';

function Answer({ sheet: { requirement, answer } }: { sheet: Worksheet }) {
  const { t, date } = useMessages();
  const rows = [
    [t('check.field.status'), t(`check.status.${answer.status}`)],
    [t('check.field.implementation'), answer.implementation],
    [t('check.field.reason'), answer.reason],
    [t('check.field.responsible'), answer.responsible],
    [t('check.field.due'), answer.due ? date(answer.due) : ''],
    [t('check.field.assessor'), answer.assessor],
    [t('check.field.assessed_on'), answer.assessed_on ? date(answer.assessed_on) : ''],
    [t('check.field.interviewees'), answer.interviewees.join(', ')],
    [t('check.field.evidence'), answer.evidence.map(({ title }) => title).join(', ')],
  ] as const;
  return (
    <section className="gw-panel" aria-labelledby="answer">
      <h2 id="answer" className="gw-panel__title">
        {t('room.answer')}
      </h2>
      <RequirementText
        requirement={requirement}
        states={answer.sub_statuses}
        mayChange={false}
        onChange={() => {}}
      />
      <FactList values="prose" rows={rows} />
    </section>
  );
}

function EvidenceItem({ grant, item }: { grant: string; item: RoomEvidence }) {
  const { t, date } = useMessages();
  const { pathname } = useLocation();
  return (
    <div className="gw-facts__row">
      <dt>
        {item.kind === 'link' ? (
          item.title
        ) : (
          <Link to={`/audit-room/${grant}/evidence/${item.id}`} state={{ back: pathname }}>
            {item.title}
          </Link>
        )}
      </dt>
      <dd>
        <EvidenceState state={item.state} /> · {t('evidence.effective_on')} {date(item.effective_on)} ·{' '}
        {item.provided_by}
        {item.shows ? <span className="gw-prose gw-block">{item.shows}</span> : null}
        {item.file ? (
          <a className="gw-block" href={roomFileAddress(grant, item.id)} download>
            {t('room.save_file', { name: item.file.name })}
          </a>
        ) : null}
        {item.link ? (
          <a className="gw-block gw-break" href={item.link} target="_blank" rel="noreferrer">
            {item.link}
          </a>
        ) : null}
      </dd>
    </div>
  );
}

function Proof({ grant, sheet }: { grant: string; sheet: Worksheet }) {
  const { t } = useMessages();
  return (
    <>
      <section className="gw-panel" aria-labelledby="evidence">
        <h2 id="evidence" className="gw-panel__title">
          {t('evidence.title')}
        </h2>
        {sheet.evidence.length === 0 ? <p className="gw-muted">{t('room.no_evidence')}</p> : null}
        <dl className="gw-facts">
          {sheet.evidence.map((item) => (
            <EvidenceItem key={item.id} grant={grant} item={item} />
          ))}
        </dl>
      </section>
      <section className="gw-panel" aria-labelledby="signals">
        <h2 id="signals" className="gw-panel__title">
          {t('room.signals')}
        </h2>
        {sheet.signals.length === 0 ? <p className="gw-muted">{t('room.no_signals')}</p> : null}
        <dl className="gw-facts">
          {sheet.signals.map(({ observation, signal, verdict, freshness, observed_at }) => (
            <div key={observation} className="gw-facts__row">
              <dt>{signal}</dt>
              <dd>
                {t(`signals.verdict.${verdict}`)} · <Time at={observed_at} full />
                {freshness === 'stale' ? ` · ${t('room.stale')}` : ''}
              </dd>
            </div>
          ))}
        </dl>
      </section>
    </>
  );
}

function History({ entries }: { entries: Worksheet['history'] }) {
  const { t } = useMessages();
  return (
    <section className="gw-panel" aria-labelledby="history">
      <h2 id="history" className="gw-panel__title">
        {t('check.history')}
      </h2>
      <HistoryList entries={entries} />
    </section>
  );
}

/** One thing that was drawn: what is said, what proves it, and what the auditor says of it. */
export default function WorksheetPage() {
  const { grant = '', sample = '', requirement = '', scope = 'domain' } = useParams();
  const { t } = useMessages();
  const navigate = useNavigate();
  const object = scope === 'domain' ? null : scope;
  const room = useQuery({ queryKey: ['room', grant], queryFn: ({ signal }) => getRoom(grant, signal) });
  const drawn = useQuery({
    queryKey: ['room', grant, 'sample', sample],
    queryFn: ({ signal }) => getSample(grant, sample, signal),
  });
  const sheet = useQuery({
    queryKey: ['room', grant, 'sheet', requirement, scope],
    queryFn: ({ signal }) => getWorksheet(grant, requirement, scope, signal),
  });
  const error = room.error ?? drawn.error ?? sheet.error;
  const record = drawn.data && recordOf(drawn.data, { requirement, target_object: object });
  const named = room.data?.objects.find(({ id }) => id === object);
  const back = `/audit-room/${grant}/samples/${sample}`;
  return (
    <Page
      title={`${requirement} ${sheet.data?.requirement.title ?? ''}`.trim()}
      back={<BackLink to={back}>{t('room.sample')}</BackLink>}
      meta={
        <>
          <span className="gw-tag">{t(resultKey(record))}</span>
          <span className="gw-muted">{named ? `${named.key} ${named.name}` : t('plan.whole_domain')}</span>
        </>
      }
    >
      {error ? (
        <ErrorNotice
          error={error}
          onRetry={() => {
            for (const query of [room, drawn, sheet]) void query.refetch();
          }}
        />
      ) : null}
      {(!sheet.data || !drawn.data) && !error ? <Loading rows={6} /> : null}
      {sheet.data && drawn.data ? (
        <div className="gw-columns gw-columns--main-first">
          <div className="gw-columns__main">
            <Answer sheet={sheet.data} />
            <Proof grant={grant} sheet={sheet.data} />
            <History entries={sheet.data.history} />
          </div>
          <div className="gw-columns__side">
            <section className="gw-panel" aria-labelledby="record">
              <h2 id="record" className="gw-panel__title">
                {t('room.record_title')}
              </h2>
              {record ? (
                <p>
                  {t('room.recorded_by', { name: record.by })} <Time at={record.at} full />
                  {record.note ? <span className="gw-prose gw-block">{record.note}</span> : null}
                </p>
              ) : null}
              <RecordForm
                grant={grant}
                sample={sample}
                requirement={requirement}
                target_object={object}
                onSaved={() => void navigate(back)}
              />
            </section>
          </div>
        </div>
      ) : null}
    </Page>
  );
}
