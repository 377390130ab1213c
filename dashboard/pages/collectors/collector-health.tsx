import type { Collector } from '../../../server/contract/identity.js';
import { Time } from '../../components/time.js';
import { useMessages } from '../../i18n/messages.js';

const mebibyte = 1024 * 1024;
/** Clocks that differ by more make events of different machines hard to put in order. */
const skewLimitMs = 1000;

/** What a collector told about itself last, and what a person should look after. */
export function CollectorHealth({
  collector: { health, health_at, inputs_version },
}: {
  collector: Collector;
}) {
  const { t, number } = useMessages();
  if (health === null || health_at === null) {
    return <span className="gw-muted gw-nowrap">{t('collectors.health.none')}</span>;
  }
  const lost = Object.values(health.dropped).reduce((sum, count) => sum + count, 0);
  const skew = health.clock_skew_ms;
  const skewed = skew !== null && Math.abs(skew) > skewLimitMs;
  const concerns = [
    health.inputs_error && t('collectors.health.inputs_error', { reason: health.inputs_error }),
    !health.inputs_error &&
      inputs_version > (health.inputs_version ?? 0) &&
      t('collectors.health.inputs_wait'),
    skewed && t('collectors.health.skew', { seconds: number(skew / 1000, 1) }),
    lost > 0 && t('collectors.health.dropped', { count: number(lost) }),
    health.rejected > 0 && t('collectors.health.rejected', { count: number(health.rejected) }),
  ].filter((concern): concern is string => typeof concern === 'string' && concern !== '');
  return (
    <div className="gw-collector-health">
      <p>
        {t('collectors.health.spool', {
          used: number(health.spool_bytes / mebibyte, 1),
          limit: number(health.spool_limit_bytes / mebibyte),
        })}
        {' \u00b7 '}
        {t('collectors.health.memory', { used: number(health.memory_bytes / mebibyte) })}
        {' \u00b7 '}
        {t('collectors.health.version', { version: health.version })}
      </p>
      <p>
        {t('collectors.health.reported')} <Time at={health_at} full />
      </p>
      {concerns.length > 0 ? (
        <ul>
          {concerns.map((concern) => (
            <li key={concern}>{concern}</li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}
