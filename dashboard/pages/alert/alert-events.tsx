import { Fragment, useState } from 'react';
import type { EventDocument } from '../../../server/contract/event.js';
import { EventRecord } from '../../components/event-record.js';
import { eventSummary } from '../../components/event-summary.js';
import { Icon } from '../../components/icon.js';
import { Time } from '../../components/time.js';
import { useMessages } from '../../i18n/messages.js';

function EventRows({ event }: { event: EventDocument }) {
  const { t, dateTime } = useMessages();
  const [open, setOpen] = useState(false);
  const at = event['@timestamp'];
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
        <td className="gw-table__cell gw-mono gw-clip">{eventSummary(event)}</td>
      </tr>
      {open ? (
        <tr>
          <td colSpan={4} className="gw-table__detail">
            <EventRecord event={event} />
          </td>
        </tr>
      ) : null}
    </Fragment>
  );
}

/** The events that caused the alert; the first and the latest when there were many. */
export function AlertEvents({ events, count }: { events: readonly EventDocument[]; count: number }) {
  const { t, number } = useMessages();
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
              {events.map((event) => (
                <EventRows key={event.id} event={event} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
