import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { Link } from 'react-router';
import type { SourceDetail } from '../../../server/contract/source.js';
import { type EventSearch, getEvents, getFieldStatistics } from '../../api/events.js';
import { Foreign } from '../../components/foreign.js';
import { ErrorNotice, Loading } from '../../components/notice.js';
import { Time } from '../../components/time.js';
import { useMessages } from '../../i18n/messages.js';
import { reasonCounts, sourceQuery } from './source-facts.js';

const shownReasons = 8;
const shownSamples = 3;
const weekMs = 7 * 86_400_000;

/** Records of the last week that could not be read, or not wholly: why, how many, and some of them as they came. */
export function ParserPanel({ detail }: { detail: SourceDetail }) {
  const { t, number, plural } = useMessages();
  const [now] = useState(Date.now);
  const q = `${sourceQuery(detail.parts)} and error.message:*`;
  const search = useMemo(
    (): EventSearch => ({
      from: new Date(now - weekMs).toISOString(),
      to: new Date(now + weekMs).toISOString(),
      q,
      filter: [],
    }),
    [now, q],
  );
  const isAsked = detail.unparsed > 0;
  const reasons = useQuery({
    queryKey: ['sources', 'reasons', search],
    queryFn: ({ signal }) => getFieldStatistics(search, 'error.message', { limit: 500 }, signal),
    enabled: isAsked,
  });
  const samples = useQuery({
    queryKey: ['sources', 'samples', search],
    queryFn: ({ signal }) => getEvents(search, undefined, signal, shownSamples),
    enabled: isAsked,
  });
  const error = reasons.error ?? samples.error;
  const counted = reasonCounts(reasons.data?.values ?? []);
  return (
    <section className="gw-panel" aria-labelledby="unparsed">
      <div className="gw-panel__head">
        <h2 id="unparsed" className="gw-panel__title">
          {t('sources.unparsed')}
        </h2>
        {isAsked ? (
          <Link className="gw-table__link" to={`/events?${new URLSearchParams({ range: '7d', q })}`}>
            {t('sources.unparsed_all')}
          </Link>
        ) : null}
      </div>
      <p className="gw-muted">
        {isAsked ? plural('sources.unparsed_count', detail.unparsed) : t('sources.unparsed_none')}
      </p>
      {error ? <ErrorNotice error={error} /> : null}
      {isAsked && !reasons.data && !error ? <Loading rows={3} /> : null}
      {reasons.data && counted.length === 0 ? <p>{t('sources.unparsed_old')}</p> : null}
      {counted.length > 0 ? (
        <dl className="gw-facts gw-reasons">
          {counted.slice(0, shownReasons).map(({ reason, count }) => (
            <div key={reason} className="gw-facts__row">
              <dt>
                <Foreign text={reason} />
              </dt>
              <dd>
                <strong>{number(count)}</strong>
              </dd>
            </div>
          ))}
        </dl>
      ) : null}
      {samples.data?.items.map((event) => (
        <figure key={event.id} className="gw-sample">
          <figcaption className="gw-muted">
            <Time at={event['event.ingested']} full /> · <Foreign text={event['error.message'] ?? ''} />
          </figcaption>
          <pre className="gw-code">
            <Foreign text={event['event.original']} />
          </pre>
        </figure>
      ))}
    </section>
  );
}
