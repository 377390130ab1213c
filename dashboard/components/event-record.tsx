import { type ReactNode, useState } from 'react';
import type { EventDocument } from '../../server/contract/event.js';
import type { RevealObject } from '../../server/contract/pseudonym.js';
import { useMessages } from '../i18n/messages.js';
import { Button } from './button.js';
import { Foreign } from './foreign.js';
import { Icon } from './icon.js';
import { MarkedText, type Spans } from './marked-text.js';
import { hasSealedRecord, isPseudonym } from './pseudonym.js';
import { RevealButton } from './reveal-button.js';

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
  const texts = columns.map(([name, value]): [string, string] => [name, written(value)]);
  const known = new Map(texts);
  // A record's own field of a column's name and value says the same once more.
  const own = Object.entries(event.fields).filter(([name, value]) => known.get(name) !== written(value));
  return [...texts, ...own.map(([name, value]): [string, string] => [name, written(value)])];
}

/** What is shown of an event in short, beside what is marked. */
const essential = new Set([
  'event.dataset',
  'event.code',
  'event.action',
  'event.outcome',
  'host.name',
  'user.name',
  'user.domain',
  'source.ip',
  'source.port',
  'destination.ip',
  'destination.port',
  'process.name',
  'process.executable',
  'process.command_line',
  'message',
]);

interface EventRecordProps {
  event: EventDocument;
  /** Adds `field:value`, or its exclusion, to the search. */
  onFilter?: (field: string, value: string, exclude: boolean) => void;
  /** Where the rule's values stand, by field. */
  marks?: ReadonlyMap<string, Spans>;
  /** Beside each value, such as a link. */
  action?: (field: string, value: string) => ReactNode;
  /** What is asked for at a sealed record; without it the record cannot be asked for here. */
  reveal?: RevealObject;
  /** Shows what is marked and the usual fields until somebody asks for all of them. */
  brief?: boolean;
}

function FieldValue({
  name,
  value,
  spans,
  onFilter,
}: { name: string; value: string; spans: Spans | undefined } & Pick<EventRecordProps, 'onFilter'>) {
  const { t } = useMessages();
  const text = <MarkedText text={value} spans={spans} />;
  if (!onFilter) return <span className="gw-record__value">{text}</span>;
  return (
    <>
      <button
        type="button"
        className="gw-record__value gw-record__value--link"
        title={t('events.filter_for', { field: name })}
        onClick={() => onFilter(name, value, false)}
      >
        {text}
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

/** The record as it arrived; sealed, it is only named, and how to come to it. */
function Original({ event, marks, reveal }: Pick<EventRecordProps, 'event' | 'marks' | 'reveal'>) {
  const { t } = useMessages();
  if (hasSealedRecord(event)) {
    return (
      <>
        <p className="gw-record__heading">
          {t('events.original')}{' '}
          <span className="gw-tag gw-tag--sealed">
            <Icon name="key" />
            {t('events.sealed')}
          </span>
        </p>
        <div className="gw-sealed">
          <p>{t(reveal ? 'events.sealed_text' : 'events.sealed_by_alert')}</p>
          {reveal ? <RevealButton tenant={event.tenant} object={reveal} /> : null}
        </div>
      </>
    );
  }
  return (
    <>
      <p className="gw-record__heading">
        {t('events.original')}
        {event['event.original_encoding'] ? (
          <span className="gw-muted"> ({event['event.original_encoding']})</span>
        ) : null}
      </p>
      <pre className="gw-code">
        <MarkedText text={event['event.original']} spans={marks?.get('event.original')} />
      </pre>
    </>
  );
}

/** Everything that is known of one event: times, fields and the record as it arrived. */
export function EventRecord({ event, onFilter, marks, action, reveal, brief = false }: EventRecordProps) {
  const { t, plural, dateTime } = useMessages();
  const [short, setShort] = useState(brief);
  const all = fieldsOf(event);
  const fields = short ? all.filter(([name]) => marks?.has(name) || essential.has(name)) : all;
  return (
    <div className="gw-record">
      <dl className="gw-record__fields">
        {(['@timestamp', 'event.ingested'] as const).map((name) => (
          <div key={name} className="gw-record__field">
            <dt>{name}</dt>
            <dd>{dateTime(event[name])}</dd>
          </div>
        ))}
        {fields.map(([name, value], n) => (
          <div
            // biome-ignore lint/suspicious/noArrayIndexKey: a column and an own field may have one name
            key={`${name}:${n}`}
            className={`gw-record__field${marks?.has(name) ? ' gw-record__field--hit' : ''}`}
          >
            <dt>
              <Foreign text={name} />
            </dt>
            <dd>
              <FieldValue
                name={name}
                value={value}
                spans={marks?.get(name)}
                {...(onFilter ? { onFilter } : {})}
              />
              {isPseudonym(value) ? (
                <>
                  <span className="gw-tag">{t('entity.pseudonym')}</span>
                  <RevealButton iconOnly tenant={event.tenant} object={{ kind: 'pseudonym', value }} />
                </>
              ) : null}
              {action?.(name, value)}
            </dd>
          </div>
        ))}
      </dl>
      {fields.length < all.length ? (
        <Button
          small
          variant="tertiary"
          icon="down"
          label={plural('events.more_fields', all.length - fields.length)}
          onPress={() => setShort(false)}
        />
      ) : null}
      <Original event={event} {...(marks ? { marks } : {})} {...(reveal ? { reveal } : {})} />
    </div>
  );
}
