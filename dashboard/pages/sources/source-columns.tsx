import { Link } from 'react-router';
import type { Column } from '../../components/data-table.js';
import { Foreign } from '../../components/foreign.js';
import { Sparkline } from '../../components/sparkline.js';
import type { Messages } from '../../i18n/messages.js';
import { isSkewed, type KnownSource, perDay, spanText } from './source-facts.js';

type SourceColumn = Column<KnownSource>;

export const sourceAddress = ({ tenant, name }: Pick<KnownSource, 'tenant' | 'name'>): string =>
  `/sources/detail?${new URLSearchParams({ tenant, name })}`;

const looks = { matched: 'yes', ambiguous: 'partial', unknown: 'no', ignored: 'dispensable' } as const;

function Match({ source: { match }, t }: { source: KnownSource; t: Messages['t'] }) {
  if (match === undefined) return <span className="gw-muted">–</span>;
  if (match.state === 'matched')
    return match.objects.map(({ id, key, name }) => (
      <Link key={id} to={`/target-objects/${id}`} className="gw-table__link gw-block">
        {key} {name}
      </Link>
    ));
  return (
    <span className={`gw-status gw-status--${looks[match.state]}`}>
      {t(`signals.sources.${match.state}`)}
    </span>
  );
}

const counter = (
  id: 'received' | 'stored' | 'rejected' | 'unparsed',
  width: string,
  { t, number }: Messages,
): SourceColumn => ({
  id,
  width,
  header: t(`sources.column.${id}`),
  align: 'end',
  value: (source) => source[id],
  cell: (source) => (
    <span
      className={
        source[id] > 0 && (id === 'rejected' || id === 'unparsed') ? 'gw-figure--warning' : undefined
      }
    >
      {number(source[id])}
    </span>
  ),
  minor: id !== 'received',
});

/**
 * @param now milliseconds since the epoch
 * @param withMatch whether the user may read the structure analysis
 */
export function sourceColumns(messages: Messages, now: number, withMatch: boolean): SourceColumn[] {
  const { t, ago, dateTime, number } = messages;
  const name: SourceColumn = {
    id: 'source',
    width: '16rem',
    header: t('sources.column.source'),
    rowHeader: true,
    value: (source) => source.name,
    cell: (source) => (
      <>
        <Link className="gw-table__link" to={sourceAddress(source)}>
          <Foreign text={source.name} />
        </Link>
        <span className="gw-muted gw-block gw-clip-line">
          {[...source.addresses.filter((each) => each !== source.name), ...source.datasets].join(' · ')}
        </span>
      </>
    ),
  };
  const match: SourceColumn = {
    id: 'match',
    width: 'auto',
    header: t('signals.sources.object'),
    value: ({ match: found }) => found?.objects[0]?.key ?? `~${found?.state ?? ''}`,
    cell: (source) => <Match source={source} t={t} />,
    minor: true,
  };
  const rate: SourceColumn = {
    id: 'rate',
    width: '7.25rem',
    header: t('sources.column.rate'),
    value: perDay,
    cell: (source) => {
      const most = Math.max(...source.hours);
      return (
        <>
          <Sparkline
            values={source.hours}
            label={t('sources.rate_label', { most: number(most), last: number(source.hours.at(-1) ?? 0) })}
          />
          <span className="gw-muted gw-block">
            {perDay(source) < 24
              ? t('sources.per_day', { count: number(perDay(source)) })
              : t('sources.per_hour', { count: number(perDay(source) / 24) })}
          </span>
        </>
      );
    },
  };
  const skew: SourceColumn = {
    id: 'skew',
    width: '4.75rem',
    header: t('sources.column.skew'),
    align: 'end',
    value: ({ skew: found }) => (found ? Math.abs(found.median_ms) : -1),
    cell: (source) =>
      source.skew ? (
        <span
          className={isSkewed(source) ? 'gw-figure--warning' : undefined}
          title={t('sources.skew_worst', { span: spanText(source.skew.worst_ms, messages) })}
        >
          {spanText(source.skew.median_ms, messages)}
        </span>
      ) : (
        <span className="gw-muted">–</span>
      ),
    minor: true,
  };
  const seen: SourceColumn = {
    id: 'last_seen',
    width: '7rem',
    header: t('sources.column.last_seen'),
    align: 'end',
    value: (source) => Date.parse(source.last_seen),
    cell: (source) => (
      <>
        <time dateTime={source.last_seen} title={dateTime(source.last_seen)} className="gw-nowrap">
          {ago(source.last_seen, now)}
        </time>
        {source.rhythm?.silent ? (
          <span className="gw-tag gw-tag--warning gw-block">{t('sources.silent')}</span>
        ) : null}
      </>
    ),
  };
  return [
    name,
    ...(withMatch ? [match] : []),
    rate,
    counter('received', '6rem', messages),
    counter('stored', '6.5rem', messages),
    counter('rejected', '5.75rem', messages),
    counter('unparsed', '5rem', messages),
    skew,
    seen,
  ];
}
