import type { Event } from '../../contract/event.js';
import { ciscoAsa } from './cisco-asa.js';
import { ciscoIos } from './cisco-ios.js';

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
  if (firewall === undefined) ciscoIos(event, facility, name, text);
  else ciscoAsa(event, name, text);
  return true;
}
