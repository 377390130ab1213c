import { type KeyboardEvent, useRef, useState } from 'react';
import type { TargetObject } from '../../../server/contract/isms.js';
import type { Measure } from '../../../server/contract/plan.js';
import { useAnnounce } from '../../components/announcer.js';
import { Button } from '../../components/button.js';
import { addDays } from '../../components/calendar.js';
import { SelectField } from '../../components/fields.js';
import { Empty } from '../../components/notice.js';
import { useMessages } from '../../i18n/messages.js';
import { movedDates, orderLines, rowsIn, type TimeWindow, windowAround } from './timeline.js';
import { OrderLines, TimelineHead, TimelineRow } from './timeline-row.js';
import type { MeasureFields } from './use-measures.js';

const lengths = ['13', '26', '52'] as const;
const rowsAtOnce = 60;

interface PlanTimelineProps {
  measures: readonly Measure[];
  byId: ReadonlyMap<string, TargetObject>;
  /** `YYYY-MM-DD`. */
  today: string;
  mayChange: boolean;
  onOpen(measure: Measure): void;
  onRedate(measure: Measure, dates: MeasureFields): void;
}

/** The plan over time, week by week: from its beginning to its deadline, and what comes after what. */
export function PlanTimeline({ measures, byId, today, mayChange, onOpen, onRedate }: PlanTimelineProps) {
  const { t, number, date } = useMessages();
  const announce = useAnnounce();
  const [weeks, setWeeks] = useState<(typeof lengths)[number]>('26');
  const [from, setFrom] = useState<string>();
  const [shown, setShown] = useState(rowsAtOnce);
  const [current, setCurrent] = useState<string>();
  const list = useRef<HTMLOListElement>(null);
  const window: TimeWindow =
    from === undefined ? windowAround(today, Number(weeks)) : { from, weeks: Number(weeks) };
  const all = rowsIn(window, measures, today);
  const rows = all.slice(0, shown);
  const undated = measures.filter(
    ({ starts_on, deadline, closed_at }) => starts_on === null && deadline === null && closed_at === null,
  );
  const reachable = rows.some(({ id }) => id === current) ? current : rows[0]?.id;
  const shift = (by: number): void => setFrom(addDays(window.from, by * 7));

  const redate = (measure: Measure, days: number): void => {
    const dates = movedDates(measure, days, today);
    setCurrent(measure.id);
    onRedate(measure, dates);
    announce(
      t('plan.time.moved', { name: measure.title, date: dates.deadline ? date(dates.deadline) : '–' }),
    );
  };
  const press = (event: KeyboardEvent, measure: Measure): void => {
    if (event.ctrlKey || event.metaKey) return;
    const { key, shiftKey, altKey } = event;
    const sign = key === 'ArrowLeft' ? -1 : key === 'ArrowRight' ? 1 : 0;
    if (shiftKey && sign !== 0 && mayChange) {
      event.preventDefault();
      redate(measure, sign * (altKey ? 1 : 7));
      return;
    }
    if (shiftKey || altKey || (key !== 'ArrowUp' && key !== 'ArrowDown')) return;
    const beside = rows[rows.findIndex(({ id }) => id === measure.id) + (key === 'ArrowUp' ? -1 : 1)];
    if (beside === undefined) return;
    event.preventDefault();
    setCurrent(beside.id);
    list.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(beside.id)}"]`)?.focus();
  };

  return (
    <>
      <div className="gw-toolbar gw-noprint">
        <SelectField
          hideLabel
          label={t('plan.time.length')}
          value={weeks}
          options={lengths.map((value) => ({ value, label: t('plan.time.weeks', { count: value }) }))}
          onChange={(next) => setWeeks(next)}
        />
        <Button
          small
          icon="back"
          iconOnly
          label={t('plan.time.earlier')}
          onPress={() => shift(-Math.ceil(window.weeks / 2))}
        />
        <Button small label={t('plan.time.today')} onPress={() => setFrom(undefined)} />
        <Button
          small
          icon="next"
          iconOnly
          label={t('plan.time.later')}
          onPress={() => shift(Math.ceil(window.weeks / 2))}
        />
        {mayChange ? <span className="gw-muted">{t('plan.time.keys')}</span> : null}
      </div>
      {rows.length === 0 ? (
        <Empty icon="plan" title={t('plan.time.empty')}>
          <p>{t('plan.time.empty_text')}</p>
        </Empty>
      ) : (
        <section
          className="gw-gantt gw-panel"
          aria-label={t('plan.view.timeline')}
          style={{ '--gw-weeks': window.weeks } as React.CSSProperties}
        >
          <TimelineHead window={window} today={today} />
          <div className="gw-gantt__body">
            <ol className="gw-gantt__rows" ref={list}>
              {rows.map((measure) => (
                <TimelineRow
                  key={measure.id}
                  measure={measure}
                  object={measure.target_object ? byId.get(measure.target_object) : undefined}
                  measures={measures}
                  window={window}
                  today={today}
                  isReachable={measure.id === reachable}
                  mayChange={mayChange}
                  onOpen={() => onOpen(measure)}
                  onKey={(event) => press(event, measure)}
                  onFocus={() => setCurrent(measure.id)}
                  onDrag={(days) => redate(measure, days)}
                />
              ))}
            </ol>
            <OrderLines lines={orderLines(window, rows)} rows={rows.length} />
          </div>
        </section>
      )}
      {all.length > shown ? (
        <div className="gw-load-more">
          <Button
            small
            label={t('plan.board.more', { count: number(all.length - shown) })}
            onPress={() => setShown(shown + rowsAtOnce)}
          />
        </div>
      ) : null}
      {undated.length > 0 ? (
        <details className="gw-panel gw-gantt__undated">
          <summary>{t('plan.time.undated', { count: number(undated.length) })}</summary>
          <ul>
            {undated.map((measure) => (
              <li key={measure.id}>
                <button type="button" className="gw-linkish" onClick={() => onOpen(measure)}>
                  {measure.title}
                </button>
                {measure.responsible ? <span className="gw-muted"> {measure.responsible}</span> : null}
              </li>
            ))}
          </ul>
        </details>
      ) : null}
    </>
  );
}
