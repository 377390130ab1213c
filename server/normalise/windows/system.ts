import type { Event, FieldValue } from '../../contract/event.js';
import { ipAddress, port } from '../ip.js';
import { setField } from '../json/flatten.js';
import { isoTime } from '../time.js';
import { channelSlug, channelSpelling } from './channel.js';
import { classify } from './classify.js';
import { processColumns } from './process.js';
import { userColumns } from './user.js';

/** Numeric elements of the System section; `fields` holds them as numbers, whatever the shape wrote. */
const numeric = new Set([
  'EventID',
  'Version',
  'Level',
  'Task',
  'Opcode',
  'EventRecordID',
  'Execution_ProcessID',
  'Execution_ThreadID',
]);

/** Columns that say what the event is: UserData may hold values of the same name (event 104: the cleared channel). */
const systemColumns: Partial<
  Record<string, 'winlog.channel' | 'event.code' | 'winlog.provider_name' | 'winlog.record_id' | 'host.name'>
> = {
  Channel: 'winlog.channel',
  EventID: 'event.code',
  Provider_Name: 'winlog.provider_name',
  EventRecordID: 'winlog.record_id',
  Computer: 'host.name',
};

/**
 * Puts one value of the System section into `fields`, in the form that every shape of the same event gives:
 * elements under their name, attributes as `Element_Attribute` (Sigma specification, "Field names").
 */
export function setSystem(event: Event, name: string, value: unknown): void {
  if (value === undefined || value === null || value === '') return;
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'bigint') return;
  const column = systemColumns[name];
  if (column !== undefined) event[column] = String(value);
  if (name === 'Keywords') event.fields['Keywords'] = keywords(value);
  else if (numeric.has(name)) event.fields[name] = toNumber(value);
  else event.fields[name] = String(value);
}

function toNumber(value: string | number | bigint): FieldValue {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}

/** NXLog writes the 64 bits as a signed decimal number, everybody else as hexadecimal text. */
function keywords(value: string | number | bigint): string {
  const text = String(value);
  if (typeof value === 'string' && !/^-?\d{1,20}$/.test(text)) return text.toLowerCase();
  const integer = typeof value === 'number' && Number.isInteger(value) ? BigInt(value) : BigInt(Number(text));
  return `0x${BigInt.asUintN(64, integer).toString(16)}`;
}

/** Puts a value of EventData or UserData into `fields` as text, the form that Event-XML gives. */
export function setData(event: Event, name: string, value: unknown): void {
  let text: FieldValue;
  if (typeof value === 'string') text = value;
  else if (value === null || value === undefined) text = '';
  else if (Array.isArray(value))
    text = value.map((item) => (typeof item === 'object' ? JSON.stringify(item) : String(item)));
  else text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  setField(event.fields, name, text);
}

/** Windows levels (winmeta.xml) as syslog severities; 0 is "log always", which audit events use. */
const severities = [6, 2, 3, 4, 6, 7];

/**
 * Fills the columns of a Windows event from what `fields` holds by now.
 * @param time event time as the record gives it, milliseconds since the epoch
 */
export function applyColumns(event: Event, time: number | undefined): void {
  const fields = event.fields;
  for (const [name, column] of Object.entries(systemColumns)) {
    const value = text(fields[name]);
    if (event[column!] === undefined && value !== '') event[column!] = value;
  }
  const channel = channelSpelling(event['winlog.channel'] ?? '');
  if (channel !== '') event['winlog.channel'] = channel;
  if (time !== undefined) event['@timestamp'] = time;
  event['event.module'] = 'windows';
  event['event.dataset'] = `windows.${channelSlug(channel)}`;
  const id = event['event.code'] ?? '';
  const severity = severities[Number(fields['Level'] ?? -1)];
  if (severity !== undefined && event['event.severity'] === undefined) event['event.severity'] = severity;
  classify(event, event['event.dataset'], id);
  userColumns(event, id);
  processColumns(event);
  networkColumns(event);
}

function text(value: FieldValue | undefined): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}

const sourceNames = [
  'IpAddress',
  'SourceIp',
  'SourceAddress',
  'ClientAddress',
  'Address',
  'Source Network Address',
];
const destinationNames = ['DestinationIp', 'DestAddress'];

function networkColumns(event: Event): void {
  const source = first(event, sourceNames);
  if (source !== undefined) event['source.ip'] = source;
  const destination = first(event, destinationNames);
  if (destination !== undefined) event['destination.ip'] = destination;
  const { IpPort, SourcePort, DestinationPort, DestPort } = event.fields;
  const sourcePort = port(text(IpPort ?? SourcePort));
  if (sourcePort !== undefined) event['source.port'] = sourcePort;
  const destinationPort = port(text(DestinationPort ?? DestPort));
  if (destinationPort !== undefined) event['destination.port'] = destinationPort;
}

function first(event: Event, names: string[]): string | undefined {
  for (const name of names) {
    const value = event.fields[name];
    const ip = typeof value === 'string' ? ipAddress(value) : undefined;
    if (ip !== undefined) return ip;
  }
  return undefined;
}

/** @returns the first of the texts that is a full time stamp; one without an offset is read in `zone` */
export function firstTime(candidates: [value: unknown, zone: string | undefined][]): number | undefined {
  for (const [value, zone] of candidates) {
    const time = typeof value === 'string' ? isoTime(value, zone) : undefined;
    if (time !== undefined) return time;
  }
  return undefined;
}
