import type { Event } from '../../contract/event.js';
import { ipAddress } from '../ip.js';

/** Calls that name the other end as where they go to, and as where something came from. */
const outgoing = new Set(['connect', 'sendto', 'sendmsg', 'sendmmsg']);
const incoming = new Set(['accept', 'accept4', 'recvfrom', 'recvmsg']);

/**
 * Decodes `saddr` of a SOCKADDR record, a `struct sockaddr` in hexadecimal: family in the byte order of little-endian
 * machines, port and address in network order. `saddr.ip` and `saddr.port` tell it; the columns of a connection are
 * set where the call says which end it is.
 */
export function socketAddress(event: Event): void {
  const { saddr, SYSCALL } = event.fields;
  if (typeof saddr !== 'string' || !/^[\dA-Fa-f]{16,512}$/.test(saddr)) return;
  const family = saddr.slice(0, 4).toUpperCase();
  const ip = family === '0200' ? four(saddr) : family === '0A00' ? six(saddr) : undefined;
  if (ip === undefined) return;
  const port = Number.parseInt(saddr.slice(4, 8), 16);
  event.fields['saddr.ip'] = ip;
  event.fields['saddr.port'] = port;
  const call = typeof SYSCALL === 'string' ? SYSCALL : '';
  const end = outgoing.has(call) ? 'destination' : incoming.has(call) ? 'source' : undefined;
  if (end === undefined) return;
  event[`${end}.ip`] = ip;
  if (port > 0) event[`${end}.port`] = port;
}

function four(saddr: string): string {
  return [8, 10, 12, 14].map((at) => Number.parseInt(saddr.slice(at, at + 2), 16)).join('.');
}

/** Behind family and port stand four bytes of flow information. */
function six(saddr: string): string | undefined {
  const hex = saddr.slice(16, 48);
  if (hex.length < 32) return undefined;
  const groups = Array.from({ length: 8 }, (_, index) => hex.slice(index * 4, index * 4 + 4));
  const address = groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':');
  // The same spelling as everywhere: the longest row of zeros is left out.
  return ipAddress(new URL(`http://[${address}]`).hostname);
}
