import type { Event } from '../../contract/event.js';
import { setDataset } from '../device/columns.js';
import { address, form, readMessage } from '../messages.js';

/** `203.0.113.5:49152 ` or `anna/203.0.113.5:49152 `; udp6 writes `[2001:db8::5]:49152`. */
const remote = String.raw`^(?:(?<user>[^\s/]{1,128})\/)?(?:(?:udp|tcp)[46]?(?:-server)?:)?\[?(?<source>${address})\]?:(?<sourcePort>\d{1,5}) `;
const anonymous = remote.replace('(?:(?<user>[^\\s/]{1,128})\\/)?', '(?:[^\\s/]{1,128}\\/)?');
const openvpnForms = [
  form(
    `${anonymous}TLS: Username\\/Password authentication succeeded for username '(?<user>[^']{1,128})'`,
    'vpnLogin',
    true,
  ),
  form(`${anonymous}\\[(?<user>[^\\]]{1,128})\\] Peer Connection Initiated with `, 'tunnelUp', true),
  form(
    `${remote}(?:TLS Auth Error: )?(?<reason>Auth Username\\/Password verification failed)`,
    'vpnLogin',
    false,
  ),
  form(`${remote}(?:VERIFY ERROR: |TLS Auth Error: |TLS_ERROR: )(?<reason>.{1,300})`, 'vpnLogin', false),
  form(
    `${remote}(?<reason>TLS Error: TLS handshake failed|TLS Error: TLS key negotiation failed.{0,100})`,
    'vpnLogin',
    false,
  ),
  form(`${remote}(?:SIGTERM|SIGUSR1)\\[soft,(?<reason>[\\w-]{1,60})\\]`, 'tunnelDown', true),
  form(`${remote}MULTI(?:_sva)?: pool returned IPv4=(?<tunnel_ip>${address})`),
  form(`^user '(?<user>[^']{1,128})' authenticated`, 'vpnLogin', true),
  form(`^user '(?<user>[^']{1,128})' could not authenticate`, 'vpnLogin', false),
];

/** Reads a message of OpenVPN: logons, failed handshakes, tunnels that come and go. */
export function openvpn(event: Event, text: string): void {
  setDataset(event, 'openvpn', 'log');
  readMessage(event, text, openvpnForms);
}

const charonHead = String.raw`^(?:\d{1,3}\[[A-Z]{3}\] )?(?:<[^>]{1,100}> )?`;
const identity = String.raw`\[(?<user>[^\]]{1,200})\]`;
const charonForms = [
  form(
    `${charonHead}IKE_SA (?<connection>[^\\s\\[]{1,100})\\[\\d{1,10}\\] established between (?<destination>${address})\\[[^\\]]{0,200}\\]\\.\\.\\.(?<source>${address})${identity}`,
    'tunnelUp',
    true,
  ),
  form(
    `${charonHead}(?:deleting IKE_SA|IKE_SA deleted|closing CHILD_SA) ?(?<connection>[^\\s\\[{]{0,100})(?:\\[\\d{1,10}\\])? between (?<destination>${address})\\[[^\\]]{0,200}\\]\\.\\.\\.(?<source>${address})${identity}`,
    'tunnelDown',
    true,
  ),
  form(
    `${charonHead}(?:EAP method \\S{1,40}|XAuth authentication of '?|EAP-\\S{1,40}) ?(?:failed for peer |verification failed for )'?(?<user>[^\\s']{1,200})`,
    'vpnLogin',
    false,
  ),
  form(
    `${charonHead}(?:authentication|XAuth authentication) of '(?<user>[^']{1,200})' (?:\\(myself\\) )?(?:with [^'\\n]{1,100} )?(?<result>successful|failed)`,
    'vpnLogin',
  ),
  form(`${charonHead}EAP method \\S{1,40} succeeded, MSK established`, 'vpnLogin', true),
  form(
    `${charonHead}(?<reason>(?:tried \\d{1,4} shared keys for .{1,200}|no (?:trusted \\S{1,10} public key|shared key|EAP key) found for .{1,200}))`,
    'vpnLogin',
    false,
  ),
  form(`${charonHead}received (?<reason>AUTHENTICATION_FAILED) notify`, 'vpnLogin', false),
  form(`${charonHead}(?<source>${address}) is initiating an? (?<exchange>\\S{1,30})`),
];

/** Reads a message of strongSwan's daemons. */
export function strongswan(event: Event, text: string): void {
  setDataset(event, 'strongswan', 'log');
  if (!readMessage(event, text, charonForms)) return;
  const { result } = event.fields;
  if (result === 'successful') event['event.outcome'] = 'success';
  else if (result === 'failed') event['event.outcome'] = 'failure';
}

const peerEnd = String.raw`\(?\[?(?<source>${address})\]?:(?<sourcePort>\d{1,5})\)?`;
const wireguardForms = [
  form(
    `^wireguard: (?<interface>\\S{1,20}): Invalid (?:MAC of )?handshake(?: initiation| response)?,? ?(?:dropping packet )?from ${peerEnd}`,
    'vpnLogin',
    false,
  ),
  form(
    `^wireguard: (?<interface>\\S{1,20}): Receiving handshake initiation from peer (?<peer>\\d{1,6}) ${peerEnd}`,
    'tunnelUp',
  ),
  form(
    `^wireguard: (?<interface>\\S{1,20}): Handshake for peer (?<peer>\\d{1,6}) ${peerEnd} did not complete`,
    'tunnelUp',
    false,
  ),
  form(
    `^wireguard: (?<interface>\\S{1,20}): Keypair \\d{1,10} created for peer (?<peer>\\d{1,6})`,
    'tunnelUp',
    true,
  ),
  form(`^wireguard: (?<interface>\\S{1,20}): (?:Removing peer|Peer) (?<peer>\\d{1,6}) ${peerEnd}`),
];

/** Reads what the kernel's WireGuard says when its dynamic debugging is on; WireGuard itself logs nothing. */
export function wireguard(event: Event, text: string): void {
  setDataset(event, 'wireguard', 'log');
  readMessage(event, text, wireguardForms);
}
