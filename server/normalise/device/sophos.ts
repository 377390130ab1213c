import type { Event } from '../../contract/event.js';
import { isoTime } from '../time.js';
import { fieldText, firstText, setDataset, setEnd, setKind, setPair, setUser } from './columns.js';
import { offsetOf } from './device-time.js';
import { pairs } from './pairs.js';

/** Syslog severities of `priority` and `severity` (Sophos Firewall syslog guide, "Common fields"). */
const priorities: Record<string, number> = {
  Emergency: 0,
  Alert: 1,
  Critical: 2,
  Error: 3,
  Warning: 4,
  Notice: 5,
  Notification: 5,
  Information: 6,
  Debug: 7,
};

/** Whether the text is a record of Sophos Firewall (SFOS) in the formats "device standard" and "central reporting". */
export function isSophos(text: string): boolean {
  return (text.startsWith('device="') || text.startsWith('device_name="')) && text.includes(' log_type="');
}

/** Reads a record of SFOS; all its fields keep their names (`src_ip`, `log_component`, `fw_rule_id`). */
export function sophos(event: Event, text: string, zone: string | undefined): void {
  pairs(text, 0, (key, value) => setPair(event, key, value));
  setDataset(event, 'sophos', fieldText(event, 'log_type') ?? '');
  const time = timeOf(event, zone);
  if (time !== undefined) event['@timestamp'] = time;
  const name = fieldText(event, 'device_name');
  // The central reporting format writes the product there: the header's host says more.
  if (name !== undefined && name !== 'SFW') event['host.name'] = name;
  const id = fieldText(event, 'log_id');
  if (id !== undefined) event['event.code'] = id;
  const severity = priorities[firstText(event, 'priority', 'severity') ?? ''];
  if (severity !== undefined) event['event.severity'] = severity;
  setEnd(event, 'source', firstText(event, 'src_ip', 'sourceip', 'remote_ip'), fieldText(event, 'src_port'));
  setEnd(event, 'destination', firstText(event, 'dst_ip', 'destinationip'), fieldText(event, 'dst_port'));
  setUser(event, firstText(event, 'user_name', 'user', 'name'));
  classify(event);
}

function timeOf(event: Event, zone: string | undefined): number | undefined {
  const { timestamp, date, time, timezone } = event.fields;
  if (typeof timestamp === 'string') return isoTime(timestamp, zone);
  const offset = offsetOf(typeof timezone === 'string' ? timezone : undefined);
  const local = isoTime(`${String(date)}T${String(time)}`, offset === undefined ? zone : 'UTC');
  return local === undefined || offset === undefined ? local : local - offset;
}

function classify(event: Event): void {
  const type = fieldText(event, 'log_type');
  const subtype = fieldText(event, 'log_subtype') ?? '';
  switch (type) {
    case 'Firewall':
      setKind(event, 'connection', subtype === 'Allowed');
      return;
    case 'IDP':
      setKind(event, 'attack', subtype === 'Detect');
      return;
    case 'ATP':
      setKind(event, 'commandAndControl', subtype === 'Alert');
      return;
    case 'Anti-Virus':
      if (subtype === 'Virus' || subtype === 'PUA') setKind(event, 'malware', false);
      return;
    case 'Sandbox':
      if (subtype === 'Denied') setKind(event, 'malware', false);
      return;
    case 'Content Filtering':
    case 'WAF':
      setKind(event, 'webRequest', type === 'WAF' ? status(event) < 400 : subtype === 'Allowed');
      return;
    case 'Event':
      classifyEvent(event, subtype);
  }
}

const status = (event: Event): number => Number(fieldText(event, 'httpstatus') ?? 0);

function classifyEvent(event: Event, subtype: string): void {
  const component = fieldText(event, 'log_component') ?? '';
  const state = fieldText(event, 'status');
  const good = state === undefined ? undefined : state === 'Successful' || state === 'Success';
  const message = fieldText(event, 'message') ?? '';
  if (subtype === 'Authentication') {
    const vpn = component.includes('VPN');
    setKind(event, vpn ? 'vpnLogin' : 'login', good);
  } else if (subtype === 'Admin') {
    if (/\blogged out\b/.test(message)) setKind(event, 'logout', good);
    else if (/\b(?:logged in|log ?in)\b/i.test(message)) setKind(event, 'adminLogin', good);
    else setKind(event, 'configChanged', good);
  } else if (component.includes('VPN') || component === 'IPSec') {
    if (state === 'Established') setKind(event, 'tunnelUp', true);
    else if (state === 'Terminated') setKind(event, 'tunnelDown', true);
  }
}
