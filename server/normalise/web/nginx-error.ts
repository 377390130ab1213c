import type { Event } from '../../contract/event.js';
import { Unparsable } from '../draft.js';
import { ipAddress } from '../ip.js';
import { digits, wholeNumber } from '../scan.js';
import { clock, isDate } from '../time.js';
import { localToUtc, utcDay } from '../zone.js';
import { severityOf } from './severity.js';

/**
 * Fills `event` from a line of nginx's error log:
 * `2026/11/21 10:00:00 [error] 123#124: *1 text, client: 192.0.2.1, server: x, request: "GET / HTTP/1.1"`.
 * @throws Unparsable when time, level or process are missing
 */
export function normaliseNginxError(event: Event, text: string, zone: string | undefined): void {
  event['event.module'] = 'nginx';
  event['event.dataset'] = 'nginx.error';
  event['event.category'] = 'web';
  const [year, monthNumber, day] = [digits(text, 0, 4), digits(text, 5, 7), digits(text, 8, 10)];
  const time = clock(text, 11);
  if (!isDate(year, monthNumber - 1, day) || time === undefined || !text.startsWith(' [', time.end)) {
    throw new Unparsable('nginx error log: does not begin with "yyyy/mm/dd hh:mm:ss [level]"', 0);
  }
  event['@timestamp'] = localToUtc(utcDay(year, monthNumber - 1, day) + time.ms, zone);
  const close = text.indexOf('] ', time.end);
  const level = text.slice(time.end + 2, close);
  const severity = severityOf(level);
  const colon = text.indexOf(': ', close);
  if (close < 0 || severity === undefined || colon < 0)
    throw new Unparsable('nginx error log: no level or process', time.end);
  event['event.severity'] = severity;
  event.fields['level'] = level;
  const pid = wholeNumber(text.slice(close + 2, colon).split('#', 1)[0]);
  if (pid !== undefined) event['process.pid'] = pid;
  event.message = text.slice(colon + 2);
  details(event, event.message);
}

/** The pairs that nginx appends; the text before them may hold anything, so the last occurrence counts. */
function details(event: Event, text: string): void {
  const at = text.lastIndexOf(', client: ');
  if (at < 0) return;
  const client = text.slice(at + 10).split(',', 1)[0]!;
  event.fields['c-ip'] = client;
  const ip = ipAddress(client);
  if (ip !== undefined) event['source.ip'] = ip;
}
