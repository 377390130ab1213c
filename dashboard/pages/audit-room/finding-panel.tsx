import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { getRoomRecords, roomRecordsAddress } from '../../api/audit-room.js';
import { ErrorNotice } from '../../components/notice.js';
import { Time } from '../../components/time.js';
import { useMessages } from '../../i18n/messages.js';

/** The findings that were recorded in the room, and everything recorded as a file. */
export function FindingPanel({ grant }: { grant: string }) {
  const { t } = useMessages();
  const { data, error } = useQuery({
    queryKey: ['room', grant, 'records'],
    queryFn: ({ signal }) => getRoomRecords(grant, signal),
  });
  if (error) return <ErrorNotice error={error} />;
  if (!data || data.items.length === 0) return null;
  const findings = data.items.filter(({ finding }) => finding !== null).toReversed();
  return (
    <section className="gw-panel" aria-labelledby="findings">
      <div className="gw-panel__head">
        <h2 id="findings" className="gw-panel__title">
          {t('room.findings')}
        </h2>
        <a
          className="kern-btn kern-btn--secondary gw-btn gw-btn--small"
          href={roomRecordsAddress(grant)}
          download
        >
          <span className="kern-label">{t('room.records_export')}</span>
        </a>
      </div>
      {findings.length === 0 ? <p className="gw-muted">{t('room.findings_none')}</p> : null}
      {findings.length > 0 ? (
        <dl className="gw-facts gw-facts--wide">
          {findings.map(({ finding, requirement, target_object, object, note, at, sample }) => (
            <div key={finding?.number} className="gw-facts__row">
              <dt>
                <Link
                  to={`/audit-room/${grant}/samples/${sample}/${encodeURIComponent(requirement)}/${target_object ?? 'domain'}`}
                >
                  {requirement}
                </Link>
                <span className="gw-muted gw-block">{object || t('plan.whole_domain')}</span>
              </dt>
              <dd>
                <strong>{finding?.title}</strong>
                <span className="gw-muted gw-block">
                  {finding ? t(`finding.kind.${finding.kind}`) : null} · <Time at={at} full />
                </span>
                {note ? <span className="gw-prose gw-block">{note}</span> : null}
              </dd>
            </div>
          ))}
        </dl>
      ) : null}
    </section>
  );
}
