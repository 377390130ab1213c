import type { Envelope } from '../../contract/envelope.js';
import type { Event } from '../../contract/event.js';
import { ipAddress } from '../ip.js';
import { type JsonObject, objectAt } from '../json/object.js';
import type { ApplyDocument } from './apply.js';
import { isOtelWindowsEvent, windowsDocument } from './otel-windows.js';
import { applyText, isEventXml } from './text.js';
import { beginsLikeSyslog } from './wrapped-line.js';

/** What the envelope of a log record of OpenTelemetry is marked with. */
export const otlpDataset = 'otlp.log';

const depthLimit = 32;

/**
 * Fills `event` from `{"resource", "scope", "logRecord"}` in OTLP's JSON encoding. Windows events and log lines in the
 * body are read as what they are; of other records the attributes, which have ECS's names where the semantic
 * conventions do, become the fields.
 * @throws Unparsable
 */
export function applyOtlp(
  event: Event,
  document: JsonObject,
  envelope: Envelope,
  zone: string | undefined,
  apply: ApplyDocument,
): void {
  const record = objectAt(document, 'logRecord') ?? {};
  const attributes: JsonObject = {
    ...valuesOf(objectAt(document, 'resource')?.['attributes']),
    ...scopeFields(objectAt(document, 'scope')),
    ...valuesOf(record['attributes']),
    ...recordFields(record),
  };
  const body = plainValue(record['body']);
  const time = nanoseconds(record['timeUnixNano']) ?? nanoseconds(record['observedTimeUnixNano']);
  if (time !== undefined) event['@timestamp'] = time;
  const inner = { ...envelope, dataset: '' };
  if (typeof body === 'string' && (isEventXml(body) || beginsLikeSyslog(body))) {
    applyText(event, body, '', inner, zone, apply);
    keep(event, attributes);
    return;
  }
  if (isObject(body) && isOtelWindowsEvent(body)) {
    apply(event, windowsDocument(body), inner, zone);
    keep(event, attributes);
    return;
  }
  underEcsNames(attributes);
  const own = isObject(body) ? body : body === undefined ? {} : { message: textOf(body) };
  apply(event, { ...attributes, ...own }, inner, zone);
  if (event['event.dataset'] === 'json.generic') {
    event['event.module'] = 'otlp';
    event['event.dataset'] = otlpDataset;
  }
  const severity = severityOf(record['severityNumber']);
  if (severity !== undefined) event['event.severity'] ??= severity;
}

/** Attributes of the semantic conventions that have another name in ECS. */
const ecsNames: [attribute: string, column: string][] = [
  ['process.executable.path', 'process.executable'],
  ['process.executable.name', 'process.name'],
  ['client.address', 'source.ip'],
  ['client.port', 'source.port'],
  ['source.address', 'source.ip'],
  ['server.address', 'destination.ip'],
  ['server.port', 'destination.port'],
  ['destination.address', 'destination.ip'],
  ['network.peer.address', 'source.ip'],
];

/** An address may be a name, which is no IP. */
function underEcsNames(attributes: JsonObject): void {
  for (const [attribute, column] of ecsNames) {
    const value = attributes[attribute];
    if (value === undefined || attributes[column] !== undefined) continue;
    if (column.endsWith('.ip') && ipAddress(String(value)) === undefined) continue;
    attributes[column] = value;
    delete attributes[attribute];
  }
}

/** Attributes of a record that is read as something else; `host.name` counts where the record names no host. */
function keep(event: Event, attributes: JsonObject): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (name in event.fields || name === '__proto__') continue;
    if (value === null || typeof value !== 'object')
      event.fields[name] = value as string | number | boolean | null;
    else event.fields[name] = JSON.stringify(value);
  }
  const host = attributes['host.name'];
  if (event['host.name'] === undefined && typeof host === 'string') event['host.name'] = host;
}

function scopeFields(scope: JsonObject | undefined): JsonObject {
  const { name, version } = scope ?? {};
  return {
    ...valuesOf(scope?.['attributes']),
    ...(typeof name === 'string' && name !== '' ? { 'otel.scope.name': name } : {}),
    ...(typeof version === 'string' && version !== '' ? { 'otel.scope.version': version } : {}),
  };
}

/** ECS's names for what a record has beside its attributes. */
const recordNames: [name: string, field: string][] = [
  ['traceId', 'trace.id'],
  ['spanId', 'span.id'],
  ['severityText', 'log.level'],
  ['eventName', 'event.name'],
];

function recordFields(record: JsonObject): JsonObject {
  const found: JsonObject = {};
  for (const [name, field] of recordNames) {
    const value = record[name];
    if (typeof value === 'string' && value !== '') found[field] = value;
  }
  return found;
}

/** @returns the values of a list of KeyValue; a later duplicate wins */
function valuesOf(list: unknown, depth = 0): JsonObject {
  const found: [string, unknown][] = [];
  for (const item of Array.isArray(list) ? (list as unknown[]) : []) {
    if (!isObject(item) || typeof item['key'] !== 'string') continue;
    found.push([item['key'], plainValue(item['value'], depth) ?? null]);
  }
  return Object.fromEntries(found);
}

/** @returns what an AnyValue stands for; undefined for none */
function plainValue(value: unknown, depth = 0): unknown {
  if (!isObject(value) || depth > depthLimit) return undefined;
  const { stringValue, boolValue, intValue, doubleValue, bytesValue } = value;
  if (stringValue !== undefined) return stringValue;
  if (boolValue !== undefined) return boolValue;
  if (intValue !== undefined) return integer(intValue);
  if (doubleValue !== undefined) return doubleValue;
  if (bytesValue !== undefined) return bytesValue;
  const array = objectAt(value, 'arrayValue');
  if (array !== undefined) {
    return Array.isArray(array['values'])
      ? array['values'].map((item) => plainValue(item, depth + 1) ?? null)
      : [];
  }
  const list = objectAt(value, 'kvlistValue');
  return list === undefined ? undefined : valuesOf(list['values'], depth + 1);
}

/** 64 bits come as text; what JavaScript cannot hold stays one. */
function integer(value: unknown): unknown {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}

/** Of two decimals more than JavaScript's numbers hold, so the last six are cut off as text. */
function nanoseconds(value: unknown): number | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const text = String(value);
  if (!/^\d{7,20}$/.test(text)) return undefined;
  const time = Number(text.slice(0, -6));
  return time > 0 && time < 1e14 ? time : undefined;
}

/** SeverityNumber (1 trace to 24 fatal, four of each) as syslog severity; see the log data model, appendix B. */
function severityOf(value: unknown): number | undefined {
  const number = typeof value === 'number' ? value : severityNames[String(value)];
  if (number === undefined || !(number >= 1 && number <= 24)) return undefined;
  return [7, 7, 6, 4, 3, 2][Math.floor((number - 1) / 4)];
}

/** Some senders write the enumeration's name. */
const severityNames: Record<string, number> = {
  SEVERITY_NUMBER_TRACE: 1,
  SEVERITY_NUMBER_DEBUG: 5,
  SEVERITY_NUMBER_INFO: 9,
  SEVERITY_NUMBER_WARN: 13,
  SEVERITY_NUMBER_ERROR: 17,
  SEVERITY_NUMBER_FATAL: 21,
};

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
