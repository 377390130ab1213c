import type { Event } from '../../contract/event.js';
import { Unparsable } from '../draft.js';
import { ipAddress } from '../ip.js';
import { digits } from '../scan.js';
import { clock, isDate, month } from '../time.js';
import { utcDay } from '../zone.js';

/**
 * Fills `event` from a line of an access log in Apache's common or combined format (nginx writes the same),
 * also with `vhost:port ` before it. Fields get Sigma's webserver names.
 * @throws Unparsable naming the part that is not as the format says
 */
export function normaliseAccess(event: Event, text: string, server: 'apache' | 'nginx'): void {
  event['event.module'] = server;
  event['event.dataset'] = `${server}.access`;
  const bracket = text.indexOf(' [');
  if (bracket < 0) throw new Unparsable('access log: no [time]');
  client(event, text.slice(0, bracket));
  const close = bracket + 28;
  event['@timestamp'] = clfTime(text, bracket + 2);
  if (text.charCodeAt(close) !== 93 || !text.startsWith(' "', close + 1)) {
    throw new Unparsable('access log: no quoted request after the time', close + 1);
  }
  const requestEnd = closingQuote(text, close + 3);
  request(event, text.slice(close + 3, requestEnd));
  const status = digits(text, requestEnd + 2, requestEnd + 5);
  if (status < 100 || status > 599)
    throw new Unparsable('access log: no status after the request', requestEnd + 2);
  outcome(event, status);
  rest(event, text, requestEnd + 5);
  event.message = text;
}

function client(event: Event, text: string): void {
  const words = text.split(' ');
  // vhost_combined: `www.example.org:443 192.0.2.1 - - [`
  const vhost = words.length >= 4 && ipAddress(words[1]) !== undefined ? words.shift() : undefined;
  if (words.length < 3 || words[0] === '')
    throw new Unparsable('access log: not "client ident user" before the time', 0);
  if (vhost !== undefined) event.fields['cs-host'] = vhost.split(':', 1)[0]!;
  event.fields['c-ip'] = words[0]!;
  const ip = ipAddress(words[0]);
  if (ip !== undefined) event['source.ip'] = ip;
  const user = words.slice(2).join(' ');
  if (user !== '-' && user !== '' && user !== '""') {
    event.fields['cs-username'] = user;
    event['user.name'] = user;
  }
}

/** `10/Oct/2000:13:55:36 -0700` (Apache's %t). */
function clfTime(text: string, at: number): number {
  const day = digits(text, at, at + 2);
  const monthIndex = month(text, at + 3);
  const year = digits(text, at + 7, at + 11);
  const time = clock(text, at + 12);
  const hours = digits(text, at + 22, at + 24);
  const minutes = digits(text, at + 24, at + 26);
  if (
    !isDate(year, monthIndex, day) ||
    time === undefined ||
    time.end !== at + 20 ||
    hours < 0 ||
    minutes < 0
  ) {
    throw new Unparsable('access log: time is not dd/Mmm/yyyy:hh:mm:ss +hhmm', at);
  }
  const offset = (hours * 60 + minutes) * 60_000;
  const local = utcDay(year, monthIndex, day) + time.ms;
  return text[at + 21] === '-' ? local + offset : local - offset;
}

/** Apache and nginx escape a quote inside a quoted part as `\"` or `\x22`. */
function closingQuote(text: string, at: number): number {
  for (let i = at; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 34) return i;
    if (c === 92) i++;
  }
  throw new Unparsable('access log: a quoted part does not end', at);
}

/** `METHOD URI VERSION`; scanners send anything, which is then kept whole as the URI. */
function request(event: Event, text: string): void {
  const first = text.indexOf(' ');
  const last = text.lastIndexOf(' ');
  const wellFormed = first > 0 && last > first && text.startsWith('HTTP/', last + 1);
  const uri = wellFormed ? text.slice(first + 1, last) : first > 0 ? text.slice(first + 1) : text;
  if (first > 0) event.fields['cs-method'] = text.slice(0, first);
  if (wellFormed) event.fields['cs-version'] = text.slice(last + 1);
  const question = uri.indexOf('?');
  event.fields['cs-uri'] = uri;
  event.fields['cs-uri-stem'] = question < 0 ? uri : uri.slice(0, question);
  if (question >= 0) event.fields['cs-uri-query'] = uri.slice(question + 1);
}

function outcome(event: Event, status: number): void {
  event.fields['sc-status'] = status;
  event['event.category'] = 'web';
  event['event.action'] = 'http_request';
  event['event.outcome'] = status < 400 ? 'success' : 'failure';
}

/** ` bytes "referer" "user agent"`: the common format ends after the bytes. */
function rest(event: Event, text: string, at: number): void {
  let i = at;
  if (text.charCodeAt(i) === 32) {
    const end = text.indexOf(' ', i + 1);
    const bytes = digits(text, i + 1, end < 0 ? text.length : end);
    if (bytes >= 0) event.fields['sc-bytes'] = bytes;
    i = end < 0 ? text.length : end;
  }
  for (const name of ['cs-referer', 'cs-user-agent']) {
    if (!text.startsWith(' "', i)) return;
    const end = closingQuote(text, i + 2);
    const value = text.slice(i + 2, end);
    if (value !== '-') event.fields[name] = value;
    i = end + 1;
  }
}
