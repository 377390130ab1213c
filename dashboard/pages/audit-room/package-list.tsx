import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { getRoomPackages, roomPackageAddress } from '../../api/audit-room.js';
import { ErrorNotice } from '../../components/notice.js';
import { Term } from '../../components/term.js';
import { useMessages } from '../../i18n/messages.js';
import { sizeText } from '../storage/storage-facts.js';

/** Audit packages that were released to the auditor. */
export function PackageList({ grant }: { grant: string }) {
  const messages = useMessages();
  const { t, date } = messages;
  const { data, error } = useQuery({
    queryKey: ['room', grant, 'packages'],
    queryFn: ({ signal }) => getRoomPackages(grant, signal),
  });
  if (error) return <ErrorNotice error={error} />;
  if (!data || data.items.length === 0) return null;
  return (
    <section className="gw-panel" aria-labelledby="packages">
      <h2 id="packages" className="gw-panel__title">
        <Term id="pruefpaket">{t('room.packages')}</Term>
      </h2>
      <p className="gw-muted">{t('room.packages_text')}</p>
      <p>
        <Link to="/audit-room/verify">{t('room.verify')}</Link>
      </p>
      <dl className="gw-facts">
        {data.items.map(({ id, from, to, file_name, bytes, sha256 }) => (
          <div key={id} className="gw-facts__row">
            <dt>
              {date(from)} – {date(to)}
            </dt>
            <dd>
              <a href={roomPackageAddress(grant, id)} download>
                {t('room.save_file', { name: file_name })}
              </a>
              <span className="gw-muted gw-block">{sizeText(bytes, messages)}</span>
              <span className="gw-muted gw-mono gw-break gw-block">{sha256}</span>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
