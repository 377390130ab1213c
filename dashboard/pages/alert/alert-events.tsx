import { Fragment, useState } from 'react';
import { Link } from 'react-router';
import type { AlertReasons } from '../../../server/contract/alert-reason.js';
import type { EventDocument } from '../../../server/contract/event.js';
import type { AlertDetail } from '../../api/alerts.js';
import { Button } from '../../components/button.js';
import { EventRecord } from '../../components/event-record.js';
import { eventSummary } from '../../components/event-summary.js';
import { Icon } from '../../components/icon.js';
import { MarkedText, type Spans } from '../../components/marked-text.js';
import { Time } from '../../components/time.js';
import { useMessages } from '../../i18n/messages.js';
import { pivotFromField, pivotsAround } from './pivot.js';
import { marksOf } from './use-reasons.js';

/** Events that are shown before somebody asks for the others. */
const shownFirst = 8;

interface RowsProps {
  event: EventDocument;
  alert: string;
  marks: ReadonlyMap<string, Spans>;
  /** Whether the event is shown in full from the beginning. */
  isOpen: boolean;
}

/** The message with what the rule looked for; a summary of something else has no marks. */
function Summary({ event, marks }: Pick<RowsProps, 'event' | 'marks'>) {
  const text = eventSummary(event);
  const isMessage = event['error.message'] === undefined && event.message?.startsWith(text);
  return (
    <MarkedText text={text} spans={isMessage && marks.has('message') ? marks.get('message') : undefined} />
  );
}

function Around({ event }: { event: EventDocument }) {
  const { t } = useMessages();
  const pivots = pivotsAround(event);
  if (pivots.length === 0) return null;
  return (
    <p className="gw-pivots">
      <span className="gw-muted">{t('alert.around')}</span>
      {pivots.map(({ field, value, to }) => (
        <Link key={field} className="gw-pivots__link" to={to}>
          <Icon name="search" />
          <span>{t(`alert.around.${field}`)}</span> <span className="gw-mono">{value}</span>
        </Link>
      ))}
    </p>
  );
}

function EventRows({ event, alert, marks, isOpen }: RowsProps) {
  const { t, dateTime } = useMessages();
  const [open, setOpen] = useState(isOpen);
  const at = event['@timestamp'];
  const pivot = (field: string, value: string) => {
    const to = pivotFromField(event, field, value);
    if (to === undefined) return null;
    const label = t('alert.pivot_field', { field, value });
    return (
      <Link className="gw-record__pivot" to={to} aria-label={label} title={label}>
        <Icon name="search" />
      </Link>
    );
  };
  return (
    <Fragment>
      <tr className="gw-table__row">
        <td className="gw-table__cell gw-table__cell--toggle">
          <button
            type="button"
            className="gw-row-action"
            aria-expanded={open}
            aria-label={t('events.expand', { time: dateTime(at) })}
            onClick={() => setOpen(!open)}
          >
            <Icon name={open ? 'chevron' : 'next'} />
          </button>
        </td>
        <td className="gw-table__cell gw-nowrap">
          <Time at={at} full />
        </td>
        <td className="gw-table__cell gw-minor">{event['host.name'] ?? ''}</td>
        <td className="gw-table__cell gw-mono gw-clip">
          <Summary event={event} marks={marks} />
        </td>
      </tr>
      {open ? (
        <tr>
          <td colSpan={4} className="gw-table__detail">
            <Around event={event} />
            <EventRecord
              brief
              event={event}
              marks={marks}
              action={pivot}
              reveal={{ kind: 'alert', value: alert }}
            />
          </td>
        </tr>
      ) : null}
    </Fragment>
  );
}

/** The events that caused the alert, latest first; the first and the latest when there were many. */
export function AlertEvents({ detail, reasons }: { detail: AlertDetail; reasons: AlertReasons | undefined }) {
  const { t, number, plural } = useMessages();
  const [all, setAll] = useState(false);
  const { alert, events } = detail;
  const latest = events.toReversed();
  const shown = all ? latest : latest.slice(0, shownFirst);
  const count = detail.events_total ?? alert.count;
  return (
    <section className="gw-panel gw-panel--flush" aria-labelledby="events">
      <h2 id="events" className="gw-panel__title">
        {t('alert.events')}{' '}
        <span className="gw-muted">
          {t('alert.events_shown', { shown: number(events.length), count: number(count) })}
        </span>
      </h2>
      {events.length === 0 ? (
        <p className="gw-panel__text gw-muted">{t('alert.no_events')}</p>
      ) : (
        <div className="gw-table-scroll">
          <table className="kern-table gw-table">
            <caption className="kern-sr-only">{t('alert.events')}</caption>
            <thead>
              <tr>
                <th scope="col" className="gw-table__cell gw-table__cell--toggle">
                  <span className="kern-sr-only">{t('events.column.expand')}</span>
                </th>
                <th scope="col" className="gw-table__cell">
                  {t('events.column.time')}
                </th>
                <th scope="col" className="gw-table__cell gw-minor">
                  {t('events.column.host')}
                </th>
                <th scope="col" className="gw-table__cell">
                  {t('events.column.message')}
                </th>
              </tr>
            </thead>
            <tbody>
              {shown.map((event, n) => (
                <EventRows
                  key={event.id}
                  event={event}
                  alert={alert.id}
                  marks={marksOf(reasons, event.id)}
                  isOpen={n === 0}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {shown.length < events.length ? (
        <p className="gw-panel__text">
          <Button
            small
            variant="tertiary"
            icon="down"
            label={plural('alert.more_events', events.length - shown.length)}
            onPress={() => setAll(true)}
          />
        </p>
      ) : null}
    </section>
  );
}
