import type { EventDocument } from '../../server/contract/event.js';
import { useMessages } from '../i18n/messages.js';
import { Button } from './button.js';

/** Not shown in the list of fields: shown apart, or of no use there. */
const apart = new Set([
  'fields',
  'event.original',
  'event.original_encoding',
  '@timestamp',
  'event.ingested',
]);

/** @returns names and values of an event's fields in the order hot columns, own fields */
export function fieldsOf(event: EventDocument): [string, string][] {
  const columns = Object.entries(event).filter(([name, value]) => !apart.has(name) && value !== undefined);
  const written = (value: unknown) => (typeof value === 'object' ? JSON.stringify(value) : String(value));
  return [...columns, ...Object.entries(event.fields)].map(([name, value]) => [name, written(value)]);
}

interface EventRecordProps {
  event: EventDocument;
  /** Adds `field:value`, or its exclusion, to the search. */
  onFilter?: (field: string, value: string, exclude: boolean) => void;
}

function FieldValue({
  name,
  value,
  onFilter,
}: { name: string; value: string } & Pick<EventRecordProps, 'onFilter'>) {
  const { t } = useMessages();
  if (!onFilter) return <span className="gw-record__value">{value}</span>;
  return (
    <>
      <button
        type="button"
        className="gw-record__value gw-record__value--link"
        title={t('events.filter_for', { field: name })}
        onClick={() => onFilter(name, value, false)}
      >
        {value}
      </button>
      <Button
        small
        variant="tertiary"
        icon="minus"
        iconOnly
        label={t('events.exclude', { field: name, value })}
        onPress={() => onFilter(name, value, true)}
      />
    </>
  );
}

/** Everything that is known of one event: times, fields and the record as it arrived. */
export function EventRecord({ event, onFilter }: EventRecordProps) {
  const { t, dateTime } = useMessages();
  return (
    <div className="gw-record">
      <dl className="gw-record__fields">
        <div className="gw-record__field">
          <dt>@timestamp</dt>
          <dd>{dateTime(event['@timestamp'])}</dd>
        </div>
        <div className="gw-record__field">
          <dt>event.ingested</dt>
          <dd>{dateTime(event['event.ingested'])}</dd>
        </div>
        {fieldsOf(event).map(([name, value]) => (
          <div key={name} className="gw-record__field">
            <dt>{name}</dt>
            <dd>
              <FieldValue name={name} value={value} {...(onFilter ? { onFilter } : {})} />
            </dd>
          </div>
        ))}
      </dl>
      <p className="gw-record__heading">
        {t('events.original')}
        {event['event.original_encoding'] ? <span className="gw-muted"> (base64)</span> : null}
      </p>
      <pre className="gw-code">{event['event.original']}</pre>
    </div>
  );
}
