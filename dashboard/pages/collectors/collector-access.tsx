import type { Collector } from '../../../server/contract/identity.js';
import { Time } from '../../components/time.js';
import { useMessages } from '../../i18n/messages.js';

/** What a collector proves itself by, from where, and what was refused. */
export function CollectorAccess({
  collector: { credentials, networks, refused, refused_at, refused_from },
}: {
  collector: Collector;
}) {
  const { t, plural } = useMessages();
  return (
    <div className="gw-collector-health">
      {credentials.map(({ kind, subject, fingerprint, ends_at, created_at }) => (
        <p key={`${kind}${created_at}`} title={fingerprint ?? undefined}>
          {t(`collectors.credential.${kind}`)}
          {subject === null ? null : ` (${subject})`}
          {ends_at === null ? null : (
            <>
              {', '}
              {t('collectors.until')} <Time at={ends_at} full />
            </>
          )}
        </p>
      ))}
      {networks.length > 0 ? <p>{t('access.only_from', { networks: networks.join(', ') })}</p> : null}
      {refused > 0 && refused_at !== null ? (
        <ul>
          <li>
            {plural('collectors.refused', refused, { from: refused_from ?? '' })}{' '}
            <Time at={refused_at} full />
          </li>
        </ul>
      ) : null}
    </div>
  );
}
