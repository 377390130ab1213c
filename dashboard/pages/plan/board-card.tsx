import type { KeyboardEvent } from 'react';
import type { TargetObject } from '../../../server/contract/isms.js';
import type { Measure, MeasureState } from '../../../server/contract/plan.js';
import { LevelTag } from '../../components/level-tag.js';
import { useMessages } from '../../i18n/messages.js';
import { statesFor } from './plan-words.js';
import { isOverdue } from './timeline.js';

interface BoardCardProps {
  measure: Measure;
  object: TargetObject | undefined;
  /** `YYYY-MM-DD`. */
  today: string;
  /** The Tab key leads to one card of the board, arrows to the others. */
  isReachable: boolean;
  mayChange: boolean;
  onOpen(): void;
  onKey(event: KeyboardEvent): void;
  onFocus(): void;
  onMove(state: MeasureState): void;
}

/** A measure on the board. */
export function BoardCard(props: BoardCardProps) {
  const { measure, object, today, isReachable, mayChange, onOpen, onKey, onFocus, onMove } = props;
  const { t, date } = useMessages();
  const { title, requirement, origin, priority, responsible, deadline, state } = measure;
  const late = isOverdue(measure, today);
  const tabIndex = isReachable ? 0 : -1;
  const choices = [...new Set([...statesFor(origin, requirement?.level === 'B'), state])];
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dragging is a shortcut; keyboard and list do the same
    <div
      className={`gw-card${late ? ' gw-card--late' : ''}`}
      draggable={mayChange}
      onDragStart={(event) => {
        event.dataTransfer.effectAllowed = 'move';
        event.dataTransfer.setData('text/plain', measure.id);
      }}
    >
      <p className="gw-card__head">
        <span className="gw-card__priority" title={t('plan.priority')}>
          <span className="kern-sr-only">{t('plan.priority')} </span>
          {priority}
        </span>
        {requirement ? (
          <>
            <span className="gw-mono">{requirement.id}</span>
            <LevelTag level={requirement.level} isControl={requirement.control} />
          </>
        ) : (
          <span className="gw-muted">{t(`plan.origin.${origin}`)}</span>
        )}
      </p>
      <button
        type="button"
        className="gw-card__title"
        data-card={measure.id}
        tabIndex={tabIndex}
        onClick={onOpen}
        onKeyDown={onKey}
        onFocus={onFocus}
      >
        {title}
      </button>
      {object ? (
        <p className="gw-card__line gw-muted">
          {object.key} {object.name}
        </p>
      ) : null}
      <p className="gw-card__line">
        <span>{responsible || <span className="gw-muted">{t('plan.nobody')}</span>}</span>
        {deadline ? (
          <span className={`gw-nowrap${late ? ' gw-figure--warning' : ''}`}>
            {date(deadline)}
            {late ? ` ${t('plan.due.overdue')}` : ''}
          </span>
        ) : null}
      </p>
      {mayChange ? (
        <select
          className="gw-card__move gw-noprint"
          aria-label={t('plan.board.move_this', { name: title })}
          tabIndex={tabIndex}
          value={state}
          onChange={(event) => onMove(event.target.value as MeasureState)}
        >
          {choices.map((value) => (
            <option key={value} value={value}>
              {t(`plan.state.${value}`)}
            </option>
          ))}
        </select>
      ) : null}
    </div>
  );
}
