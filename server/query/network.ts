import { isIPv4, isIPv6 } from 'node:net';

/** The addresses from the first to the last, both inclusive. */
export type Network =
  | { version: 4; from: number; to: number }
  /** As 32 hexadecimal digits, lower case. */
  | { version: 6; from: string; to: string };

/**
 * @param text an address, or a network in CIDR notation (RFC 4632, RFC 4291 2.3)
 * @returns undefined when it is neither; bits behind the prefix do not count
 */
export function parseNetwork(text: string): Network | undefined {
  const [address = '', prefix, ...rest] = text.split('/');
  if (rest.length > 0 || (prefix !== undefined && !/^\d{1,3}$/.test(prefix))) return undefined;
  if (isIPv4(address)) return network4(ipv4Number(address), Number(prefix ?? 32));
  if (isIPv6(address) && !address.includes('%')) return network6(ipv6Hex(address), Number(prefix ?? 128));
  return undefined;
}

/** @returns the range between two addresses of the same kind; undefined when they are none */
export function addressRange(from: string, to: string): Network | undefined {
  const [first, last] = [parseNetwork(from), parseNetwork(to)];
  if (first?.version === 4 && last?.version === 4) return { ...first, to: last.to };
  if (first?.version === 6 && last?.version === 6) return { ...first, to: last.to };
  return undefined;
}

/** @returns whether the address lies in the network */
export function inNetwork(network: Network, address: string): boolean {
  if (network.version === 4) {
    if (!isIPv4(address)) return false;
    const number = ipv4Number(address);
    return network.from <= number && number <= network.to;
  }
  if (!isIPv6(address) || address.includes('%')) return false;
  const hex = ipv6Hex(address);
  return network.from <= hex && hex <= network.to;
}

/** @param address an IPv4 address */
export function ipv4Number(address: string): number {
  return address.split('.').reduce((number, octet) => number * 256 + Number(octet), 0);
}

/** @param address an IPv6 address without a zone, in whatever spelling */
export function ipv6Hex(address: string): string {
  const [left = '', right = ''] = address.split('::').map(hexGroups);
  return left + '0'.repeat(32 - left.length - right.length) + right;
}

function hexGroups(groups: string): string {
  if (groups === '') return '';
  return groups
    .split(':')
    .map((group) => (group.includes('.') ? hex(ipv4Number(group), 8) : group.toLowerCase().padStart(4, '0')))
    .join('');
}

function hex(number: number, digits: number): string {
  return number.toString(16).padStart(digits, '0');
}

function network4(address: number, prefix: number): Network | undefined {
  if (prefix > 32) return undefined;
  const size = 2 ** (32 - prefix);
  const from = Math.floor(address / size) * size;
  return { version: 4, from, to: from + size - 1 };
}

function network6(address: string, prefix: number): Network | undefined {
  if (prefix > 128) return undefined;
  const host = (1n << BigInt(128 - prefix)) - 1n;
  const from = (BigInt(`0x${address}`) | host) - host;
  const text = (value: bigint): string => value.toString(16).padStart(32, '0');
  return { version: 6, from: text(from), to: text(from + host) };
}
