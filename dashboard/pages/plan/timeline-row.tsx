import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react';
import type { TargetObject } from '../../../server/contract/isms.js';
import type { Measure } from '../../../server/contract/plan.js';
import { addDays, weekNumber } from '../../components/calendar.js';
import { type Messages, useMessages } from '../../i18n/messages.js';
import {
  type Bar,
  barOf,
  isOverdue,
  lateSpan,
  type OrderLine,
  placeOf,
  type TimeWindow,
} from './timeline.js';

const percent = (part: number): string => `${(part * 100).toFixed(3)}%`;

/** Months and weeks above the bars, and today. */
export function TimelineHead({ window, today }: { window: TimeWindow; today: string }) {
  const { t, monthName, monthShort } = useMessages();
  const weeks = Array.from({ length: window.weeks }, (_, week) => addDays(window.from, week * 7));
  const months = weeks.filter((monday, at) => at === 0 || monday.slice(0, 7) !== weeks[at - 1]!.slice(0, 7));
  const every = window.weeks > 30 ? 4 : window.weeks > 15 ? 2 : 1;
  const now = placeOf(window, today);
  return (
    <div className="gw-gantt__head" aria-hidden="true">
      <div className="gw-gantt__corner" />
      <div className="gw-gantt__scale">
        {months.map((monday, at) => {
          const left = placeOf(window, monday)!;
          const right = at + 1 < months.length ? placeOf(window, months[at + 1]!)! : 1;
          return (
            <span
              key={monday}
              className="gw-gantt__month"
              style={{ left: percent(left), width: percent(right - left) }}
            >
              {/* What is cut off at the edge is too narrow for its name. */}
              {(right - left) * window.weeks >= 3 ? (
                <>
                  <span className="gw-gantt__long">{monthName(monday.slice(0, 7))}</span>
                  <span className="gw-gantt__short">{monthShort(monday.slice(0, 7))}</span>
                </>
              ) : null}
            </span>
          );
        })}
        {weeks.map((monday, at) =>
          at % every === 0 ? (
            <span key={monday} className="gw-gantt__week" style={{ left: percent(at / window.weeks) }}>
              {t('plan.time.week', { number: weekNumber(monday) })}
            </span>
          ) : null,
        )}
        {now === undefined ? null : <span className="gw-gantt__now" style={{ left: percent(now) }} />}
      </div>
    </div>
  );
}

interface TimelineRowProps {
  measure: Measure;
  object: TargetObject | undefined;
  /** All of the plan: what this one comes after is named. */
  measures: readonly Measure[];
  window: TimeWindow;
  today: string;
  isReachable: boolean;
  mayChange: boolean;
  onOpen(): void;
  onKey(event: KeyboardEvent): void;
  onFocus(): void;
  /** The bar was dragged so many days to the right. */
  onDrag(days: number): void;
}

/** What a bar says, in words. */
function spoken({ t, date }: Messages, props: TimelineRowProps): string {
  const { measure, measures, today } = props;
  const { starts_on, deadline, after, responsible, state } = measure;
  const before = measures.filter(({ id }) => after.includes(id)).map(({ title }) => title);
  return [
    t(`plan.state.${state}`),
    responsible,
    starts_on && t('plan.time.from', { date: date(starts_on) }),
    deadline && t('plan.time.until', { date: date(deadline) }),
    isOverdue(measure, today) && t('plan.due.overdue'),
    before.length > 0 && t('plan.time.after', { names: before.join(', ') }),
  ]
    .filter(Boolean)
    .join(', ');
}

/** A measure and its bar. */
export function TimelineRow(props: TimelineRowProps) {
  const { measure, object, window, today, isReachable, mayChange, onOpen, onKey, onFocus, onDrag } = props;
  const messages = useMessages();
  const bar = barOf(window, measure);
  const overdue = lateSpan(window, measure, today);
  const now = placeOf(window, today);
  const late = isOverdue(measure, today);
  const words = spoken(messages, props);
  return (
    <li className="gw-gantt__row">
      <div className="gw-gantt__label">
        <button
          type="button"
          className="gw-gantt__name"
          data-row={measure.id}
          tabIndex={isReachable ? 0 : -1}
          aria-label={`${measure.title}: ${words}`}
          onClick={onOpen}
          onKeyDown={onKey}
          onFocus={onFocus}
        >
          {measure.requirement ? <span className="gw-mono">{measure.requirement.id} </span> : null}
          {measure.title}
        </button>
        <span className="gw-muted gw-gantt__who">
          {[object?.key, measure.responsible].filter(Boolean).join(' · ')}
        </span>
      </div>
      <div className="gw-gantt__track">
        {now === undefined ? null : <span className="gw-gantt__now" style={{ left: percent(now) }} />}
        {overdue ? (
          <span
            className="gw-gantt__overdue"
            title={words}
            style={{ left: percent(overdue.start), width: percent(overdue.end - overdue.start) }}
          />
        ) : null}
        {bar ? (
          <TimeBar
            bar={bar}
            tone={measure.closed_at ? 'closed' : late ? 'late' : measure.state}
            title={words}
            days={window.weeks * 7}
            onDrag={mayChange && measure.closed_at === null ? onDrag : undefined}
          />
        ) : null}
      </div>
    </li>
  );
}

interface TimeBarProps {
  bar: Bar;
  tone: string;
  title: string;
  /** How many days the track is long. */
  days: number;
  onDrag: ((days: number) => void) | undefined;
}

function TimeBar({ bar, tone, title, days, onDrag }: TimeBarProps) {
  const pressed = useRef<{ x: number; width: number }>(undefined);
  const [moved, setMoved] = useState(0);
  const daysAt = (event: PointerEvent): number => {
    const { x, width } = pressed.current!;
    return Math.round(((event.clientX - x) / width) * days);
  };
  const edges = `${bar.startsBefore ? ' gw-gantt__bar--before' : ''}${bar.endsAfter ? ' gw-gantt__bar--after' : ''}`;
  return (
    <span
      className={`gw-gantt__bar gw-gantt__bar--${tone}${bar.isPoint ? ' gw-gantt__bar--point' : ''}${edges}`}
      title={title}
      style={{
        left: percent(bar.start + moved / days),
        width: bar.isPoint ? undefined : percent(bar.end - bar.start),
        ...(onDrag ? { cursor: 'ew-resize', touchAction: 'none' } : {}),
      }}
      onPointerDown={(event) => {
        if (onDrag === undefined || event.button !== 0) return;
        const width = event.currentTarget.parentElement!.getBoundingClientRect().width;
        pressed.current = { x: event.clientX, width };
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={(event) => {
        if (pressed.current) setMoved(daysAt(event));
      }}
      onPointerUp={(event) => {
        if (pressed.current === undefined) return;
        const by = daysAt(event);
        pressed.current = undefined;
        setMoved(0);
        if (by !== 0) onDrag?.(by);
      }}
      onPointerCancel={() => {
        pressed.current = undefined;
        setMoved(0);
      }}
    />
  );
}

/** Lines from what comes first to what comes after it; the row's words say the same. */
export function OrderLines({ lines, rows }: { lines: readonly OrderLine[]; rows: number }) {
  if (lines.length === 0) return null;
  return (
    <svg
      className="gw-gantt__lines"
      viewBox={`0 0 1000 ${rows * 10}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      {lines.map(({ from, to, x1, x2, isBroken }) => {
        const [left, right] = [x1 * 1000, x2 * 1000];
        const [above, below] = [from * 10 + 5, to * 10 + 5];
        const turn = Math.max(left + 6, Math.min(right - 6, left + 6));
        return (
          <polyline
            key={`${from} ${to}`}
            className={`gw-gantt__line${isBroken ? ' gw-gantt__line--broken' : ''}`}
            points={`${left},${above} ${turn},${above} ${turn},${below} ${right},${below}`}
          />
        );
      })}
    </svg>
  );
}
