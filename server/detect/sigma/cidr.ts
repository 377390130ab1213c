import { isIPv4, isIPv6 } from 'node:net';

/** A network: its first address as a number and how many leading bits count. */
export interface CidrRange {
  version: 4 | 6;
  address: bigint;
  bits: number;
}

/**
 * @param text `10.0.0.0/8`, `2001:db8::/32`, or an address alone (all bits count)
 * @returns the range (host bits cleared), or undefined when the text is no network
 */
export function parseCidr(text: string): CidrRange | undefined {
  const [host = '', length, ...rest] = text.trim().split('/');
  const parsed = parseAddress(host);
  if (parsed === undefined || rest.length > 0) return undefined;
  const width = parsed.version === 4 ? 32 : 128;
  if (length !== undefined && !/^\d{1,3}$/.test(length)) return undefined;
  const bits = length === undefined ? width : Number(length);
  if (bits > width) return undefined;
  const shift = BigInt(width - bits);
  return { version: parsed.version, address: (parsed.address >> shift) << shift, bits };
}

/**
 * @param text address; IPv4-mapped IPv6 (`::ffff:10.0.0.1`) counts as IPv4; zone ids (`%eth0`) are ignored
 * @returns version and value, or undefined
 */
export function parseAddress(text: string): { version: 4 | 6; address: bigint } | undefined {
  if (isIPv4(text)) return { version: 4, address: ipv4(text) };
  const zone = text.indexOf('%');
  const plain = zone < 0 ? text : text.slice(0, zone);
  if (!isIPv6(plain)) return undefined;
  const address = ipv6(plain);
  if (address >> 32n === 0xffffn) return { version: 4, address: address & 0xffffffffn };
  return { version: 6, address };
}

/** @returns whether the address text lies in the range; false for what is no address */
export function cidrContains(range: CidrRange, text: string): boolean {
  const parsed = parseAddress(text);
  if (parsed === undefined || parsed.version !== range.version) return false;
  const shift = BigInt((range.version === 4 ? 32 : 128) - range.bits);
  return parsed.address >> shift === range.address >> shift;
}

function ipv4(text: string): bigint {
  return BigInt(text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0));
}

function ipv6(text: string): bigint {
  const dotted = text.includes('.') ? text.slice(text.lastIndexOf(':') + 1) : '';
  const value = dotted === '' ? 0n : ipv4(dotted);
  const hex =
    dotted === ''
      ? text
      : `${text.slice(0, -dotted.length)}${(value >> 16n).toString(16)}:${(value & 0xffffn).toString(16)}`;
  const [head = '', tail] = hex.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const groups = [...left, ...Array(8 - left.length - right.length).fill('0'), ...right];
  return groups.reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n);
}
