import type { Event } from '../../contract/event.js';
import { ciscoAsa } from './cisco-asa.js';
import { setEnd, setKind, setUser } from './columns.js';

/** `%FACILITY[-SUBFACILITY]-SEVERITY-MNEMONIC`. */
const mnemonic = /^%([A-Z][A-Z0-9_]{1,31})(?:-[A-Z0-9_]{1,31}){0,2}-[0-7]-([A-Z0-9_]{1,63})$/;

/** Facilities of the ASA, of Firepower Threat Defense and of the PIX before them. */
const firewalls: Record<string, string> = { ASA: 'asa', FTD: 'ftd', PIX: 'asa', FWSM: 'asa' };

/**
 * Reads a message with Cisco's mnemonic in place of a program: datasets `cisco.asa`, `cisco.ftd`, otherwise
 * `cisco.ios` (IOS, IOS XE, NX-OS and what writes the same).
 * @param tag the mnemonic with its percent sign
 * @returns false when it is none of Cisco's
 */
export function cisco(event: Event, tag: string, text: string): boolean {
  const [, facility, name] = mnemonic.exec(tag) ?? [];
  if (facility === undefined || name === undefined) return false;
  event['event.module'] = 'cisco';
  const firewall = Object.hasOwn(firewalls, facility) ? firewalls[facility] : undefined;
  event['event.dataset'] = `cisco.${firewall ?? 'ios'}`;
  if (firewall === undefined) ios(event, facility, name, text);
  else ciscoAsa(event, name, text);
  return true;
}

/** `[user: admin] [Source: 10.20.9.99] [localport: 22]` of the login facility. */
const loginUser = /\[user: ([^\]]{1,128})\]/;
const loginSource = /\[Source: ([\da-fA-F.:]{2,45})\]/;
/** `Configured from console by admin on vty0 (10.20.200.7)` */
const configured = /\bby (\S{1,128})(?: on \S{1,32} \(([\da-fA-F.:]{2,45})\))?/;

function ios(event: Event, facility: string, name: string, text: string): void {
  if (facility === 'SEC_LOGIN') {
    setKind(event, 'adminLogin', name === 'LOGIN_SUCCESS');
    setUser(event, loginUser.exec(text)?.[1]);
    setEnd(event, 'source', loginSource.exec(text)?.[1]);
  } else if (name === 'CONFIG_I') {
    const [, user, address] = configured.exec(text) ?? [];
    setKind(event, 'configChanged', true);
    setUser(event, user);
    setEnd(event, 'source', address);
  }
}
