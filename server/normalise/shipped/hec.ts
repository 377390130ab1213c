import type { Envelope } from '../../contract/envelope.js';
import type { Event } from '../../contract/event.js';
import { flatten, setField } from '../json/flatten.js';
import { type JsonObject, objectAt } from '../json/object.js';
import type { ApplyDocument } from './apply.js';
import { applyText } from './text.js';

/** What the envelope of an event of Splunk's HTTP Event Collector is marked with. */
export const hecDataset = 'splunk.hec';

/** Splunk's names for logs whose lines need a hint. */
const lineDatasets: Record<string, string> = {
  access_combined: 'apache.access',
  access_combined_wcookie: 'apache.access',
  access_common: 'apache.access',
  'apache:access': 'apache.access',
  apache_error: 'apache.error',
  'apache:error': 'apache.error',
  'nginx:plus:access': 'nginx.access',
  'nginx:access': 'nginx.access',
  'linux:audit': 'linux.auditd',
  linux_audit: 'linux.auditd',
};

/**
 * Fills `event` from `{"time", "host", "source", "sourcetype", "index", "event", "fields"}`. What the event says of
 * itself, such as the host in a syslog line, comes before what the envelope says of it.
 * @throws Unparsable
 */
export function applyHec(
  event: Event,
  document: JsonObject,
  envelope: Envelope,
  zone: string | undefined,
  apply: ApplyDocument,
): void {
  const { event: content, sourcetype } = document;
  const time = epochTime(document['time']);
  if (time !== undefined) event['@timestamp'] = time;
  const type = typeof sourcetype === 'string' ? sourcetype : '';
  // The peer is the sender of the envelope; the event is of the host that it names.
  const inner = typeof document['host'] === 'string' ? { ...envelope, source: '' } : envelope;
  if (typeof content === 'string') applyText(event, content, lineDatasets[type] ?? '', inner, zone, apply);
  else if (typeof content === 'object' && content !== null && !Array.isArray(content)) {
    apply(event, content as JsonObject, { ...inner, dataset: '' }, zone);
  } else applyText(event, JSON.stringify(content ?? null), '', inner, zone, apply);
  if (typeof document['host'] === 'string') event['host.name'] ??= document['host'];
  for (const name of ['source', 'sourcetype', 'index']) {
    const value = document[name];
    if (typeof value === 'string') setField(event.fields, `splunk.${name}`, value);
  }
  const fields = objectAt(document, 'fields');
  if (fields !== undefined) flatten(fields, 'splunk.fields.', event.fields);
}

/** Splunk takes a number or its text; some clients send milliseconds, which are told by their size. */
function epochTime(value: unknown): number | undefined {
  const time = typeof value === 'string' && value !== '' ? Number(value) : value;
  if (typeof time !== 'number' || !(time > 1e8 && time < 1e14)) return undefined;
  return Math.floor(time < 1e11 ? time * 1000 + 1e-3 : time);
}
