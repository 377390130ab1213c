import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { isMetadata, isSpecial, networkOf } from './address.js';

/** Addresses of a host name; as `dns.lookup` with `all`. */
export type Resolve = (host: string) => Promise<{ address: string; family: number }[]>;

/** What may be spoken to beyond the public Internet. */
export interface OutgoingRules {
  /** Host names, addresses and networks (CIDR) of the configuration's `outgoing.allowed`. */
  allowPrivate: readonly string[];
  /** For tests; otherwise the system's resolver. */
  resolve?: Resolve;
}

/** @returns the host of a URL as {@link OutgoingRules} names hosts; empty for what is no URL */
export const hostOf = (url: string): string =>
  URL.canParse(url) ? new URL(url).hostname.replace(/^\[|\]$/g, '') : '';

/** A connection that the rules refuse; trying again changes nothing. */
export class OutgoingRefused extends Error {
  override readonly name = 'OutgoingRefused';
}

/** Where to connect: the address that was looked at is the one that is used. */
export interface Destination {
  address: string;
  family: 4 | 6;
}

/**
 * Resolves a host once and refuses what lies inside the organisation unless the configuration names it. Every address
 * of the name must be allowed, so that it does not matter which one is taken.
 * @param host name or address, as in a URL (an IPv6 address with or without brackets)
 * @throws OutgoingRefused; the resolver's error when there is no such name
 */
export async function destinationOf(host: string, rules: OutgoingRules): Promise<Destination> {
  const name = host.replace(/^\[|\]$/g, '').toLowerCase();
  const found = isIP(name)
    ? [{ address: name, family: isIP(name) }]
    : await (rules.resolve ?? resolveAll)(name);
  const first = found[0];
  if (first === undefined) throw new Error(`${name} has no address`);
  for (const { address } of found) checkAddress(name, address, rules.allowPrivate);
  return { address: first.address, family: first.family === 6 ? 6 : 4 };
}

const resolveAll: Resolve = (host) => lookup(host, { all: true });

function checkAddress(name: string, address: string, allowed: readonly string[]): void {
  const networks = allowed.flatMap((entry) => networkOf(entry) ?? []);
  if (networks.some((contains) => contains(address))) return;
  if (isMetadata(address)) throw refused(name, address, 'the metadata service of a cloud');
  if (!isSpecial(address)) return;
  const hosts = allowed.map((entry) => entry.toLowerCase().replace(/\.$/, ''));
  if (!hosts.includes(name.replace(/\.$/, ''))) throw refused(name, address, 'no public address');
}

function refused(name: string, address: string, what: string): OutgoingRefused {
  const place = name === address ? name : `${name} (${address})`;
  return new OutgoingRefused(
    `${place} is ${what}; the operator may name the host or its network in the configuration: outgoing.allowed`,
  );
}
