import type { Envelope } from '../../contract/envelope.js';
import type { Event, FieldValue } from '../../contract/event.js';
import { numberColumns, textColumns } from '../../contract/event-columns.js';
import { ipAddress } from '../ip.js';
import { isoTime } from '../time.js';
import { flatten } from './flatten.js';
import type { JsonObject } from './object.js';

/** Columns that a sender must not set: they say what this program did with the record. */
const own = new Set(['event.kind', 'observer.id', 'log.source', 'error.message']);
const takenText = textColumns.filter((name) => !own.has(name));
const outcomes = new Set(['success', 'failure', 'unknown']);

/**
 * Fills `event` from a JSON object of no known kind: ECS names, nested or dotted, go to their columns; the time
 * is taken from `@timestamp`, `timestamp`, `time` or `ts`, host and message from their usual names.
 */
export function applyGeneric(
  event: Event,
  document: JsonObject,
  envelope: Envelope,
  zone: string | undefined,
): void {
  event['event.module'] = 'json';
  event['event.dataset'] = 'json.generic';
  const fields = event.fields;
  flatten(document, '', fields);
  setTime(event, zone);
  for (const name of takenText) {
    const value = fields[name];
    if (typeof value !== 'string' && typeof value !== 'number') continue;
    if (name === 'event.outcome' && !outcomes.has(String(value))) continue;
    if ((name === 'source.ip' || name === 'destination.ip') && ipAddress(String(value)) === undefined)
      continue;
    (event as unknown as Record<string, string>)[name] = String(value);
    delete fields[name];
  }
  for (const name of numberColumns) {
    const value = integerOf(fields[name]);
    if (value === undefined) continue;
    event[name] = value;
    delete fields[name];
  }
  fallback(event, 'host.name', ['host', 'hostname', 'Hostname', 'Computer', 'agent.hostname']);
  fallback(event, 'message', ['msg', 'Message', 'log', 'MESSAGE']);
  const peer = envelope.transport === 'file' ? undefined : ipAddress(envelope.source);
  if (event['host.name'] === undefined && peer !== undefined) event['host.name'] = peer;
}

/** @returns undefined for what the store's columns cannot hold as it is: it stays a field */
function integerOf(value: FieldValue | undefined): number | undefined {
  const number = typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : undefined;
}

function fallback(event: Event, column: 'host.name' | 'message', names: string[]): void {
  if (event[column] !== undefined) return;
  for (const name of names) {
    const value = event.fields[name];
    if (typeof value === 'string' && value !== '') {
      event[column] = value;
      return;
    }
  }
}

function setTime(event: Event, zone: string | undefined): void {
  for (const name of ['@timestamp', 'timestamp', 'time', 'ts', 'EventTime']) {
    const value = event.fields[name];
    const time = typeof value === 'string' ? isoTime(value, zone) : epoch(value);
    if (time !== undefined) {
      event['@timestamp'] = time;
      delete event.fields[name];
      return;
    }
  }
}

/** Seconds or milliseconds since the epoch, told apart by size: 1e11 s is the year 5138, 1e11 ms is 1973. */
function epoch(value: unknown): number | undefined {
  if (typeof value !== 'number' || !(value > 1e8 && value < 1e14)) return undefined;
  return Math.floor(value < 1e11 ? value * 1000 : value);
}
