import type { Envelope, Format } from '../contract/envelope.js';
import type { Event } from '../contract/event.js';
import { earliestTime, latestTime } from '../contract/event-times.js';
import { type Context, newEvent, reasonOf, Unparsable } from './draft.js';
import { normaliseJson } from './json/json.js';
import { normaliseLine } from './line.js';
import { normaliseSyslog } from './syslog/syslog.js';
import { decodeText } from './text.js';
import { normaliseEventXml } from './windows/event-xml.js';

/** Fills `event` from the record's text; throws Unparsable with the reason when the text is not of the format. */
type Parser = (event: Event, text: string, envelope: Envelope, zone: string | undefined) => void;

const parsers: Record<Format, Parser> = {
  syslog: normaliseSyslog,
  json: normaliseJson,
  'windows-xml': normaliseEventXml,
  line: normaliseLine,
};

/**
 * Makes an event of a raw record. Never throws: a record that cannot be parsed becomes an event of kind
 * `pipeline_error` with the reason in `error.message`; the bytes are in `event.original` in every case.
 * @param envelope the record as the collector received it
 * @param context tenant, collector, event id and the source's time zone
 */
export function normalise(envelope: Envelope, context: Context): Event {
  const event = newEvent(envelope, context);
  try {
    if (envelope.raw.length === 0) throw new Unparsable('record is empty');
    parsers[envelope.format](event, decodeText(envelope.raw), envelope, context.zone);
    if (envelope.truncated) event.fields['log.truncated'] = true;
    checkTime(event);
    return event;
  } catch (error) {
    return unparsed(envelope, context, error);
  }
}

/** A time that alerts and the store could not hold, such as one of the year 275760, is no time: the receipt counts. */
function checkTime(event: Event): void {
  const time = event['@timestamp'];
  if (time >= earliestTime && time <= latestTime) return;
  event['@timestamp'] = event['event.ingested'];
  event['error.message'] ??= 'its time is not of the years 1 to 9999: that of the receipt counts';
}

function unparsed(envelope: Envelope, context: Context, error: unknown): Event {
  const event = newEvent(envelope, context);
  event['event.kind'] = 'pipeline_error';
  event['event.module'] = 'unparsed';
  event['event.dataset'] = `unparsed.${envelope.format}`;
  const reason =
    error instanceof Unparsable ? reasonOf(error) : error instanceof Error ? error.message : String(error);
  event['error.message'] = envelope.truncated ? `${reason} (the record was truncated on receipt)` : reason;
  if (envelope.truncated) event.fields['log.truncated'] = true;
  return event;
}
