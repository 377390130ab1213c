import { type KeyboardEvent, useRef, useState } from 'react';
import type { TargetObject } from '../../../server/contract/isms.js';
import type { Measure, MeasureState } from '../../../server/contract/plan.js';
import { useAnnounce } from '../../components/announcer.js';
import { Button } from '../../components/button.js';
import { ScrollRegion } from '../../components/scroll-region.js';
import { useKeptFocus } from '../../components/use-kept-focus.js';
import { useMessages } from '../../i18n/messages.js';
import { boardColumns, moveTo, neighbourOf, nextState } from './board.js';
import { BoardCard } from './board-card.js';

const cardsAtOnce = 30;

interface PlanBoardProps {
  measures: readonly Measure[];
  byId: ReadonlyMap<string, TargetObject>;
  /** `YYYY-MM-DD`. */
  today: string;
  mayChange: boolean;
  onOpen(measure: Measure): void;
  /** Stores the state at once. */
  onMove(measure: Measure, state: 'open' | 'in_progress' | 'done'): void;
  /** Asks for the reason that the state needs. */
  onAskReason(measure: Measure, state: MeasureState): void;
}

/** The plan as a board: a column for every state; cards are moved by mouse, by their list, or with Shift and an arrow. */
export function PlanBoard(props: PlanBoardProps) {
  const { measures, byId, today, mayChange, onOpen, onMove, onAskReason } = props;
  const { t, number } = useMessages();
  const announce = useAnnounce();
  const [shown, setShown] = useState(cardsAtOnce);
  const [current, setCurrent] = useState<string>();
  const [over, setOver] = useState<MeasureState>();
  const board = useRef<HTMLDivElement>(null);
  const keepFocus = useKeptFocus(board, 'data-card');
  const columns = boardColumns(measures);
  const reachable = measures.some(({ id }) => id === current)
    ? current
    : columns.find((column) => column.measures.length > 0)?.measures[0]?.id;

  const focus = (id: string): void => {
    setCurrent(id);
    board.current?.querySelector<HTMLElement>(`[data-card="${CSS.escape(id)}"]`)?.focus();
  };

  const move = (measure: Measure, state: MeasureState | undefined): void => {
    const name = measure.title;
    if (state === undefined || !mayChange) return;
    const how = moveTo(measure, state);
    if (how === undefined) return;
    if (how === 'refused') {
      announce(t('plan.board.refused', { name, state: t(`plan.state.${state}`) }));
      return;
    }
    if (how === 'needs_reason') {
      onAskReason(measure, state);
      return;
    }
    keepFocus(measure.id);
    setCurrent(measure.id);
    onMove(measure, state as 'open' | 'in_progress' | 'done');
    announce(t('plan.board.moved', { name, state: t(`plan.state.${state}`) }));
  };
  const press = (event: KeyboardEvent, measure: Measure): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.shiftKey && (event.key === 'ArrowLeft' || event.key === 'ArrowRight')) {
      event.preventDefault();
      move(measure, nextState(measure, event.key === 'ArrowRight' ? 1 : -1));
      return;
    }
    const beside = event.shiftKey ? undefined : neighbourOf(columns, measure.id, event.key, shown);
    if (beside === undefined) return;
    event.preventDefault();
    focus(beside);
  };
  const dropped = (state: MeasureState, id: string): void => {
    setOver(undefined);
    const measure = measures.find((each) => each.id === id);
    if (measure) move(measure, state);
  };

  return (
    <>
      {mayChange ? <p className="gw-muted gw-hint gw-noprint">{t('plan.board.keys')}</p> : null}
      <ScrollRegion label={t('plan.view.board')} className="gw-board-scroll">
        <div className="gw-board" ref={board}>
          {columns.map(({ state, measures: cards }) => (
            <section
              key={state}
              className={`gw-board__column${over === state ? ' gw-board__column--over' : ''}`}
              aria-labelledby={`board-${state}`}
              onDragOver={(event) => {
                event.preventDefault();
                setOver(state);
              }}
              onDragLeave={() => setOver(undefined)}
              onDrop={(event) => {
                event.preventDefault();
                dropped(state, event.dataTransfer.getData('text/plain'));
              }}
            >
              <h2 id={`board-${state}`} className="gw-board__title">
                {t(`plan.state.${state}`)} <span className="gw-board__count">{number(cards.length)}</span>
              </h2>
              <ul className="gw-board__cards">
                {cards.slice(0, shown).map((measure) => (
                  <li key={measure.id}>
                    <BoardCard
                      measure={measure}
                      object={measure.target_object ? byId.get(measure.target_object) : undefined}
                      today={today}
                      isReachable={measure.id === reachable}
                      mayChange={mayChange}
                      onOpen={() => onOpen(measure)}
                      onKey={(event) => press(event, measure)}
                      onFocus={() => setCurrent(measure.id)}
                      onMove={(to) => move(measure, to)}
                    />
                  </li>
                ))}
              </ul>
              {cards.length > shown ? (
                <Button
                  small
                  variant="tertiary"
                  label={t('plan.board.more', { count: number(cards.length - shown) })}
                  onPress={() => setShown(shown + cardsAtOnce)}
                />
              ) : null}
            </section>
          ))}
        </div>
      </ScrollRegion>
    </>
  );
}
