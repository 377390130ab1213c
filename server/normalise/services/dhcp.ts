import type { Event } from '../../contract/event.js';
import { setDataset } from '../device/columns.js';
import { address, form, readMessage } from '../messages.js';

const mac = `(?<mac>[0-9a-fA-F]{2}(?::[0-9a-fA-F]{2}){5})`;

const iscForms = [
  form(
    `^DHCP(?<dhcp_message>ACK|OFFER|NAK) on (?<lease_ip>${address}) to ${mac}(?: \\((?<lease_host>[^)]{1,255})\\))? via (?<interface>\\S{1,50})`,
    'dhcpLease',
    true,
  ),
  form(
    `^DHCP(?<dhcp_message>REQUEST|DECLINE|RELEASE|INFORM) (?:for|of|from) (?<lease_ip>${address})(?: \\([^)]{1,45}\\))? from ${mac}(?: \\((?<lease_host>[^)]{1,255})\\))?`,
    'dhcpLease',
  ),
  form(
    `^DHCP(?<dhcp_message>DISCOVER) from ${mac}(?: \\((?<lease_host>[^)]{1,255})\\))? via (?<interface>[^\\s:]{1,50})(?<reason>: .{1,200})?`,
    'dhcpLease',
  ),
];

/** Reads a message of ISC's DHCP server. */
export function iscDhcp(event: Event, text: string): void {
  setDataset(event, 'dhcpd', 'lease');
  if (readMessage(event, text, iscForms) && /^DHCPNAK|no free leases/.test(text))
    event['event.outcome'] = 'failure';
}

const keaHead = String.raw`^(?:[A-Z]{4,5} {1,2}\[[^\]]{1,80}\] )?`;
const keaForms = [
  form(
    `${keaHead}(?<message_id>DHCP[46]_[A-Z_]{3,50}) (?:\\[hwtype=\\d{1,5} ${mac}\\]|duid=\\[[^\\]]{0,400}\\])[^:]{0,300}: lease (?:for address )?(?<lease_ip>${address}) has been (?:allocated|renewed|released|offered)`,
    'dhcpLease',
    true,
  ),
  form(
    `${keaHead}(?<message_id>ALLOC_ENGINE_V[46]_[A-Z_]{3,60}|DHCP[46]_[A-Z0-9_]{3,60})(?: \\[hwtype=\\d{1,5} ${mac}\\])?`,
  ),
];

/** Reads a message of Kea, also with the level and logger that its files have. */
export function kea(event: Event, text: string): void {
  setDataset(event, 'kea', 'lease');
  readMessage(event, text, keaForms);
  const { message_id: id } = event.fields;
  if (typeof id === 'string') event['event.code'] = id;
}
