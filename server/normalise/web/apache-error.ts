import type { Event } from '../../contract/event.js';
import { Unparsable } from '../draft.js';
import { ipAddress, port } from '../ip.js';
import { digits, skipSpaces, wholeNumber } from '../scan.js';
import { clock, isDate, month } from '../time.js';
import { localToUtc, utcDay } from '../zone.js';
import { severityOf } from './severity.js';

/**
 * Fills `event` from a line of Apache's error log: `[time] [module:level] [pid n:tid n] [client ip:port] text`
 * (2.4) or `[time] [level] [client ip] text` (older).
 * @throws Unparsable when the line does not begin with a bracketed time
 */
export function normaliseApacheError(event: Event, text: string, zone: string | undefined): void {
  event['event.module'] = 'apache';
  event['event.dataset'] = 'apache.error';
  event['event.category'] = 'web';
  const close = text.indexOf(']');
  if (text[0] !== '[' || close < 0) throw new Unparsable('Apache error log: no [time]');
  event['@timestamp'] = errorTime(text, close, zone);
  let at = skipSpaces(text, close + 1);
  while (text[at] === '[') {
    const end = text.indexOf(']', at);
    if (end < 0 || !bracket(event, text.slice(at + 1, end))) break;
    at = skipSpaces(text, end + 1);
  }
  event.message = text.slice(at);
  const id = /^AH\d{5}(?=:)/.exec(event.message);
  if (id !== null) event['event.code'] = id[0];
}

/** `Sun Dec 04 04:47:44.123456 2005`, in the server's local time. */
function errorTime(text: string, close: number, zone: string | undefined): number {
  const monthIndex = month(text, 5);
  const dayAt = skipSpaces(text, 9);
  const day = digits(text, dayAt, text.indexOf(' ', dayAt));
  const time = clock(text, text.indexOf(' ', dayAt) + 1);
  const year = time === undefined ? -1 : digits(text, time.end + 1, close);
  if (time === undefined || !isDate(year, monthIndex, day)) {
    throw new Unparsable('Apache error log: time is not "Www Mmm dd hh:mm:ss yyyy"', 1);
  }
  return localToUtc(utcDay(year, monthIndex, day) + time.ms, zone);
}

/** @returns false when the bracket belongs to the text */
function bracket(event: Event, inner: string): boolean {
  if (inner.startsWith('client ')) {
    client(event, inner.slice(7));
    return true;
  }
  if (inner.startsWith('pid ')) {
    const pid = wholeNumber(inner.slice(4).split(':', 1)[0]);
    if (pid !== undefined) event['process.pid'] = pid;
    return true;
  }
  const colon = inner.indexOf(':');
  const severity = severityOf(inner.slice(colon + 1));
  if (severity === undefined || event['event.severity'] !== undefined) return false;
  event['event.severity'] = severity;
  event.fields['level'] = inner.slice(colon + 1);
  if (colon > 0) event.fields['module'] = inner.slice(0, colon);
  return true;
}

/**
 * 2.4 writes the port after the address, without brackets around an IPv6 one; before, there was only the address.
 * Only 2.4 names a module.
 */
function client(event: Event, text: string): void {
  const colon = text.lastIndexOf(':');
  const withPort = event.fields['module'] !== undefined && colon > 0;
  const ip = ipAddress(withPort ? text.slice(0, colon) : text);
  event.fields['c-ip'] = ip ?? text;
  if (ip === undefined) return;
  event['source.ip'] = ip;
  const number = withPort ? port(text.slice(colon + 1)) : undefined;
  if (number !== undefined) event['source.port'] = number;
}
