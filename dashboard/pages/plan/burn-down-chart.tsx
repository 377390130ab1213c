import type { BurnDownPoint } from '../../../server/contract/plan.js';
import { type Messages, useMessages } from '../../i18n/messages.js';

const width = 720;
const height = 220;
const inset = { top: 14, right: 12, bottom: 28, left: 48 };

/** Week by week: what was open, and what will be if the deadlines are met; the same as a table below. */
export function BurnDownChart({ points }: { points: readonly BurnDownPoint[] }) {
  const messages = useMessages();
  const { t, number, date } = messages;
  const most = Math.max(1, ...points.map(({ open, planned }) => Math.max(open ?? 0, planned ?? 0)));
  const x = (at: number): number =>
    inset.left + (at / Math.max(1, points.length - 1)) * (width - inset.left - inset.right);
  const y = (value: number): number =>
    height - inset.bottom - (value / most) * (height - inset.top - inset.bottom);
  const line = (series: 'open' | 'planned'): string =>
    points
      .flatMap((point, at) =>
        point[series] === null ? [] : [`${x(at).toFixed(1)},${y(point[series]).toFixed(1)}`],
      )
      .join(' ');
  const today = points.findIndex(({ open, planned }) => open !== null && planned !== null);
  const first = points[0];
  const last = points.at(-1);
  return (
    <figure className="gw-burn">
      <svg
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label={t('plan.burn_down')}
        className="gw-burn__chart"
      >
        {[0, most].map((value) => (
          <g key={value}>
            <line
              className="gw-burn__grid"
              x1={inset.left}
              x2={width - inset.right}
              y1={y(value)}
              y2={y(value)}
            />
            <text className="gw-burn__text" x={inset.left - 8} y={y(value) + 4} textAnchor="end">
              {number(value)}
            </text>
          </g>
        ))}
        {today >= 0 ? (
          <line
            className="gw-burn__today"
            x1={x(today)}
            x2={x(today)}
            y1={inset.top}
            y2={height - inset.bottom}
          />
        ) : null}
        <polyline className="gw-burn__line gw-burn__line--open" points={line('open')} />
        <polyline className="gw-burn__line gw-burn__line--planned" points={line('planned')} />
        {first ? (
          <text className="gw-burn__text" x={inset.left} y={height - 6}>
            {date(first.date)}
          </text>
        ) : null}
        {last && points.length > 1 ? (
          <text className="gw-burn__text" x={width - inset.right} y={height - 6} textAnchor="end">
            {date(last.date)}
          </text>
        ) : null}
      </svg>
      <figcaption className="gw-burn__legend">
        <span className="gw-burn__key gw-burn__key--open">{t('plan.series.open')}</span>
        <span className="gw-burn__key gw-burn__key--planned">{t('plan.series.planned')}</span>
      </figcaption>
      <BurnDownTable points={points} messages={messages} />
    </figure>
  );
}

function BurnDownTable({
  points,
  messages: { t, number, date },
}: {
  points: readonly BurnDownPoint[];
  messages: Messages;
}) {
  const shown = (value: number | null): string => (value === null ? '–' : number(value));
  return (
    <details className="gw-burn__table">
      <summary>{t('plan.as_table')}</summary>
      <table className="kern-table gw-table">
        <caption className="kern-sr-only">{t('plan.burn_down')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('plan.week')}</th>
            <th scope="col">{t('plan.series.open')}</th>
            <th scope="col">{t('plan.series.planned')}</th>
          </tr>
        </thead>
        <tbody>
          {points.map((point) => (
            <tr key={point.date}>
              <th scope="row">{date(point.date)}</th>
              <td>{shown(point.open)}</td>
              <td>{shown(point.planned)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
