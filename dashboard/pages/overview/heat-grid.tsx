import { type KeyboardEvent, type ReactNode, useId, useRef, useState } from 'react';
import { Link } from 'react-router';
import type { Tally } from '../../../server/contract/check.js';
import { ScrollRegion } from '../../components/scroll-region.js';
import { useMessages } from '../../i18n/messages.js';
import { controlStatuses, doneShare, statuses } from '../check/tally-bar.js';
import { bandOf } from './bands.js';

export interface HeatRow {
  id: string;
  /** Read out with each of its cells. */
  name: string;
  header: ReactNode;
  /** One for each column; without a tally nothing is asked there. */
  cells: readonly { tally: Tally | undefined; to: string }[];
}

interface HeatGridProps {
  caption: string;
  corner: string;
  columns: readonly { id: string; label: string; title?: string }[];
  rows: readonly HeatRow[];
  /** Controls are fulfilled or not. */
  isControls: boolean;
}

interface Place {
  row: number;
  column: number;
}

/**
 * How much of what is asked is met, as a grid: a number in each cell, its colour and its bar repeat it. Arrows, Home and
 * End go through it, Enter leads to the requirements behind a cell (ARIA Authoring Practices, grid).
 */
export function HeatGrid({ caption, corner, columns, rows, isControls }: HeatGridProps) {
  const { t, number } = useMessages();
  const [at, setAt] = useState<Place>({ row: 0, column: 0 });
  const table = useRef<HTMLTableElement>(null);
  const hint = useId();
  const shown: Place = {
    row: Math.min(at.row, rows.length - 1),
    column: Math.min(at.column, columns.length - 1),
  };
  const counts = (tally: Tally): string =>
    (isControls ? controlStatuses : statuses)
      .map((status) => `${t(`check.status.${status}`)} ${number(tally[status])}`)
      .join(', ');
  const name = (row: HeatRow, column: number): string => {
    const tally = row.cells[column]?.tally;
    const place = `${row.name}, ${columns[column]!.title ?? columns[column]!.label}`;
    if (tally === undefined || tally.total === 0) return `${place}: ${t('overview.nothing_asked')}`;
    return `${place}: ${t('overview.share', { share: number(doneShare(tally)) })} (${counts(tally)})`;
  };
  const go = (event: KeyboardEvent): void => {
    const next = stepFrom(shown, event, rows.length - 1, columns.length - 1);
    if (next === undefined) return;
    event.preventDefault();
    setAt(next);
    table.current?.querySelector<HTMLElement>(`[data-place="${next.row} ${next.column}"]`)?.focus();
  };
  const current = rows[shown.row];
  return (
    <div className="gw-heat">
      <ScrollRegion className="gw-heat__scroll" label={caption}>
        <table
          ref={table}
          // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: arrows go through its cells
          role="grid"
          className="gw-heat__grid"
          aria-label={caption}
          aria-describedby={hint}
          onKeyDown={go}
        >
          <thead>
            <tr>
              <th scope="col">{corner}</th>
              {columns.map(({ id, label, title }) => (
                <th key={id} scope="col" title={title}>
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, r) => (
              <tr key={row.id}>
                <th scope="row">{row.header}</th>
                {row.cells.map(({ tally, to }, c) => {
                  const place: CellPlace = {
                    'data-place': `${r} ${c}`,
                    'aria-label': name(row, c),
                    tabIndex: r === shown.row && c === shown.column ? 0 : -1,
                    onFocus: () => setAt({ row: r, column: c }),
                    onPointerEnter: () => setAt({ row: r, column: c }),
                  };
                  return (
                    <td key={columns[c]!.id}>
                      <HeatCell tally={tally} to={to} place={place} />
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
      <p className="gw-heat__at" aria-hidden="true">
        {current ? name(current, shown.column) : ''}
      </p>
      <p id={hint} className="gw-heat__hint gw-muted">
        {t('overview.grid_hint')}
      </p>
    </div>
  );
}

interface CellPlace {
  'data-place': string;
  'aria-label': string;
  tabIndex: number;
  onFocus(): void;
  onPointerEnter(): void;
}

function HeatCell({ tally, to, place }: { tally: Tally | undefined; to: string; place: CellPlace }) {
  const { number } = useMessages();
  if (tally === undefined || tally.total === 0) {
    const { 'aria-label': label, ...rest } = place;
    return (
      <span className="gw-heat__cell gw-heat__cell--none" {...rest}>
        <span aria-hidden="true">–</span>
        <span className="kern-sr-only">{label}</span>
      </span>
    );
  }
  const share = doneShare(tally);
  return (
    <Link to={to} className={`gw-heat__cell gw-heat__cell--${bandOf(share)}`} {...place}>
      {number(share)} %
      <span className="gw-heat__bar" style={{ inlineSize: `${share}%` }} />
    </Link>
  );
}

/** @returns where a key leads; undefined: it is none of the grid's */
function stepFrom(
  { row, column }: Place,
  { key, ctrlKey }: KeyboardEvent,
  lastRow: number,
  lastColumn: number,
): Place | undefined {
  switch (key) {
    case 'ArrowUp':
      return { row: Math.max(0, row - 1), column };
    case 'ArrowDown':
      return { row: Math.min(lastRow, row + 1), column };
    case 'ArrowLeft':
      return { row, column: Math.max(0, column - 1) };
    case 'ArrowRight':
      return { row, column: Math.min(lastColumn, column + 1) };
    case 'Home':
      return { row: ctrlKey ? 0 : row, column: 0 };
    case 'End':
      return { row: ctrlKey ? lastRow : row, column: lastColumn };
    default:
      return undefined;
  }
}
