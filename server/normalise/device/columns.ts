import type { Event } from '../../contract/event.js';
import { ipAddress, port } from '../ip.js';
import { setField } from '../json/flatten.js';

/**
 * What a device's record is about, in the words that all makes share. `event.outcome` says for connections, attacks
 * and malware whether they got through (`success`) or were stopped (`failure`); for logons whether they succeeded.
 */
export const kinds = {
  connection: ['network', 'connection'],
  tunnelUp: ['network', 'vpn_tunnel_up'],
  tunnelDown: ['network', 'vpn_tunnel_down'],
  adminLogin: ['authentication', 'admin_login'],
  vpnLogin: ['authentication', 'vpn_login'],
  login: ['authentication', 'login'],
  logout: ['authentication', 'logout'],
  configChanged: ['configuration', 'config_changed'],
  attack: ['intrusion_detection', 'attack_detected'],
  commandAndControl: ['intrusion_detection', 'c2_traffic'],
  malware: ['malware', 'malware_found'],
  webRequest: ['web', 'http_request'],
  dnsQuery: ['network', 'dns_query'],
  dnsReply: ['network', 'dns_reply'],
  zoneTransfer: ['network', 'dns_zone_transfer'],
  dhcpLease: ['network', 'dhcp_lease'],
  linkChanged: ['network', 'link_changed'],
  addressBlocked: ['intrusion_detection', 'address_blocked'],
  mailDelivered: ['email', 'mail_delivered'],
  mailRejected: ['email', 'mail_rejected'],
  mailReceived: ['email', 'mail_received'],
  fileRead: ['file', 'file_read'],
  fileWritten: ['file', 'file_written'],
  fileDeleted: ['file', 'file_deleted'],
  fileRenamed: ['file', 'file_renamed'],
  shareConnected: ['session', 'share_connected'],
  accountChanged: ['iam', 'account_changed'],
  shellCommand: ['process', 'shell_command'],
  machineChanged: ['host', 'machine_changed'],
  serviceChanged: ['configuration', 'service_changed'],
  query: ['database', 'query'],
} as const satisfies Record<string, readonly [category: string, action: string]>;

export type Kind = keyof typeof kinds;

/** Sets category and action, and the outcome when it is known. */
export function setKind(event: Event, kind: Kind, passed?: boolean | undefined): void {
  [event['event.category'], event['event.action']] = kinds[kind];
  if (passed !== undefined) event['event.outcome'] = passed ? 'success' : 'failure';
}

/** Sets module and dataset (`module.name`); the name is put in lower case and kept to letters, digits, `_`. */
export function setDataset(event: Event, module: string, name: string): void {
  event['event.module'] = module;
  event['event.dataset'] = `${module}.${slug(name)}`;
}

/** @returns the text as a short lower-case word; `event` when nothing is left */
export function slug(text: string): string {
  const word = text
    .slice(0, 40)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_');
  return word === '' || word === '_' ? 'event' : word;
}

/** Puts a pair of a record into `fields`; an empty value tells nothing. */
export function setPair(event: Event, key: string, value: string): void {
  if (value !== '') setField(event.fields, key, value);
}

/** @returns a field's text, or undefined when it is absent or no text */
export function fieldText(event: Event, name: string): string | undefined {
  const value = Object.hasOwn(event.fields, name) ? event.fields[name] : undefined;
  return typeof value === 'string' ? value : undefined;
}

/** @returns the text of the first of the fields that has one */
export function firstText(event: Event, ...names: string[]): string | undefined {
  for (const name of names) {
    const value = fieldText(event, name);
    if (value !== undefined) return value;
  }
  return undefined;
}

/** Sets the columns of one end of a connection; what is no address or port is only in `fields`. */
export function setEnd(
  event: Event,
  end: 'source' | 'destination',
  address: string | undefined,
  portText?: string | undefined,
): void {
  const ip = ipAddress(address);
  if (ip !== undefined && ip !== '0.0.0.0') event[`${end}.ip`] = ip;
  const number = port(portText);
  if (number !== undefined) event[`${end}.port`] = number;
}

/** Sets the user, `DOMAIN\name` apart; `N/A`, `-` and `unknown` are nobody. */
export function setUser(event: Event, text: string | undefined): void {
  if (text === undefined || text === '' || text === '-' || text === 'N/A' || text === 'unknown') return;
  const slash = text.indexOf('\\');
  // Some write the backslash twice.
  const at = text.charCodeAt(slash + 1) === 92 ? slash + 2 : slash + 1;
  if (slash > 0 && at < text.length) {
    event['user.domain'] = text.slice(0, slash);
    event['user.name'] = text.slice(at);
  } else event['user.name'] = text;
}
