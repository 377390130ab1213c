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
  const four = ipv4(text);
  if (four !== undefined) return { version: 4, address: four };
  const zone = text.indexOf('%');
  const address = ipv6(zone < 0 ? text : text.slice(0, zone));
  if (address === undefined) return undefined;
  return address >> 32n === 0xffffn
    ? { version: 4, address: address & 0xffffffffn }
    : { version: 6, address };
}

/** @returns whether the address text lies in the range; false for what is no address */
export function cidrContains(range: CidrRange, text: string): boolean {
  const parsed = parseAddress(text);
  if (parsed === undefined || parsed.version !== range.version) return false;
  const shift = BigInt((range.version === 4 ? 32 : 128) - range.bits);
  return parsed.address >> shift === range.address >> shift;
}

const byte = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const dottedQuad = new RegExp(`^${byte}(?:\\.${byte}){3}$`);
const hexGroup = /^[\da-f]{1,4}$/i;

/** @returns the value of a dotted quad without leading zeros, or undefined */
function ipv4(text: string): bigint | undefined {
  if (!dottedQuad.test(text)) return undefined;
  return BigInt(text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0));
}

/** @returns the value of an address as RFC 4291 2.2 writes them, or undefined */
function ipv6(text: string): bigint | undefined {
  if (text.length > 45 || !text.includes(':')) return undefined;
  const [head = '', tail, ...more] = text.split('::');
  if (more.length > 0) return undefined;
  const left = groupsOf(head, tail === undefined);
  const right = tail === undefined ? [] : groupsOf(tail, true);
  if (left === undefined || right === undefined) return undefined;
  const missing = 8 - left.length - right.length;
  // `::` stands for at least one group.
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  const groups = [...left, ...new Array<bigint>(missing).fill(0n), ...right];
  return groups.reduce((sum, group) => (sum << 16n) | group, 0n);
}

/** @param last whether the text ends the address, so that it may end with a dotted quad */
function groupsOf(text: string, last: boolean): bigint[] | undefined {
  if (text === '') return [];
  const groups: bigint[] = [];
  const parts = text.split(':');
  for (const [index, part] of parts.entries()) {
    const quad = last && index === parts.length - 1 ? ipv4(part) : undefined;
    if (quad !== undefined) groups.push(quad >> 16n, quad & 0xffffn);
    else if (hexGroup.test(part)) groups.push(BigInt(`0x${part}`));
    else return undefined;
  }
  return groups;
}
