import type { Event } from '../../contract/event.js';
import { setDataset, setPair } from '../device/columns.js';
import { address, form, readMessage } from '../messages.js';

/** BIND writes the client's object before its address, and the view behind the name. */
const client = String.raw`^(?:[a-z-]{2,20}: (?:info|notice|warning|error|debug \d): )?client (?:@0x[0-9a-f]{1,16} )?(?<source>${address})#(?<sourcePort>\d{1,5})(?:\/key \S{1,255})?(?: \([^)]{0,255}\))?: (?:view [^:]{1,100}: )?`;
const bindForms = [
  form(
    `${client}query: (?<query>\\S{1,255}) (?<class>[A-Z]{2,5}) (?<record_type>[A-Z0-9]{1,12}) (?<flags>\\S{1,20})(?: \\((?<server>[^)]{2,45})\\))?`,
    'dnsQuery',
  ),
  form(
    `${client}(?:query|update|notify)(?: \\(cache\\))? '(?<query>[^'/]{1,255})\\/(?<record_type>[A-Z0-9]{1,12})\\/[A-Z]{2,5}' denied`,
    'dnsQuery',
    false,
  ),
  form(
    `${client}(?:disabled )?rpz (?<rpz_trigger>[A-Z-]{2,12}) (?<rpz_policy>[A-Z-]{2,20}) rewrite (?<query>[^\\s/]{1,255})(?:\\/(?<record_type>[A-Z0-9]{1,12})\\/[A-Z]{2,5})? via (?<rpz_zone>\\S{1,255})`,
    'dnsQuery',
    false,
  ),
  form(
    `${client}zone transfer '(?<zone>[^'/]{1,255})\\/(?<record_type>[A-Z]{2,6})\\/[A-Z]{2,5}' denied`,
    'zoneTransfer',
    false,
  ),
  form(
    `${client}transfer of '(?<zone>[^'/]{1,255})\\/[A-Z]{2,5}': (?<record_type>[AI]XFR)(?:-style)? started`,
    'zoneTransfer',
    true,
  ),
  form(`${client}(?:bad zone transfer request|updating zone|update) '?(?<zone>[^'/\\s]{1,255})`),
];

/** Reads a message of BIND: queries, what security, policy zones (RPZ) and transfers say. */
export function bind(event: Event, text: string): void {
  setDataset(event, 'bind', 'log');
  if (!readMessage(event, text, bindForms)) return;
  if (event.fields['query'] !== undefined) event['event.dataset'] = 'bind.query';
}

const dnsmasqForms = [
  form(
    `^(?:\\d{1,10} ${address}\\/\\d{1,5} )?query\\[(?<record_type>[A-Za-z0-9=]{1,16})\\] (?<query>\\S{1,255}) from (?<source>${address})`,
    'dnsQuery',
  ),
  form(
    `^(?:\\d{1,10} ${address}\\/\\d{1,5} )?(?:reply|cached|config|\\/etc\\/hosts|gravity blocked|blocked) (?<query>\\S{1,255}) is (?<answer>\\S{1,255})`,
    'dnsReply',
  ),
  form(`^possible DNS-rebind attack detected: (?<query>\\S{1,255})`, 'attack', false),
  form(
    `^DHCP(?<dhcp_message>[A-Z]{3,9})\\([\\w.-]{1,20}\\) (?<lease_ip>${address}) (?<mac>[0-9a-f:]{17})(?: (?<lease_host>\\S{1,255}))?`,
    'dhcpLease',
  ),
];

/** Reads a message of dnsmasq (also Pi-hole's): queries, answers, leases. */
export function dnsmasq(event: Event, text: string): void {
  setDataset(event, 'dnsmasq', 'log');
  if (!readMessage(event, text, dnsmasqForms)) return;
  if (event.fields['query'] !== undefined) event['event.dataset'] = 'dnsmasq.query';
}

const unboundForms = [
  form(
    `^(?:\\[\\d{1,10}:[0-9a-f]{1,4}\\] )?(?:info|query|reply): (?<source>${address}) (?<query>\\S{1,255}) (?<record_type>[A-Z0-9]{1,12}) (?<class>IN|CH|HS|ANY)(?: (?<rcode>[A-Z]{3,12}))?`,
    'dnsQuery',
  ),
  form(
    `^(?:\\[\\d{1,10}:[0-9a-f]{1,4}\\] )?info: (?<zone>\\S{1,255}) (?<policy>redirect|always_nxdomain|refuse|inform_deny|deny|static|always_null) (?<source>${address})@(?<sourcePort>\\d{1,5}) (?<query>\\S{1,255}) (?<record_type>[A-Z0-9]{1,12})`,
    'dnsQuery',
    false,
  ),
];

/** Reads a message of Unbound with `log-queries` or `log-replies`. */
export function unbound(event: Event, text: string): void {
  setDataset(event, 'unbound', 'log');
  if (!readMessage(event, text, unboundForms)) return;
  event['event.dataset'] = 'unbound.query';
  const { query } = event.fields;
  if (typeof query === 'string' && query.length > 1 && query.endsWith('.'))
    setPair(event, 'query', query.slice(0, -1));
}
