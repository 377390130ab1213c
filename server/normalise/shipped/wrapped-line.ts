import type { Envelope } from '../../contract/envelope.js';
import type { Event, FieldValue } from '../../contract/event.js';
import { flatten, setField } from '../json/flatten.js';
import { type JsonObject, objectAt } from '../json/object.js';
import { normaliseLine } from '../line.js';
import { isoTime } from '../time.js';

/** A line of a log inside of a shipper's document. */
export interface WrappedLine {
  text: string;
  /** Hint as for lines of a file; empty for syslog. */
  dataset: string;
}

/** Filebeat's modules, which leave the reading of the line to the server. */
const filebeatDatasets: Record<string, string> = {
  'system.auth': '',
  'system.syslog': '',
  'auditd.log': 'linux.auditd',
  'apache.access': 'apache.access',
  'apache.error': 'apache.error',
  'nginx.access': 'nginx.access',
  'nginx.error': 'nginx.error',
};

/** Where the path of the file stands, by shipper: Filebeat and OpenTelemetry, Vector, Fluent Bit. */
const pathNames = ['log.file.path', 'file', 'filepath', 'path'];
const textNames = ['message', 'log', 'MESSAGE', 'msg'];
const syslogFile =
  /(?:^|\/)(?:auth\.log|secure|syslog|messages|daemon\.log|kern\.log|cron(?:\.log)?|mail\.log|maillog|user\.log)$/;
const auditFile = /(?:^|\/)audit\.log$/;

/** @returns whether a text begins with a PRI or with the stamp of RFC 3164 */
export const beginsLikeSyslog = (text: string): boolean =>
  /^<\d{1,3}>/.test(text) || /^[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d /.test(text);

/**
 * @param document as Filebeat, Fluent Bit, Vector or rsyslog send it
 * @returns the line of a log that it carries; undefined when it is a record of its own
 */
export function wrappedLine(document: JsonObject): WrappedLine | undefined {
  const original =
    document['rawmsg'] ?? objectAt(document, 'event')?.['original'] ?? document['event.original'];
  if (typeof original === 'string' && beginsLikeSyslog(original)) return { text: original, dataset: '' };
  const text = firstText(document, textNames);
  if (text === undefined) return undefined;
  const named = objectAt(document, 'event')?.['dataset'] ?? document['event.dataset'];
  const known = typeof named === 'string' ? filebeatDatasets[named] : undefined;
  if (known !== undefined) return { text, dataset: known };
  const path = objectAt(objectAt(document, 'log') ?? {}, 'file')?.['path'] ?? firstText(document, pathNames);
  if (typeof path === 'string') {
    if (syslogFile.test(path)) return { text, dataset: '' };
    if (auditFile.test(path)) return { text, dataset: 'linux.auditd' };
  }
  return beginsLikeSyslog(text) ? { text, dataset: '' } : undefined;
}

/** Names whose value is the line itself or the shipper's time for it. */
const carried = new Set([...textNames, 'rawmsg', 'event.original', '@timestamp']);
const hosts = ['host.name', 'host.hostname', 'hostname', 'host'];

/**
 * Reads the line as if it had come by itself; whatever else the document holds stays under its own name.
 * @throws Unparsable
 */
export function applyWrappedLine(
  event: Event,
  document: JsonObject,
  { text, dataset }: WrappedLine,
  envelope: Envelope,
  zone: string | undefined,
): void {
  const around: Record<string, FieldValue> = {};
  flatten(document, '', around);
  const stamp = around['@timestamp'] ?? around['timestamp'];
  const time = typeof stamp === 'string' ? isoTime(stamp, zone) : undefined;
  if (time !== undefined) event['@timestamp'] = time;
  const host = firstField(around, hosts);
  normaliseLine(event, text, { ...envelope, dataset, ...(host === undefined ? {} : { source: '' }) }, zone);
  if (host !== undefined) event['host.name'] ??= host;
  for (const [name, value] of Object.entries(around)) {
    if (!carried.has(name) && !Object.hasOwn(event.fields, name)) setField(event.fields, name, value);
  }
}

function firstText(document: JsonObject, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = document[name];
    if (typeof value === 'string' && value !== '') return value;
  }
  return undefined;
}

/** @returns the first of the fields that holds a text or a number */
export function firstField(fields: Record<string, FieldValue>, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = fields[name];
    if ((typeof value === 'string' && value !== '') || typeof value === 'number') return String(value);
  }
  return undefined;
}
