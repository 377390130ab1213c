import { type ReactNode, useId, useState } from 'react';
import type { EventDocument } from '../../../server/contract/event.js';
import { EventRecord } from '../../components/event-record.js';
import { eventSummary } from '../../components/event-summary.js';
import { Foreign } from '../../components/foreign.js';
import { Icon } from '../../components/icon.js';
import { Time } from '../../components/time.js';
import { useMessages } from '../../i18n/messages.js';

/** An event on one line, with all its fields when it is opened. */
export function EventDisclosure({ event, children }: { event: EventDocument; children?: ReactNode }) {
  const { t, dateTime } = useMessages();
  const [open, setOpen] = useState(false);
  const id = useId();
  return (
    <div className="gw-disclosure">
      <div className="gw-disclosure__line">
        <button
          type="button"
          className="gw-row-action"
          aria-expanded={open}
          aria-controls={id}
          aria-label={t('events.expand', { time: dateTime(event['@timestamp']) })}
          onClick={() => setOpen(!open)}
        >
          <Icon name={open ? 'chevron' : 'next'} />
        </button>
        {children}
        <Time at={event['@timestamp']} full />
        <span>{event['host.name'] ?? ''}</span>
        <span className="gw-disclosure__summary">
          <Foreign text={eventSummary(event)} />
        </span>
      </div>
      <div id={id} hidden={!open} className="gw-disclosure__detail">
        {open ? <EventRecord event={event} /> : null}
      </div>
    </div>
  );
}
