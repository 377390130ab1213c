import type { SourceDetail } from '../../../server/contract/source.js';
import { Time } from '../../components/time.js';
import { type MessageKey, type Messages, useMessages } from '../../i18n/messages.js';
import { sizeText } from '../storage/storage-facts.js';
import { spanText } from './source-facts.js';

const knownReasons = new Set(['kernel', 'buffer-full', 'empty', 'too-large', 'malformed']);

/** @returns the reason in words; one that was never named stays as it is written */
function reasonText(reason: string | null, { t }: Messages): string {
  if (reason === null) return t('sources.reason.unknown');
  return knownReasons.has(reason) ? t(`sources.reason.${reason}` as MessageKey) : reason;
}

/** What was rejected, by reason, and what collectors tell that never came here. */
export function LossPanel({ detail: { rejections, collector_losses: losses } }: { detail: SourceDetail }) {
  const messages = useMessages();
  const { t, number } = messages;
  return (
    <section className="gw-panel" aria-labelledby="losses">
      <h2 id="losses" className="gw-panel__title">
        {t('sources.losses')}
      </h2>
      {rejections.length === 0 ? <p className="gw-muted">{t('sources.losses_none')}</p> : null}
      {rejections.length + losses.length > 0 ? (
        <dl className="gw-facts">
          {rejections.map(({ reason, transport, count, last_seen }) => (
            <div key={`${reason} ${transport}`} className="gw-facts__row">
              <dt>
                {reasonText(reason, messages)} <span className="gw-muted">{transport.toUpperCase()}</span>
              </dt>
              <dd>
                <strong>{number(count)}</strong>{' '}
                <span className="gw-muted">
                  {t('sources.lately')} <Time at={last_seen} />
                </span>
              </dd>
            </div>
          ))}
          {losses.map(({ collector, at, dropped, rejected, waiting_bytes, clock_skew_ms }) => {
            const lost = Object.entries(dropped).filter(([, count]) => count > 0);
            return (
              <div key={collector} className="gw-facts__row">
                <dt>{t('sources.collector', { name: collector })}</dt>
                <dd>
                  {lost.length === 0 && rejected === 0 ? t('sources.collector_nothing') : null}
                  {lost.map(([reason, count]) => (
                    <span key={reason} className="gw-block">
                      {reasonText(reason, messages)}: <strong>{number(count)}</strong>
                    </span>
                  ))}
                  {rejected > 0 ? (
                    <span className="gw-block">
                      {t('sources.collector_rejected', { count: number(rejected) })}
                    </span>
                  ) : null}
                  <span className="gw-muted gw-block">
                    {t('sources.collector_facts', {
                      size: sizeText(waiting_bytes, messages),
                      skew: clock_skew_ms === null ? '–' : spanText(clock_skew_ms, messages),
                    })}{' '}
                    <Time at={at} />
                  </span>
                </dd>
              </div>
            );
          })}
        </dl>
      ) : null}
    </section>
  );
}
