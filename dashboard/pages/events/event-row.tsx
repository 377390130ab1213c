import type { EventDocument } from '../../../server/contract/event.js';
import { EventRecord } from '../../components/event-record.js';
import { eventSummary } from '../../components/event-summary.js';
import { Icon } from '../../components/icon.js';
import { Time } from '../../components/time.js';
import { useMessages } from '../../i18n/messages.js';

interface EventRowProps {
  event: EventDocument;
  /** 1-based, the header row included. */
  position: number;
  open: boolean;
  onToggle(id: string): void;
  onFilter(field: string, value: string, exclude: boolean): void;
}

/** One event of the result; opened, with all its fields and the original record. */
export function EventRow({ event, position, open, onToggle, onFilter }: EventRowProps) {
  const { t, dateTime } = useMessages();
  const at = event['@timestamp'];
  const failed = event['event.kind'] === 'pipeline_error';
  return (
    <>
      <tr aria-rowindex={position} className={`gw-event-row${open ? ' gw-event-row--open' : ''}`}>
        <td className="gw-event-row__expand">
          <button
            type="button"
            className="gw-row-action"
            aria-expanded={open}
            aria-label={t('events.expand', { time: dateTime(at) })}
            onClick={() => onToggle(event.id)}
          >
            <Icon name={open ? 'chevron' : 'next'} />
          </button>
        </td>
        <td className="gw-event-row__time">
          <Time at={at} full />
        </td>
        <td className="gw-event-row__host">{event['host.name'] ?? ''}</td>
        <td className="gw-event-row__dataset">
          {failed ? (
            <span className="gw-tag gw-tag--warning">{t('events.unparsed')}</span>
          ) : (
            event['event.dataset']
          )}
        </td>
        <td className="gw-event-row__message">{eventSummary(event)}</td>
      </tr>
      {open ? (
        <tr className="gw-event-detail">
          <td colSpan={5}>
            <EventRecord event={event} onFilter={onFilter} />
          </td>
        </tr>
      ) : null}
    </>
  );
}
