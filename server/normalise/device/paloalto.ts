import type { Event } from '../../contract/event.js';
import { Unparsable } from '../draft.js';
import { isDigit } from '../scan.js';
import { fieldText, firstText, setDataset, setEnd, setKind, setPair, setUser } from './columns.js';
import { splitCsv } from './csv.js';
import { deviceTime } from './device-time.js';
import { layouts } from './paloalto-layouts.js';

/** More fields than the longest layout has. */
const mostFields = 160;
/** Index of the first field that the layouts name; those before are the same in all logs. */
const layoutAt = 7;

/** Log types that PAN-OS has; other comma separated text is none of its records. */
const types =
  /^\d{0,20},\d{4}[/-]\d\d[/-]\d\d[ T][\d:.]{8,15}Z?,[\w-]{0,32},(?:TRAFFIC|THREAT|SYSTEM|CONFIG|GLOBALPROTECT|AUTHENTICATION|USERID|HIPMATCH|HIP-MATCH|DECRYPTION|CORRELATION|IPTAG|SCTP|GTP|AUDIT|URL|DATA|WILDFIRE),/;

/** Whether the text is a log of PAN-OS in its default format (`1,receive time,serial,TYPE,subtype,...`). */
export function isPaloAlto(text: string): boolean {
  return isDigit(text.charCodeAt(0)) && types.test(text);
}

/**
 * Reads a log of PAN-OS; fields get the names of the vendor's syslog field descriptions (`src`, `threatid`, `opaque`).
 * @throws Unparsable when fewer fields are there than all logs have
 */
export function paloAlto(event: Event, text: string, zone: string | undefined): void {
  const values = splitCsv(text, mostFields);
  const type = (values[3] ?? '').replace('HIP-MATCH', 'HIPMATCH');
  setDataset(event, 'paloalto', type);
  if (values.length <= layoutAt) {
    throw new Unparsable(`PAN-OS ${type}: only ${values.length} fields`, text.length);
  }
  setPair(event, 'receive_time', values[1]!);
  setPair(event, 'serial', values[2]!);
  setPair(event, 'type', type);
  setPair(event, 'subtype', values[4]!);
  setPair(event, 'time_generated', values[6]!);
  named(event, type, values);
  const received = event['event.ingested'];
  const time =
    deviceTime(fieldText(event, 'high_res_timestamp'), received, zone) ??
    deviceTime(values[6], received, zone) ??
    deviceTime(values[1], received, zone);
  if (time !== undefined && time > 0) event['@timestamp'] = time;
  const name = fieldText(event, 'device_name');
  if (name !== undefined) event['host.name'] = name;
  columns(event, type);
}

function named(event: Event, type: string, values: readonly string[]): void {
  const layout = layouts[type] ?? [];
  // Custom formats write what was there before and after the change between path and seqno.
  const shift = type === 'CONFIG' && values.length > 16 && !isNumber(values[14]!) ? 2 : 0;
  for (let i = 0; i < layout.length; i++) {
    const at = layoutAt + i;
    const value = values[shift > 0 && at >= 14 ? at + shift : at];
    if (value === undefined) break;
    if (layout[i] !== '-') setPair(event, layout[i]!, value.trim());
  }
  if (layout.length === 0) setPair(event, 'columns', values.slice(layoutAt).join(','));
}

const isNumber = (text: string): boolean => /^\d{1,20}$/.test(text);

/** Syslog severities of the field `severity`. */
const severities: Record<string, number> = { critical: 2, high: 3, medium: 4, low: 5, informational: 6 };

function columns(event: Event, type: string): void {
  const severity = severities[fieldText(event, 'severity') ?? ''];
  if (severity !== undefined) event['event.severity'] = severity;
  const eventid = fieldText(event, 'eventid');
  if (eventid !== undefined) event['event.code'] = eventid;
  setEnd(event, 'source', firstText(event, 'src', 'public_ip', 'host', 'ip'), fieldText(event, 'sport'));
  if (event['source.ip'] === undefined) setEnd(event, 'source', fieldText(event, 'public_ipv6'));
  setEnd(event, 'destination', fieldText(event, 'dst'), fieldText(event, 'dport'));
  setUser(event, firstText(event, 'srcuser', 'admin', 'user', 'normalize_user'));
  switch (type) {
    case 'TRAFFIC':
      setKind(event, 'connection', fieldText(event, 'action') === 'allow');
      return;
    case 'THREAT':
      threat(event);
      return;
    case 'CONFIG':
      setKind(event, 'configChanged', fieldText(event, 'result') === 'Succeeded');
      return;
    case 'GLOBALPROTECT':
      globalProtect(event);
      return;
    case 'SYSTEM':
      system(event, fieldText(event, 'opaque') ?? '');
  }
}

/** Actions of threat logs with which the content went on. */
const passed = new Set(['alert', 'allow', 'continue', 'override']);

function threat(event: Event): void {
  const through = passed.has(fieldText(event, 'action') ?? '');
  const subtype = fieldText(event, 'subtype') ?? '';
  const id = fieldText(event, 'threatid');
  if (id !== undefined && subtype !== 'url') event['event.code'] = id;
  if (subtype === 'url') setKind(event, 'webRequest', through);
  else if (/virus|wildfire/.test(subtype)) setKind(event, 'malware', through);
  else if (subtype === 'spyware' || subtype === 'dns') setKind(event, 'commandAndControl', through);
  else if (subtype !== 'file' && subtype !== 'data') setKind(event, 'attack', through);
}

function globalProtect(event: Event): void {
  const id = fieldText(event, 'eventid') ?? '';
  const good = fieldText(event, 'status') === 'success';
  if (id.endsWith('-auth') || id.endsWith('-login') || id.endsWith('-register'))
    setKind(event, 'vpnLogin', good);
  else if (id === 'gateway-connected' || id.startsWith('gateway-setup')) setKind(event, 'tunnelUp', good);
  else if (id === 'gateway-logout') setKind(event, 'tunnelDown', good);
  else event['event.outcome'] = good ? 'success' : 'failure';
}

/** `From: 192.0.2.5.`, `from 192.0.2.5 using`, `Login from: 192.0.2.5,` */
const origin = /\bfrom:? +([\da-fA-F.:]{3,45}?)[.,;]?(?: |$)/i;
/** `for user 'admin'`, `User admin logged in`, `User name: m.brandt,` */
const account = /\buser(?: name:)? +'?([^\s',]{1,100})/i;

/** Logons to the device and to GlobalProtect are texts in the system log (PAN-OS before 9.1 has only these). */
function system(event: Event, text: string): void {
  const id = event['event.code'] ?? '';
  const failed = id.endsWith('auth-fail') || /\bfail(?:ed|ure)\b/i.test(text);
  const login =
    /(?:auth-(?:fail|success|succ)|login-succ|logged-in)$/.test(id) ||
    /\blogged in via\b|\bauthenticat/i.test(text);
  if (!login) return;
  setEnd(event, 'source', origin.exec(text)?.[1]);
  setUser(event, account.exec(text)?.[1]);
  setKind(event, id.startsWith('globalprotect') ? 'vpnLogin' : 'adminLogin', !failed);
}
