import type { Event } from '../../contract/event.js';
import { setDataset } from '../device/columns.js';
import { address, form, readMessage } from '../messages.js';

const fail2banHead = String.raw`^(?:\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} fail2ban\.[a-z]{3,12} {0,20}\[\d{1,10}\]: )?(?:[A-Z]{4,8} {1,3})?\[(?<jail>[^\]]{1,100})\] `;
const fail2banForms = [
  form(`${fail2banHead}(?:Restore )?Ban (?<source>${address})`, 'addressBlocked', true),
  form(`${fail2banHead}Unban (?<source>${address})`),
  form(`${fail2banHead}Found (?<source>${address})`),
  form(`${fail2banHead}(?<source>${address}) already banned`),
];

/** Reads a message of fail2ban. */
export function fail2ban(event: Event, text: string): void {
  setDataset(event, 'fail2ban', 'log');
  readMessage(event, text, fail2banForms);
}

const sshguardForms = [
  form(
    `^Blocking "(?<source>${address})(?:\\/\\d{1,3})?" for (?<seconds>\\d{1,9}) secs? \\((?<attacks>\\d{1,9}) attacks`,
    'addressBlocked',
    true,
  ),
  form(
    `^Attack from "(?<source>${address})" on service (?<service>.{1,60}) with danger (?<danger>\\d{1,4})`,
    'login',
    false,
  ),
];

/** Reads a message of sshguard, which OPNsense and pfSense use. */
export function sshguard(event: Event, text: string): void {
  setDataset(event, 'sshguard', 'log');
  readMessage(event, text, sshguardForms);
}

const radiusHead = String.raw`^(?:\((?<request>\d{1,12})\) )?(?:[A-Z][a-z]{3,8}: )?(?:\(\d{1,12}\) )?`;
const radiusPeer = String.raw`(?: \(from client (?<radius_client>\S{1,128}) port (?<nas_port>\d{1,10})(?: cli (?<calling_station>[^\s)]{1,64}))?(?<tunnel> via TLS tunnel)?\))?`;
const radiusForms = [
  form(
    `${radiusHead}Login OK: \\[(?<user>[^\\]/]{1,128})(?:\\/[^\\]]{0,300})?\\]${radiusPeer}`,
    'login',
    true,
  ),
  form(
    `${radiusHead}(?:Login incorrect|Invalid user)(?: \\((?<reason>.{0,300})\\))?: \\[(?<user>[^\\]/]{1,128})(?:\\/[^\\]]{0,300})?\\]${radiusPeer}`,
    'login',
    false,
  ),
  form(
    `${radiusHead}Ignoring request to \\S{1,60} address .{1,80} from unknown client (?<source>${address})`,
    'login',
    false,
  ),
];

/** Reads a message of FreeRADIUS (`log { auth = yes }`). */
export function freeradius(event: Event, text: string): void {
  setDataset(event, 'freeradius', 'log');
  if (readMessage(event, text, radiusForms) && event['user.name'] !== undefined) {
    // The address that connects is the access point's or switch's; the station is in `calling_station`.
    event.fields['protocol'] = 'radius';
  }
}
