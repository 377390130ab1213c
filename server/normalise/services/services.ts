import type { Event } from '../../contract/event.js';
import { fail2ban, freeradius, sshguard } from './access-control.js';
import { mariadb, postgresql } from './databases.js';
import { iscDhcp, kea } from './dhcp.js';
import { bind, dnsmasq, unbound } from './dns.js';
import { dovecot } from './dovecot.js';
import { haproxy } from './haproxy.js';
import { keycloak } from './keycloak.js';
import { qnap, synology } from './nas.js';
import { opnsense } from './opnsense.js';
import { postfix } from './postfix.js';
import { samba } from './samba.js';
import { esxi, esxiShell, vcenter } from './vmware.js';
import { openvpn, strongswan } from './vpn.js';

/**
 * Reads a program's message into `event` and sets module and dataset.
 * @returns false when the message is none of its own, since other programs have the same name
 * @throws Unparsable when it begins as a format and is damaged
 */
export type ServiceReader = (event: Event, text: string) => unknown;

const readers: [names: string, read: ServiceReader][] = [
  ['dovecot', dovecot],
  ['named named-sdb bind9', bind],
  ['dnsmasq dnsmasq-dhcp pihole-FTL', dnsmasq],
  ['unbound', unbound],
  ['dhcpd', iscDhcp],
  ['kea-dhcp4 kea-dhcp6 kea-dhcp-ddns', kea],
  ['smbd smbd_audit samba winbindd nmbd samba_dcerpcd', samba],
  ['openvpn', openvpn],
  ['charon charon-systemd ipsec strongswan', strongswan],
  ['fail2ban fail2ban.actions fail2ban.filter fail2ban-server', fail2ban],
  ['sshguard', sshguard],
  ['radiusd freeradius', freeradius],
  ['haproxy', haproxy],
  ['postgres postgresql', postgresql],
  ['mysqld mariadbd mariadb mysql mysql-server_auditing', mariadb],
  ['keycloak kc.sh', keycloak],
  ['hostd vpxa vobd rhttpproxy vobuserd', esxi],
  ['shell esxshell dcui', esxiShell],
  ['vpxd vpxd-main', vcenter],
  ['connection winfileservice filestation system samba_transfer', synology],
  ['qlogd', qnap],
  ['php-fpm configd.py configd config', opnsense],
];
const byName = new Map(
  readers.flatMap(([names, read]) => names.split(' ').map((name) => [name, read] as const)),
);

/** Programs with a part of the name that differs from machine to machine. */
const beginnings: [string, ServiceReader][] = [
  ['postfix', postfix],
  ['openvpn', openvpn],
  ['ovpn-', openvpn],
  ['postgres', postgresql],
  ['fail2ban.', fail2ban],
];

/** @param name program of a syslog header @returns the reader of its messages, or undefined when it has none */
export function serviceReader(name: string): ServiceReader | undefined {
  const lower = name.toLowerCase();
  const read = byName.get(lower);
  if (read !== undefined) return read;
  return beginnings.find(([start]) => lower.startsWith(start))?.[1];
}
