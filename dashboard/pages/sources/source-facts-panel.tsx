import type { ReactNode } from 'react';
import type { SourceDetail } from '../../../server/contract/source.js';
import { FactList } from '../../components/fact-list.js';
import { Time } from '../../components/time.js';
import { useMessages } from '../../i18n/messages.js';
import { perDay, spanText } from './source-facts.js';
import { useSkew } from './use-sources.js';

/** Gaps that are shown. */
const shownGaps = 8;
const dayMs = 86_400_000;

/** @returns key of the text that says whether a clock is ahead; nobody cares for less than a second */
const directionOf = (ms: number) =>
  Math.abs(ms) < 1000 ? 'sources.skew_right' : ms < 0 ? 'sources.skew_ahead' : 'sources.skew_behind';

/** Since when it is known, how regularly it sends, how its clock goes, and when it paused. */
export function SourceFacts({ detail }: { detail: SourceDetail }) {
  const messages = useMessages();
  const { t, number, plural } = messages;
  const { rhythm, gaps } = detail;
  const skew = useSkew(detail.name);
  const today = perDay(detail);
  const span = (ms: number): string => spanText(ms, messages);
  const rows: [string, ReactNode][] = [
    [t('sources.first_seen'), <Time key="first" at={detail.first_seen} full />],
    [t('sources.column.last_seen'), <Time key="last" at={detail.last_seen} full />],
    [
      t('sources.rate'),
      today === 0 ? t('sources.rate_none') : t('sources.every', { span: span(dayMs / today) }),
    ],
    [
      t('sources.expected'),
      rhythm === null
        ? t('sources.rhythm_unmatched')
        : rhythm.told_after_ms === null
          ? t('sources.rhythm_learning', { span: span(rhythm.longest_ms) })
          : t('sources.rhythm_known', {
              span: span(rhythm.longest_ms),
              limit: span(rhythm.told_after_ms),
            }),
    ],
    [
      t('sources.column.skew'),
      skew
        ? t('sources.skew_facts', {
            median: t(directionOf(skew.median_ms), { span: span(skew.median_ms) }),
            worst: t(directionOf(skew.worst_ms), { span: span(skew.worst_ms) }),
            events: number(skew.events),
          })
        : t('sources.skew_unknown'),
    ],
    [t('sources.addresses'), detail.addresses.join(', ') || '–'],
  ];
  return (
    <>
      <section className="gw-panel" aria-labelledby="facts">
        <h2 id="facts" className="gw-panel__title">
          {t('sources.facts')}
        </h2>
        <FactList rows={rows} />
      </section>
      <section className="gw-panel" aria-labelledby="gaps">
        <h2 id="gaps" className="gw-panel__title">
          {t('sources.gaps')}
        </h2>
        {gaps.length === 0 ? <p className="gw-muted">{t('sources.gaps_none')}</p> : null}
        <ul className="gw-plain-list">
          {gaps.slice(0, shownGaps).map(({ from, to }) => (
            <li key={from}>
              <Time at={from} /> – <Time at={to} />{' '}
              <span className="gw-muted">({span(Date.parse(to) - Date.parse(from))})</span>
            </li>
          ))}
        </ul>
        {gaps.length > shownGaps ? (
          <p className="gw-muted">{plural('sources.gaps_more', gaps.length - shownGaps)}</p>
        ) : null}
      </section>
    </>
  );
}
