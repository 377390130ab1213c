import type { EventDocument } from '../../../server/contract/event.js';
import { EventRecord } from '../../components/event-record.js';
import { eventSummary } from '../../components/event-summary.js';
import { Foreign } from '../../components/foreign.js';
import { Icon } from '../../components/icon.js';
import { Time } from '../../components/time.js';
import { useMessages } from '../../i18n/messages.js';
import { EventPivots } from './event-pivots.js';
import type { SearchState } from './search-state.js';

interface EventRowProps {
  event: EventDocument;
  columns: readonly string[];
  /** 1-based, the header row included. */
  position: number;
  open: boolean;
  onToggle(id: string): void;
  onFilter(field: string, value: string, exclude: boolean): void;
  onChange(change: Partial<SearchState>): void;
}

const ownClasses: Readonly<Record<string, string>> = {
  'host.name': 'gw-event-row__host',
  'event.dataset': 'gw-event-row__dataset',
  message: 'gw-event-row__message',
};

/** @returns the class of a column's cells */
export function columnClass(column: string): string {
  return ownClasses[column] ?? 'gw-event-row__field';
}

/** @returns what a cell shows of the field */
function cellText(event: EventDocument, column: string): string {
  if (column === 'message') return eventSummary(event);
  const held: unknown = (event as Readonly<Record<string, unknown>>)[column] ?? event.fields[column];
  if (held === undefined || held === null) return '';
  return typeof held === 'object' ? JSON.stringify(held) : String(held);
}

/** One event of the result; opened, with all its fields and the original record. */
export function EventRow({ event, columns, position, open, onToggle, onFilter, onChange }: EventRowProps) {
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
        {columns.map((column) => (
          <td key={column} className={columnClass(column)}>
            {failed && column === 'event.dataset' ? (
              <span className="gw-tag gw-tag--warning">{t('events.unparsed')}</span>
            ) : (
              <Foreign text={cellText(event, column)} />
            )}
          </td>
        ))}
      </tr>
      {open ? (
        <tr className="gw-event-detail">
          <td colSpan={columns.length + 2}>
            <EventPivots event={event} onChange={onChange} />
            <EventRecord event={event} onFilter={onFilter} />
          </td>
        </tr>
      ) : null}
    </>
  );
}
