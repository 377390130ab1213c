import type { Event } from '../../contract/event.js';
import { isoTime } from '../time.js';
import { fieldText, firstText, setDataset, setEnd, setKind, setPair, setUser } from './columns.js';
import { epochTime, offsetOf } from './device-time.js';
import { pairs } from './pairs.js';

/** Syslog severities of `level` (FortiOS Log Message Reference, "Log severity levels"). */
const levels: Record<string, number> = {
  emergency: 0,
  alert: 1,
  critical: 2,
  error: 3,
  warning: 4,
  notice: 5,
  information: 6,
  debug: 7,
};

/** Whether the text is a record of FortiOS in its default format (`date=... time=... devname=... logid=...`). */
export function isFortigate(text: string): boolean {
  return text.startsWith('date=') && (text.includes(' devid=') || text.includes(' logid='));
}

/** Reads a record of FortiOS; all its fields keep their names (`srcip`, `action`, `cfgpath`, `logdesc`). */
export function fortigate(event: Event, text: string, zone: string | undefined): void {
  pairs(text, 0, (key, value) => setPair(event, key, value));
  const { fields } = event;
  const type = fieldText(event, 'type') ?? 'event';
  setDataset(event, 'fortigate', type);
  const time = timeOf(event, zone);
  if (time !== undefined) event['@timestamp'] = time;
  const name = firstText(event, 'devname', 'devid');
  if (name !== undefined) event['host.name'] = name;
  const logid = fieldText(event, 'logid');
  if (logid !== undefined) event['event.code'] = logid;
  const severity = levels[fieldText(event, 'level') ?? ''];
  if (severity !== undefined) event['event.severity'] = severity;
  setEnd(event, 'source', firstText(event, 'srcip', 'remip'), fieldText(event, 'srcport'));
  setEnd(event, 'destination', fieldText(event, 'dstip'), fieldText(event, 'dstport'));
  setUser(event, firstText(event, 'user', 'xauthuser', 'srcuser', 'unauthuser'));
  classify(event, type, typeof fields['subtype'] === 'string' ? fields['subtype'] : '');
}

function timeOf(event: Event, zone: string | undefined): number | undefined {
  const { date, time, tz, eventtime } = event.fields;
  const offset = offsetOf(typeof tz === 'string' ? tz : undefined);
  const local = isoTime(`${String(date)}T${String(time)}`, offset === undefined ? zone : 'UTC');
  if (offset !== undefined && local !== undefined) return local - offset;
  return epochTime(String(eventtime)) ?? local;
}

/** Actions that let something through, by the "action" field of traffic and security logs. */
const passed = new Set([
  'accept',
  'close',
  'timeout',
  'start',
  'client-rst',
  'server-rst',
  'passthrough',
  'pass',
  'detected',
  'monitored',
  'permit',
  'exempt',
  'log-only',
]);

function classify(event: Event, type: string, subtype: string): void {
  const action = fieldText(event, 'action') ?? '';
  const through = action === '' ? undefined : passed.has(action);
  if (type === 'traffic') setKind(event, 'connection', through);
  else if (type === 'event') classifyEvent(event, subtype, action);
  else if (subtype === 'virus') setKind(event, 'malware', through);
  else if (subtype === 'ips' || subtype === 'anomaly' || subtype === 'waf') setKind(event, 'attack', through);
  else if (subtype === 'webfilter') setKind(event, 'webRequest', through);
}

function classifyEvent(event: Event, subtype: string, action: string): void {
  const status = fieldText(event, 'status');
  if (fieldText(event, 'cfgpath') !== undefined) setKind(event, 'configChanged', true);
  else if (subtype === 'vpn') {
    if (action === 'ssl-login-fail') setKind(event, 'vpnLogin', false);
    else if (action === 'tunnel-up') setKind(event, 'tunnelUp', true);
    else if (action === 'tunnel-down') setKind(event, 'tunnelDown', true);
  } else if (action === 'login') {
    setKind(event, subtype === 'system' ? 'adminLogin' : 'login', status === 'success');
  } else if (action === 'logout') setKind(event, 'logout', true);
  else if (subtype === 'user' && status !== undefined) {
    setKind(event, 'login', status === 'success' || status === 'authentication success');
  }
}
