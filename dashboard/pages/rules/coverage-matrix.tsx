import { type KeyboardEvent, useRef, useState } from 'react';
import { Link } from 'react-router';
import type { RuleCoverage, TechniqueCoverage } from '../../../server/contract/rule-coverage.js';
import { ScrollRegion } from '../../components/scroll-region.js';
import { useMessages } from '../../i18n/messages.js';
import { matrixMove } from './matrix-move.js';
import { tenantSearch, useTenant } from './tenant-select.js';

/** @returns address of the rules that name a technique */
export function rulesOfTechnique(id: string, tenant: string): string {
  const search = tenantSearch(tenant).slice(1);
  return `/rules?${new URLSearchParams({ technique: id })}${search === '' ? '' : `&${search}`}`;
}

interface CellProps {
  technique: TechniqueCoverage;
  place: string;
  current: boolean;
}

function Cell({ technique: { id, name, state, rules, in_force, effective }, place, current }: CellProps) {
  const { t, number } = useMessages();
  const tenant = useTenant();
  return (
    <Link
      className={`gw-attack__cell gw-attack__cell--${state}`}
      to={rulesOfTechnique(id, tenant)}
      data-place={place}
      tabIndex={current ? 0 : -1}
      title={t('rules.coverage.cell', {
        state: t(`rules.coverage.state.${state}`),
        rules: number(rules),
        in_force: number(in_force),
        effective: number(effective),
      })}
    >
      <span className="gw-attack__id">
        {id}
        <span aria-hidden="true">{effective > 0 ? number(effective) : ''}</span>
      </span>
      <span>{name}</span>
      <span className="kern-sr-only">
        {t(`rules.coverage.state.${state}`)},{' '}
        {t('rules.coverage.effective', { effective: number(effective) })}
      </span>
    </Link>
  );
}

/** Tactics as columns, techniques below; arrow keys lead from cell to cell, and each cell to the rules. */
export function CoverageMatrix({ coverage }: { coverage: RuleCoverage }) {
  const { t, number } = useMessages();
  const grid = useRef<HTMLDivElement>(null);
  const [current, setCurrent] = useState('0/0');
  const columns = coverage.tactics
    .map((tactic) => ({
      ...tactic,
      techniques: coverage.techniques.filter(({ tactics }) => tactics.includes(tactic.id)),
    }))
    .filter(({ techniques }) => techniques.length > 0);
  const heights = columns.map(({ techniques }) => techniques.length);
  const [column = 0, row = 0] = current.split('/').map(Number);
  const reachable = row < (heights[column] ?? 0) ? current : '0/0';
  const move = (event: KeyboardEvent) => {
    const next = matrixMove({ column, row }, event.key, heights);
    if (next === undefined) return;
    event.preventDefault();
    const place = `${next.column}/${next.row}`;
    setCurrent(place);
    grid.current?.querySelector<HTMLElement>(`[data-place="${place}"]`)?.focus();
  };
  if (columns.length === 0) return <p className="gw-muted">{t('rules.coverage.nothing')}</p>;
  return (
    <ScrollRegion className="gw-attack-scroll" label={t('rules.coverage')}>
      <p id="matrix-keys" className="kern-sr-only">
        {t('rules.coverage.keys')}
      </p>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the links within are what is operated */}
      <div
        ref={grid}
        className="gw-attack"
        onKeyDown={move}
        onFocus={({ target }) => setCurrent((target as HTMLElement).dataset['place'] ?? current)}
      >
        {columns.map(({ id, name, techniques }, at) => (
          <section key={id} className="gw-attack__tactic" aria-labelledby={`tactic-${id}`}>
            <h2 id={`tactic-${id}`} className="gw-attack__head">
              {name}
              <span className="gw-attack__count">
                {t('rules.coverage.of', {
                  covered: number(techniques.filter(({ state }) => state === 'covered').length),
                  all: number(techniques.length),
                })}
              </span>
            </h2>
            {techniques.map((technique, index) => (
              <Cell
                key={technique.id}
                technique={technique}
                place={`${at}/${index}`}
                current={reachable === `${at}/${index}`}
              />
            ))}
          </section>
        ))}
      </div>
    </ScrollRegion>
  );
}
