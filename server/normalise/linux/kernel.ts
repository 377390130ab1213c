import type { Event } from '../../contract/event.js';
import { ipAddress, port } from '../ip.js';
import { wireguard } from '../services/vpn.js';
import { isAuditRecord, normaliseAuditd } from './auditd.js';
import { keyValues } from './key-values.js';

/** Reads kernel messages: the netfilter LOG target's `IN= OUT= SRC= DST=` and audit records; removes `[ 12.345]`. */
export function kernel(event: Event, message: string): void {
  const uptime = /^\[ *\d+\.\d+\] ?/.exec(message);
  const text = uptime === null ? message : message.slice(uptime[0].length);
  if (isAuditRecord(text)) normaliseAuditd(event, text);
  else if (text.startsWith('wireguard: ')) wireguard(event, text);
  else if (text.includes(' SRC=') && text.includes('IN=')) firewall(event, text);
}

function firewall(event: Event, text: string): void {
  const prefix = text.slice(0, text.indexOf('IN=')).trim();
  event['event.category'] = 'network';
  event['event.action'] = 'firewall_log';
  if (prefix !== '') event.fields['prefix'] = prefix;
  if (/\b(?:BLOCK|DROP|DENY|REJECT)/i.test(prefix)) event['event.outcome'] = 'failure';
  keyValues(text, (key, value) => {
    if (value === '' || !/^[A-Z]{2,8}$/.test(key)) return;
    event.fields[key] = value;
  });
  const { SRC, DST, SPT, DPT } = event.fields;
  const source = ipAddress(SRC as string | undefined);
  const destination = ipAddress(DST as string | undefined);
  const sourcePort = port(SPT as string | undefined);
  const destinationPort = port(DPT as string | undefined);
  if (source !== undefined) event['source.ip'] = source;
  if (destination !== undefined) event['destination.ip'] = destination;
  if (sourcePort !== undefined) event['source.port'] = sourcePort;
  if (destinationPort !== undefined) event['destination.port'] = destinationPort;
}
